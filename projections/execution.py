"""How far plans are carried out and what came of it, by person, team and measure; no score of anybody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Literal, NamedTuple

from pydantic import JsonValue, TypeAdapter

from domain.model import Value
from domain.money import Percent, percent
from domain.unit import attainment
from domain.unit.plan import UnitState
from domain.unit.values import Attainment
from domain.words import Day, Identifier, Words
from projections import spread, team_made
from projections.fetching import Found, fetched
from projections.readiness import Came, came
from projections.spread import Percents, Spread
from projections.team_made import QuarterOfGoals
from projections.write import Row
from store.pool import Pool

REACHED = Decimal(100)
PERCENTS: Final[TypeAdapter[tuple[Percents, ...]]] = TypeAdapter(tuple[Percents, ...])
EXECUTIONS = """
    SELECT CASE WHEN unit = ANY($3) THEN carried END AS carried, carried -> 'percents' AS percents
    FROM read_models.executions
    WHERE organisation = $1 AND cycle = $2 AND unit = ANY($3::text[] || $4::text[]) ORDER BY unit
"""
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


class StepLine(Value):
    """A step of a live goal, or of none."""

    goal: Identifier | None
    owner: Identifier
    due_on: Day
    done: bool


class GoalLine(Value):
    """A live goal with everybody who takes part in it."""

    goal: Identifier
    words: Words
    parts: tuple[Identifier, ...]
    reached: bool


class Results(Value):
    """What came of one person's quotas, or of the team's, over all that is recorded and by period."""

    person: Identifier | None
    result: Attainment | None
    periods: tuple[Period, ...]


class Carried(Value):
    """All that one unit's execution is told from, but the day on which it is asked about."""

    unit: Identifier
    steps: tuple[StepLine, ...]
    goals: tuple[GoalLine, ...]
    team: Results
    people: tuple[Results, ...]
    came: tuple[Came, ...]
    quarters: tuple[QuarterOfGoals, ...]
    percents: tuple[Percents, ...]


class TeamExecution(Value):
    """One unit: its team, each person, its goals, planned against other results, quarter on quarter."""

    team: Executed
    people: tuple[Executed, ...]
    live: tuple[GoalLine, ...]
    came: tuple[Came, ...]
    goals: tuple[QuarterOfGoals, ...]


class Asked(NamedTuple):
    """Units whose `teams` are told one by one; the spread is over them and those `beside`."""

    teams: Sequence[str]
    beside: Sequence[str] = ()


class Execution(Value):
    """`measures` has the middle beside the best of everybody who is asked about (S4-24)."""

    teams: tuple[TeamExecution, ...]
    measures: tuple[Spread, ...]


class Known(NamedTuple):
    """What is known of one unit: of one that is only beside, what its people attained."""

    percents: tuple[Percents, ...]
    carried: Carried | None = None


def of(plans: Iterable[UnitState], at: datetime) -> Execution:
    """What these plans say at a moment; those without a quota in force have no result yet."""
    return told((known(plan) for plan in plans), at)


def told(units: Iterable[Known], at: datetime) -> Execution:
    """What these units' execution comes to on a day; the spread is over everybody in them."""
    every = tuple(units)
    return Execution(
        teams=tuple(_team(one.carried, at.date()) for one in every if one.carried),
        measures=spread.of(percents for one in every for percents in one.percents),
    )


def known(plan: UnitState) -> Known:
    one = carried(plan)
    return Known(one.percents, one)


def carried(plan: UnitState) -> Carried:
    """What one plan's execution is told from, whatever the day."""
    steps = tuple(_steps(plan))
    held = (one.person for one in plan.held if one.person is not None)
    owners = dict.fromkeys((*plan.members, *held, *(one.owner for one in steps)))
    return Carried(
        unit=plan.unit,
        steps=steps,
        goals=tuple(
            GoalLine(
                goal=one.set.goal,
                words=one.set.words,
                parts=(one.set.owner, *one.set.contributors),
                reached=one.reached,
            )
            for one in plan.live_goals
        ),
        team=_results(plan, None),
        people=tuple(_results(plan, one) for one in owners),
        came=came(plan),
        quarters=team_made.of(plan),
        percents=spread.percents(plan),
    )


def _steps(plan: UnitState) -> Iterator[StepLine]:
    for goal, one in plan.live_steps:
        yield StepLine(
            goal=goal,
            owner=one.step.owner,
            due_on=one.step.due_on,
            done=one.done_at is not None,
        )


def _results(plan: UnitState, person: str | None) -> Results:
    recorded = tuple(one.period for one in plan.actuals)
    periods = tuple(Period(period=one, percent=_percent(plan, person, one)) for one in recorded)
    return Results(person=person, result=_result(plan, person, recorded), periods=periods)


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


def _team(unit: Carried, today: date) -> TeamExecution:
    return TeamExecution(
        team=_executed(unit, unit.team, today),
        people=tuple(_executed(unit, one, today) for one in unit.people),
        live=unit.goals,
        came=unit.came,
        goals=unit.quarters,
    )


def _executed(unit: Carried, of: Results, today: date) -> Executed:
    due = _due(unit.steps, of.person, today)
    done = sum(one.done for one in due)
    goals = [one for one in unit.goals if of.person is None or of.person in one.parts]
    behind = tuple(one.goal for one in goals if not one.reached and _late(unit, one.goal, today))
    on_quota = _reached(of.result.percent) if of.result else None
    return Executed(
        unit=unit.unit, person=of.person, steps_due=len(due), steps_done=done,
        rate=percent(Decimal(done), Decimal(len(due))) if due else None,
        result=of.result, periods=of.periods, range=_range(of.periods), streak=_streak(of.periods),
        wins=_wins(of.periods, goals),
        effect=_effect(carried_out=done == len(due), reached=on_quota) if due else None,
        goals_behind=behind, on_quota=on_quota,
        on_target=None if on_quota is None else on_quota and not behind,
    )  # fmt: skip


def _due(steps: Sequence[StepLine], person: str | None, today: date) -> list[StepLine]:
    """The steps of one, or of all, that are due or done."""
    mine = (one for one in steps if person in {None, one.owner})
    return [one for one in mine if one.due_on <= today or one.done]


def _late(unit: Carried, goal: str, today: date) -> bool:
    return any(one.goal == goal and one.due_on <= today and not one.done for one in unit.steps)


def _wins(periods: Sequence[Period], goals: Sequence[GoalLine]) -> int:
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


def rows(state: UnitState) -> Mapping[str, Row]:
    """One row for the unit: what its execution is told from, on whatever day it is asked about."""
    found: JsonValue = carried(state).model_dump(mode="json")
    return {state.unit: {"cycle": state.cycle, "unit": state.unit, "carried": found}}


async def now(reader: Pool, organisation: str, cycle: str, asked: Asked, at: datetime) -> Execution:
    """The same as `of`, of these units as they are now, in one query and without their streams."""
    found = await fetched(reader, EXECUTIONS, organisation, cycle, *map(list, asked))
    return told(map(read, found), at)


def read(row: Found) -> Known:
    """What a row of `percents`, and of `carried` where it is told by itself, says."""
    carried = row["carried"]
    return Known(
        PERCENTS.validate_json(str(row["percents"])),
        None if carried is None else Carried.model_validate_json(str(carried)),
    )
