"""S3-20: no level gains by what costs the one above it, by the policy's table of conflicts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from domain.incentives.metrics import Metric
from domain.incentives.state import IncentivesState
from domain.practices.incentive_rule import IncentiveRule, said
from domain.practices.rule import Gap


@dataclass(frozen=True)
class Conflicting:
    """`person` is paid for `metric`, and the one `above` them for what it can cost."""

    person: str
    metric: Metric
    above: str
    cost: Metric


def conflicts(state: IncentivesState) -> Iterator[Conflicting]:
    """Each step up the ranks at which one can gain while the other loses.

    Who is paid for the same thing as the one above loses with them, and so conflicts with nobody.
    """
    measured = state.measured
    for person, above in state.superiors.items():
        if above is None:
            continue
        mine, theirs = measured[person], measured[above]
        for one in state.policy.of_incentives.conflicts:
            if one.metric in mine and one.above in theirs and one.above not in mine:
                yield Conflicting(person, one.metric, above, one.above)


def _check(state: IncentivesState) -> Iterator[Gap]:
    for one in conflicts(state):
        yield Gap(
            f"{said(one.metric)} can improve while {said(one.cost)} worsens, "
            "which only the level above is paid for",
            who=one.above,
            subject=one.person,
        )


RULE = IncentiveRule("S3-20", "No level gains by what costs the one above", _check)
