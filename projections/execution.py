"""How far plans are carried out and what came of it, by person, team and measure; no score of anybody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from domain.model import Value
from domain.money import Percent, percent
from domain.unit import attainment
from domain.unit.plan import PlannedStep, StrategicGoal, UnitState
from domain.unit.values import Attainment
from domain.words import Identifier
from projections import spread, team_made
from projections.readiness import Came, came
from projections.spread import Spread
from projections.team_made import QuarterOfGoals

REACHED = Decimal(100)
Effect = Literal[
    "carried out, reached", "carried out, short", "left open, reached", "left open, short"
]


class Period(Value):
    """One period's attainment of a person or team, at plan rates."""

    period: str
    percent: Percent | None


class Executed(Value):
    """A person, or the team where `person` is none; a result is of seats as held in each period.

    `rate` is the percent of steps due that are done (S4-16); `effect` sets that beside the result
    (S4-15). `range` is how many points attainment varies over periods (S2-23), `streak` how many
    of the last periods were at or above quota, `wins` those and goals reached (S4-14). Quota and
    goals are told apart: `on_target` needs both (S1-20).
    """

    unit: Identifier
    person: Identifier | None
    steps_due: int
    steps_done: int
    rate: Percent | None
    result: Attainment | None
    periods: tuple[Period, ...]
    range: Percent | None
    streak: int
    wins: int
    effect: Effect | None
    goals_behind: tuple[Identifier, ...]
    on_quota: bool | None
    on_target: bool | None


class TeamExecution(Value):
    """One unit: its team, each person, planned against other results, goals quarter on quarter."""

    team: Executed
    people: tuple[Executed, ...]
    came: tuple[Came, ...]
    goals: tuple[QuarterOfGoals, ...]


class Execution(Value):
    """`measures` has the middle beside the best of everybody in these teams (S4-24)."""

    teams: tuple[TeamExecution, ...]
    measures: tuple[Spread, ...]


def of(plans: Iterable[UnitState], at: datetime) -> Execution:
    """What these plans say at a moment; those without a quota in force have no result yet."""
    known = tuple(plans)
    return Execution(teams=tuple(_team(plan, at) for plan in known), measures=spread.of(known))


def _team(plan: UnitState, at: datetime) -> TeamExecution:
    steps = (*plan.tactics, *(one for goal in plan.live_goals for one in goal.steps))
    held = (one.person for one in plan.held if one.person is not None)
    owners = dict.fromkeys((*plan.members, *held, *(one.step.owner for one in steps)))
    return TeamExecution(
        team=_executed(plan, None, steps, at),
        people=tuple(_executed(plan, one, steps, at) for one in owners),
        came=came(plan),
        goals=team_made.of(plan),
    )


def _executed(
    plan: UnitState, person: str | None, steps: Sequence[PlannedStep], at: datetime
) -> Executed:
    due = _due(steps, person, at.date())
    done = sum(one.done_at is not None for one in due)
    goals = [one for one in plan.live_goals if person is None or _takes_part(one, person)]
    behind = tuple(one.set.goal for one in goals if one.overdue(at.date()) and not one.reached)
    recorded = tuple(one.period for one in plan.actuals)
    periods = tuple(Period(period=one, percent=_percent(plan, person, one)) for one in recorded)
    result = _result(plan, person, recorded)
    on_quota = _reached(result.percent) if result else None
    return Executed(
        unit=plan.unit, person=person, steps_due=len(due), steps_done=done,
        rate=percent(Decimal(done), Decimal(len(due))) if due else None,
        result=result, periods=periods, range=_range(periods), streak=_streak(periods),
        wins=_wins(periods, goals),
        effect=_effect(carried_out=done == len(due), reached=on_quota) if due else None,
        goals_behind=behind, on_quota=on_quota,
        on_target=None if on_quota is None else on_quota and not behind,
    )  # fmt: skip


def _due(steps: Sequence[PlannedStep], person: str | None, today: date) -> list[PlannedStep]:
    """The steps of one, or of all, that are due or done."""
    mine = (one for one in steps if person in {None, one.step.owner})
    return [one for one in mine if one.step.due_on <= today or one.done_at is not None]


def _takes_part(goal: StrategicGoal, person: str) -> bool:
    return person == goal.set.owner or person in goal.set.contributors


def _result(plan: UnitState, person: str | None, periods: Sequence[str]) -> Attainment | None:
    """Of every seat that counts, each measure at plan rates; a team sums its seats."""
    if not periods:
        return None
    if person is None:
        return attainment.of_seats(plan, plan.seats, periods)
    return attainment.of_person(plan, person, periods)


def _percent(plan: UnitState, person: str | None, period: str) -> Decimal | None:
    result = _result(plan, person, (period,))
    return result.percent if result else None


def _wins(periods: Sequence[Period], goals: Sequence[StrategicGoal]) -> int:
    quotas = sum(bool(_reached(one.percent)) for one in periods)
    return quotas + sum(one.reached for one in goals)


def _reached(found: Decimal | None) -> bool | None:
    return None if found is None else found >= REACHED


def _range(periods: Sequence[Period]) -> Decimal | None:
    known = [one.percent for one in periods if one.percent is not None]
    return max(known) - min(known) if len(known) > 1 else None


def _streak(periods: Sequence[Period]) -> int:
    count = 0
    for one in reversed(periods):
        if not _reached(one.percent):
            break
        count += 1
    return count


def _effect(*, carried_out: bool, reached: bool | None) -> Effect | None:
    if reached is None:
        return None
    if carried_out:
        return "carried out, reached" if reached else "carried out, short"
    return "left open, reached" if reached else "left open, short"
