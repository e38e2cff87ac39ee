"""S0-02: everyone who must carry the plan took part in making it."""

from __future__ import annotations

from datetime import datetime

from domain.practices.rule import Gap, Rule
from domain.unit.plan import UnitState


def took_part(plan: UnitState, person: str) -> bool:
    """Whether somebody pushed back on any version or said that they have no concern."""
    return plan.answered("no_concerns", person) or any(
        one.person == person and one.stage in {"open", "answered"} for one in plan.items
    )


def _check(plan: UnitState, _at: datetime) -> tuple[Gap, ...]:
    return tuple(
        Gap(
            f"{person} has neither pushed back nor said they have no concern"
            + (" and took no part after escalation" if person in plan.no_part else ""),
            person,
            person,
        )
        for person in plan.members
        if not took_part(plan, person)
    )


RULE = Rule("S0-02", "gate", ("finalise",), "Everyone took part", _check)
