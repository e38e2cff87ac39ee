"""S1-12: goals and progress are reviewed every quarter."""

from __future__ import annotations

from datetime import datetime

from domain.practices.rule import Gap, Rule
from domain.unit.plan import UnitState


def _check(plan: UnitState, _at: datetime) -> tuple[Gap, ...]:
    held = {review.period for review in plan.reviews if review.held_at is not None}
    return tuple(
        Gap(f"the review of {period.label} was not held", plan.leader, period.label.lower())
        for period in plan.periods
        if period.label not in held
    )


RULE = Rule("S1-12", "gate", ("close",), "A review each quarter", _check)
