"""S3-38: one executive wins, others win: each shares a measure with another."""

from __future__ import annotations

from collections.abc import Iterator

from domain.incentives.state import IncentivesState
from domain.practices.incentive_rule import IncentiveRule
from domain.practices.rule import Gap


def _check(state: IncentivesState) -> Iterator[Gap]:
    known = [one for one in state.executives if state.of(one) is not None]
    if len(known) == 1:  # nobody is there yet to share with
        return
    for one in known:
        others = frozenset[str]().union(*(state.measures(other) for other in known if other != one))
        if not state.measures(one) & others:
            yield Gap("shares no measure with any other executive", subject=one)


RULE = IncentiveRule("S3-38", "Executives' incentives share measures", _check)
