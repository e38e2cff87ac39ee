"""S0-23: every resource that the team asked for is granted or declined, with a reason."""

from __future__ import annotations

from datetime import datetime

from domain.practices.rule import Gap, Rule
from domain.unit.plan import UnitState


def _check(plan: UnitState, _at: datetime) -> tuple[Gap, ...]:
    return tuple(
        Gap(
            f"resource request {one.asked.request} of {one.asked.asked_by} is not decided",
            plan.leader,
            one.asked.request,
        )
        for one in plan.requests
        if one.decided is None
    )


RULE = Rule("S0-23", "gate", ("finalise",), "Every resource request is decided", _check)
