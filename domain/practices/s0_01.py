"""S0-01: exceeding goals needs a plan."""

from __future__ import annotations

from datetime import datetime

from domain.practices.rule import Gap, Rule
from domain.unit.plan import UnitState


def _check(plan: UnitState, _at: datetime) -> tuple[Gap, ...]:
    if not plan.factors:
        return (Gap("no key success factor says what must be true", plan.leader),)
    if not any(factor.actions for factor in plan.factors):
        return (Gap("no key success factor has an action with owner and date", plan.leader),)
    return ()


RULE = Rule("S0-01", "gate", ("finalise",), "A target has a plan behind it", _check)
