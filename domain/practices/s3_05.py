"""S3-05 and S3-08: last year is looked back on before a proposal, each why-not with its plan.

A unit that has begun no look-back is held only where the policy blocks on S3-05; one that has
begun it closes it first.
"""

from __future__ import annotations

from datetime import datetime

from domain.practices.rule import Gap, Rule
from domain.unit.plan import UnitState


def _looked_back(plan: UnitState, _at: datetime) -> tuple[Gap, ...]:
    begun = plan.look_back
    if begun is None:
        asked = plan.policy.mode("S3-05") == "block"
        return (Gap("the year before is not looked back on", plan.leader),) if asked else ()
    if begun.closed_at is None:
        return (Gap(f"the look-back on {begun.year} is not closed", plan.leader),)
    return ()


def _planned(plan: UnitState, _at: datetime) -> tuple[Gap, ...]:
    begun = plan.look_back
    if begun is None or begun.closed_at is not None:
        return ()
    return tuple(
        Gap(f"{one.id} came to {one.percent:f} % and nobody says why not", plan.leader, one.id)
        for one in begun.items
        if one.short and one.why_not is None
    ) + tuple(
        Gap(
            f"{one.id} came to {one.percent:f} % and has no plan to 100 %",
            one.person or plan.leader,
            one.id,
        )
        for one in begun.items
        if one.short and one.plan is None
    )


RULES = (
    Rule("S3-05", "gate", ("propose",), "Last year is looked back on first", _looked_back),
    Rule("S3-08", "gate", ("close look-back",), "Each why-not has a plan to 100 %", _planned),
)
