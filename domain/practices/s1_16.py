"""S1-16: the company commits time to develop action plans; the policy says how many hours."""

from __future__ import annotations

from datetime import datetime

from domain.practices.rule import Gap, Rule
from domain.unit.plan import UnitState

HOUR = 60


def _check(plan: UnitState, _at: datetime) -> tuple[Gap, ...]:
    wanted, given = plan.policy.of_carrying_out.planning_hours, plan.planning_minutes
    if given >= wanted * HOUR:
        return ()
    words = (
        f"{given // HOUR} h {given % HOUR:02} min of {wanted} h were given to making action plans"
    )
    return (Gap(words, plan.leader),)


RULE = Rule(
    "S1-16", "warning", ("finalise", "review"), "Time is given to make action plans", _check
)
