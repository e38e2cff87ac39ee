"""S3-01: planning that opens later than the first month of the year is late."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.practices.rule import Gap, Rule
from domain.unit.plan import UnitState

A_MONTH = timedelta(days=31)


def _late(plan: UnitState, _at: datetime) -> tuple[Gap, ...]:
    begins, _ = plan.fiscal_year
    opened = plan.opened_at.date()
    if opened < begins + A_MONTH:
        return ()
    return (Gap(f"planning opened on {opened}; the year began on {begins}", plan.leader),)


RULE = Rule("S3-01", "warning", ("propose",), "Planning begins before the year does", _late)
