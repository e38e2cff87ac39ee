"""S0-04: at the top a stretch add-on is the default."""

from __future__ import annotations

from datetime import datetime

from domain.practices.rule import Gap, Rule
from domain.unit.plan import UnitState


def _check(plan: UnitState, _at: datetime) -> tuple[Gap, ...]:
    if plan.parent is not None or plan.current is None:
        return ()
    return tuple(
        Gap(f"{line.target} has no stretch add-on, and no reason for that is recorded")
        for line in plan.current.targets
        if plan.current.reason is None and not line.add_on.amount
    )


RULE = Rule("S0-04", "warning", ("propose", "revise"), "High performance is the default", _check)
