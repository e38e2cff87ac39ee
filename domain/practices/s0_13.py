"""S0-13: dialogue rests on knowledge: an item without evidence is marked, never dropped."""

from __future__ import annotations

from datetime import datetime

from domain.practices.rule import Gap, Rule
from domain.unit.plan import UnitState


def _check(plan: UnitState, _at: datetime) -> tuple[Gap, ...]:
    return tuple(
        Gap(f"item {item.id} is unsubstantiated: it has no evidence and no number",
            item.person, item.person)
        for item in plan.items
        if item.stage in {"open", "answered"} and not item.substantiated
    )  # fmt: skip


RULE = Rule("S0-13", "warning", ("object",), "Pushback carries evidence", _check)
