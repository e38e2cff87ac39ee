"""S3-14, S3-15 and S3-44: what a target stands on is written, adds up, and marketing's part is in numbers.

A unit that wrote no lines and attached no marketing plan is asked for them where its run-rate
is low or high (S3-12, S3-13), and where the policy blocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain.practices.rule import Gap, Rule
from domain.unit.plan import UnitState
from domain.unit.readiness.covering import TargetCoverage, coverage


def extreme(plan: UnitState) -> tuple[TargetCoverage, ...]:
    """The targets whose run-rate is low or high: there plans must be robust."""
    low, high = plan.policy.run_rate_low, plan.policy.run_rate_high
    return tuple(
        one for one in coverage(plan) if one.share is not None and not low < one.share < high
    )


def _lines(plan: UnitState, _at: datetime) -> tuple[Gap, ...]:
    return tuple(
        Gap(
            f"{one.target}: the run-rate is {one.share} % of the goal and no plan line is written",
            plan.leader,
            one.target,
        )
        for one in extreme(plan)
        if not plan.readiness.of(one.target) and not plan.seller_plans
    )


def _short(plan: UnitState, _at: datetime) -> tuple[Gap, ...]:
    return tuple(
        Gap(
            f"{one.target}: run-rate and plan lines fall {one.short} short of the goal",
            plan.leader,
            one.target,
        )
        for one in coverage(plan)
        if plan.readiness.of(one.target) and one.short.amount > 0
    )


def _short_in_earnest(plan: UnitState, at: datetime) -> tuple[Gap, ...]:
    """While the portion from above is open, a shortfall is a warning only."""
    current = plan.current
    return () if current is None or current.provisional else _short(plan, at)


def _marketing(plan: UnitState, _at: datetime) -> Iterator[Gap]:
    attached = plan.readiness.marketing
    if attached is None:
        asked = plan.policy.mode("S3-44") == "block" or extreme(plan)
        if asked and plan.parent is None:
            yield Gap("no marketing plan is attached", plan.leader)
        return
    if not attached.contributions:
        yield Gap("the marketing plan says nothing of what it brings", attached.owner)
    for one in attached.contributions:
        if not one.quantified:
            yield Gap(f"marketing's {one.id} has no number or no dates", attached.owner, one.id)


def _quantified(plan: UnitState, at: datetime) -> tuple[Gap, ...]:
    return tuple(_marketing(plan, at))


RULES = (
    Rule("S3-14", "gate", ("finalise",), "Plan lines are written", _lines),
    Rule("S3-15", "warning", ("propose", "revise"), "Planned activity meets the goal", _short),
    Rule("S3-15", "gate", ("finalise",), "Planned activity meets the goal", _short_in_earnest),
    Rule("S3-44", "gate", ("finalise",), "The marketing plan is quantified", _quantified),
)
