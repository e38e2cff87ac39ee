"""S3-38: one executive wins, others win: each shares a measure with another."""

from __future__ import annotations

from collections.abc import Iterator

from domain.incentives.state import IncentivesState
from domain.practices.incentive_rule import IncentiveRule
from domain.practices.rule import Gap


def _check(state: IncentivesState) -> Iterator[Gap]:
    components, measured = state.components, state.measured
    known = [one for one in state.executives if one in components]
    if len(known) == 1:  # nobody is there yet to share with
        return
    for one in known:
        others = frozenset[str]().union(*(measured[other] for other in known if other != one))
        if not measured[one] & others:
            yield Gap("shares no measure with any other executive", subject=one)


RULE = IncentiveRule("S3-38", "Executives' incentives share measures", _check)
