"""Goal progress with and without a plan that the team made, quarter on quarter (S1-23)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from domain.model import Value
from domain.money import EXACT, Percent, mean
from domain.people import FiscalPeriod
from domain.unit.plan import StrategicGoal, UnitState

_HUNDRED = Decimal(100)


class GoalGroup(Value):
    """`progress` is the mean way from baseline to target in percent, `gain` since the quarter before.

    Only goals reported in both quarters count in a gain.
    """

    goals: int
    progress: Percent | None
    gain: Percent | None


class QuarterOfGoals(Value):
    """Goals whose plan had a step of somebody else than the leader when the quarter began, and others."""

    period: str
    team_made: GoalGroup
    others: GoalGroup


def of(plan: UnitState) -> tuple[QuarterOfGoals, ...]:
    """Every quarter in which progress of a goal was reported."""
    found = []
    for number, period in enumerate(plan.periods):
        before = plan.periods[number - 1] if number else None
        goals = [one for one in plan.live_goals if _way(one, period) is not None]
        made = [one for one in goals if _by_team(plan, one, period)]
        others = [one for one in goals if one not in made]
        if goals:
            found.append(
                QuarterOfGoals(
                    period=period.label,
                    team_made=_group(made, period, before),
                    others=_group(others, period, before),
                )
            )
    return tuple(found)


def _by_team(plan: UnitState, goal: StrategicGoal, period: FiscalPeriod) -> bool:
    return any(
        one.author != plan.leader and one.added_at.date() <= period.starts_on for one in goal.steps
    )


def _group(
    goals: Sequence[StrategicGoal], period: FiscalPeriod, before: FiscalPeriod | None
) -> GoalGroup:
    ways = [way for one in goals if (way := _way(one, period)) is not None]
    gains = [
        way - was
        for one in goals
        if before is not None
        and (way := _way(one, period)) is not None
        and (was := _way(one, before)) is not None
    ]
    return GoalGroup(goals=len(goals), progress=mean(ways), gain=mean(gains))


def _way(goal: StrategicGoal, period: FiscalPeriod) -> Decimal | None:
    """The percent of the way from baseline to target that a quarter's report says."""
    value = next((one.value for one in goal.progress if one.period == period.label), None)
    whole = goal.set.target - goal.set.baseline
    if value is None or whole == 0:
        return None
    return EXACT.divide(EXACT.multiply(value - goal.set.baseline, _HUNDRED), whole)
