"""S3-12 and S3-13: a run-rate near a fifth or four fifths of the goal says something about it."""

from __future__ import annotations

from datetime import datetime

from domain.money import Money, total
from domain.practices.rule import Gap, Rule
from domain.unit.plan import UnitState


def _shares(plan: UnitState) -> tuple[tuple[str, Money, Money], ...]:
    """Each target's run-rate and plan goal, at plan rates; a target without outlook is left out."""
    version = plan.current
    if version is None:
        return ()
    rows = []
    for line in version.targets:
        seats = {seat.id for seat in plan.seats if seat.target == line.target}
        known = [one.run_rate for one in version.outlook if one.seat in seats]
        if known and line.goal.amount > 0:
            expected = total((plan.rolled_up(one) for one in known), plan.currency)
            rows.append((line.target, expected, line.goal))
    return tuple(rows)


def _low(plan: UnitState, _at: datetime) -> tuple[Gap, ...]:
    return tuple(
        Gap(
            f"{target}: the run-rate is only {expected.share_of(goal)} % of the goal; "
            "plans must be robust"
        )
        for target, expected, goal in _shares(plan)
        if expected.share_of(goal) <= plan.policy.run_rate_low
    )


def _high(plan: UnitState, _at: datetime) -> tuple[Gap, ...]:
    return tuple(
        Gap(
            f"{target}: the run-rate is {expected.share_of(goal)} % of the goal; "
            "the goal may be too low, and plans must be robust all the same"
        )
        for target, expected, goal in _shares(plan)
        if expected.share_of(goal) >= plan.policy.run_rate_high
    )


RULES = (
    Rule("S3-12", "warning", ("propose",), "A low run-rate asks for robust plans", _low),
    Rule("S3-13", "warning", ("propose",), "A high run-rate asks for a higher goal", _high),
)
