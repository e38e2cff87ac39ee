"""A file of what managers and executives are paid for: components with metric and weight, never pay."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from typing import Final, get_args

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from domain.incentives.metrics import Metric
from domain.incentives.values import (
    MOST_PLANS,
    IncentiveComponent,
    PaidGoal,
    PersonIncentives,
    Weight,
)
from domain.money import Percent
from domain.words import Sha256
from files.cells import IDENTIFIER, NAME, twice, word
from files.problems import Problem, Problems, nearest
from files.read import Row, Table, read_table

COLUMNS = ("person", "component", "name", "pays", "metric", "weight")
OPTIONAL = ("unit", "goals", "target")
METRICS: Final[tuple[str, ...]] = get_args(Metric)
PAYS = ("base", "incentive")
WEIGHT: Final[TypeAdapter[Decimal]] = TypeAdapter(Weight)
NUMBER: Final[TypeAdapter[Decimal]] = TypeAdapter(Percent)
WHOLE = 100


class IncentivesDraft(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    sha256: Sha256
    rows: int
    plans: tuple[PersonIncentives, ...]


def read_incentives(
    file: str,
    content: bytes,
    *,
    people: Mapping[str, str],
    goals: Collection[tuple[str, str]],
    sheet: str | None = None,
) -> IncentivesDraft | Problems:
    """Everyone's components in a file, or every problem with it, cell by cell.

    `people` says of each whose unit's number counts where a row names none; `goals` are the
    strategic goals that there are, by unit and id. A cell of goals is `emea/south, apac/labs`.
    """
    table = read_table(file, content, required=COLUMNS, optional=OPTIONAL, sheet=sheet)
    if isinstance(table, Problems):
        return table
    problems = list(_together(table, people))
    read = [(row.cell("person"), _line(row, people, goals, problems)) for row in table.rows]
    if problems:
        return Problems.of(problems)
    plans = tuple(
        PersonIncentives(
            person=person, components=tuple(one for who, one in read if one and who == person)
        )
        for person in dict.fromkeys(who for who, _ in read)
    )
    return IncentivesDraft(file=file, sha256=table.sha256, rows=len(table.rows), plans=plans)


def _together(table: Table, people: Mapping[str, str]) -> Iterator[Problem]:
    """What is wrong with the rows beside each other."""
    keyed = ((row, (row.cell("person"), row.cell("component"))) for row in table.rows)
    yield from twice(keyed, "component", "has this person and component already")
    sums: dict[str, Decimal] = {}
    last: dict[str, Row] = {}
    for row in table.rows:
        person = row.cell("person")
        sums[person] = sums.get(person, Decimal(0)) + (_number(row, "weight", WEIGHT) or 0)
        last[person] = row
    for person, total in sums.items():
        if person in people and total != WHOLE:
            remedy = f"the weights of {person} sum to {total:f}: they sum to {WHOLE}"
            yield last[person].problem("weight", remedy)
    if len(sums) > MOST_PLANS:
        remedy = f"{len(sums):,} people, of {MOST_PLANS:,} at most: make several files of it"
        yield Problem(file=table.file, remedy=remedy)


def _line(
    row: Row,
    people: Mapping[str, str],
    goals: Collection[tuple[str, str]],
    problems: list[Problem],
) -> IncentiveComponent | None:
    before = len(problems)
    person = row.cell("person")
    if person not in people:
        remedy = "leads no unit and is no executive: enter an id"
        problems.append(row.problem("person", remedy + nearest(person, people, after=problems)))
    pays = _one_of(row, "pays", PAYS, problems)
    metric = _one_of(row, "metric", METRICS, problems)
    weight = _number(row, "weight", WEIGHT)
    if weight is None:
        problems.append(row.problem("weight", "enter a percentage above 0, at most 100"))
    target = _number(row, "target", NUMBER)
    if target is None and row.cell("target"):
        problems.append(row.problem("target", "enter a number of the metric, or leave it empty"))
    component = {
        "id": word(row, "component", IDENTIFIER, problems),
        "name": word(row, "name", NAME, problems),
        "unit": _unit(row, people, problems),
        "goals": _goals(row, goals, problems),
    }
    if len(problems) > before:
        return None
    return IncentiveComponent.model_validate(
        {**component, "pays": pays, "metric": metric, "weight": weight, "target": target}
    )


def _one_of(row: Row, column: str, known: Collection[str], problems: list[Problem]) -> str:
    said = row.cell(column).casefold().replace(" ", "_")
    if said not in known:
        problems.append(row.problem(column, f"enter one of {', '.join(known)}"))
    return said


def _number(row: Row, column: str, kind: TypeAdapter[Decimal]) -> Decimal | None:
    try:
        return kind.validate_python(row.cell(column))
    except ValidationError:
        return None


def _unit(row: Row, people: Mapping[str, str], problems: list[Problem]) -> str:
    """The unit whose number is measured: the one that is named, else the person's own."""
    if not row.cell("unit"):
        return people.get(row.cell("person"), "")
    return word(row, "unit", IDENTIFIER, problems)


def _goals(
    row: Row, goals: Collection[tuple[str, str]], problems: list[Problem]
) -> tuple[PaidGoal, ...]:
    named = [one.strip() for one in row.cell("goals").split(",") if one.strip()]
    found = [tuple(one.split("/", 1)) for one in named]
    for said, one in zip(named, found, strict=True):
        if one not in goals:
            known = tuple(f"{unit}/{goal}" for unit, goal in goals)
            remedy = "no strategic goal: enter unit/goal" + nearest(said, known, after=problems)
            problems.append(row.problem("goals", remedy))
    if row.cell("metric") == "strategic_goals" and not named:
        problems.append(row.problem("goals", "name the goals that it pays for, as unit/goal"))
    return tuple(PaidGoal(unit=one[0], goal=one[1]) for one in found if one in goals)
