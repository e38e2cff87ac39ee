"""S3-27: a seller's plan is aggressive and attainable, as two people rate it."""

from __future__ import annotations

from datetime import datetime

from domain.practices.rule import Gap, Rule
from domain.unit.plan import UnitState


def _check(plan: UnitState, _at: datetime) -> tuple[Gap, ...]:
    return tuple(
        Gap(f"{one.person}'s plan is not rated aggressive and attainable", plan.leader, one.person)
        for one in plan.seller_plans
        if one.submitted and not one.double_a
    )


RULE = Rule("S3-27", "gate", ("sign as seller",), "Two people find the plan double A", _check)
