"""S3-12 and S3-13: a run-rate near a fifth or four fifths of the goal says something about it."""

from __future__ import annotations

from datetime import datetime

from domain.money import Money
from domain.practices.rule import Gap, Rule
from domain.unit.plan import UnitState
from domain.unit.readiness.covering import coverage


def _shares(plan: UnitState) -> tuple[tuple[str, Money, Money], ...]:
    """Each target's run-rate and plan goal, at plan rates; a target without either is left out."""
    return tuple(
        (one.target, one.run_rate, one.goal)
        for one in coverage(plan)
        if one.run_rate is not None and one.goal.amount > 0
    )


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
