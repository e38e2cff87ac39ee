"""S0-16: key success factors come out of the exchange."""

from __future__ import annotations

from datetime import datetime

from domain.practices.rule import Gap, Rule
from domain.unit.plan import UnitState


def _check(plan: UnitState, _at: datetime) -> tuple[Gap, ...]:
    linked = {item for factor in plan.factors for item in factor.items}
    return tuple(
        Gap(f"real issue {item.id} has no key success factor", plan.leader, item.id)
        for item in plan.items
        if item.stage == "answered" and item.outcome == "real_issue" and item.id not in linked
    )


RULE = Rule("S0-16", "gate", ("finalise",), "Real issues become success factors", _check)
