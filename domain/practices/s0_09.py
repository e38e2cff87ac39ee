"""S0-09: each member has confirmed that they understand their portion as it is now."""

from __future__ import annotations

from datetime import datetime

from domain.practices.rule import Gap, Rule
from domain.unit.plan import UnitState


def _check(plan: UnitState, _at: datetime) -> tuple[Gap, ...]:
    return tuple(
        Gap(f"{person} has not confirmed understanding of their portion", person, person)
        for person in plan.members
        if not plan.understood(person)
    )


RULE = Rule("S0-09", "gate", ("finalise",), "Understanding is confirmed", _check)
