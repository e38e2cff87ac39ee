"""A file of where goals stood by period: counts, shares and units, new or corrected."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sized
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from domain.money import Percent
from domain.words import Identifier, Name, Sha256
from files.cells import NAME, twice, word
from files.problems import Problem, Problems, nearest
from files.read import Row, read_table

COLUMNS = ("unit", "goal", "period", "value", "measured_in")
CORRECTED = ("unit", "goal", "period", "was", "value", "measured_in")
NUMBER: Final[TypeAdapter[Decimal]] = TypeAdapter(Percent)


@dataclass(frozen=True)
class KnownGoal:
    """What is known of a goal: its unit of measure, once it has facts, and these by period."""

    measured_in: str | None
    values: Mapping[str, Decimal]


class GoalLine(BaseModel):
    """`was` is what a correction reverses; a new fact has none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    unit: Identifier
    goal: Identifier
    period: Name
    value: Decimal
    measured_in: Name
    was: Decimal | None = None


class GoalValuesDraft(BaseModel):
    """The values that are new; `known` is how many rows say what is recorded already."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    sha256: Sha256
    lines: tuple[GoalLine, ...]
    known: int


def read_goal_values(
    file: str,
    content: bytes,
    *,
    goals: Mapping[tuple[str, str], KnownGoal],
    periods: Collection[str],
    correcting: bool = False,
    sheet: str | None = None,
) -> GoalValuesDraft | Problems:
    """The values in a file, or every problem with it, cell by cell.

    `goals` are those that are known, by unit and id. Another value of a period that is recorded
    comes in only as a correction, which says what it reverses.
    """
    table = read_table(file, content, required=CORRECTED if correcting else COLUMNS, sheet=sheet)
    if isinstance(table, Problems):
        return table
    keyed = ((row, (row.cell("unit"), row.cell("goal"), row.cell("period"))) for row in table.rows)
    problems = list(twice(keyed, "goal", "has this goal and period already: keep one of the two"))
    lines = [_line(row, goals, periods, problems, correcting=correcting) for row in table.rows]
    if problems:
        return Problems.of(problems)
    new = tuple(one for one in lines if one and (correcting or not _said(one, goals)))
    return GoalValuesDraft(
        file=file, sha256=table.sha256, lines=new, known=len(table.rows) - len(new)
    )


def _said(line: GoalLine, goals: Mapping[tuple[str, str], KnownGoal]) -> bool:
    return goals[line.unit, line.goal].values.get(line.period) == line.value


def _line(
    row: Row,
    goals: Mapping[tuple[str, str], KnownGoal],
    periods: Collection[str],
    problems: list[Problem],
    *,
    correcting: bool,
) -> GoalLine | None:
    before = len(problems)
    unit, goal, period = row.cell("unit"), row.cell("goal"), row.cell("period")
    known = goals.get((unit, goal))
    if known is None:
        problems.append(_unknown(row, goals, problems))
        return None
    if period not in periods:
        problems.append(row.problem("period", f"no such period: enter one of {', '.join(periods)}"))
    value = _number(row, "value", problems)
    was = _number(row, "was", problems) if correcting else None
    recorded = known.values.get(period)
    if correcting:
        _reversed(row, recorded, was, problems)
    elif recorded is not None and value is not None and value != recorded:
        remedy = (
            f"{recorded:f} is recorded for this goal and period: correct it, with what it reverses"
        )
        problems.append(row.problem("period", remedy))
    measured_in = word(row, "measured_in", NAME, problems)
    if measured_in and known.measured_in not in {None, measured_in}:
        remedy = f"this goal is measured in {known.measured_in}"
        problems.append(row.problem("measured_in", remedy))
    if value is None or len(problems) > before:
        return None
    return GoalLine(
        unit=unit, goal=goal, period=period, value=value, measured_in=measured_in, was=was
    )


def _unknown(row: Row, goals: Mapping[tuple[str, str], KnownGoal], before: Sized) -> Problem:
    unit, goal = row.cell("unit"), row.cell("goal")
    units = {one: None for one, _ in goals}
    if unit not in units:
        remedy = "no unit of that id has a goal: enter its id" + nearest(unit, units, after=before)
        return row.problem("unit", remedy)
    names = [one for of, one in goals if of == unit]
    remedy = "this unit has no such goal: enter its id" + nearest(goal, names, after=before)
    return row.problem("goal", remedy)


def _reversed(
    row: Row, known: Decimal | None, was: Decimal | None, problems: list[Problem]
) -> None:
    if known is None:
        remedy = "nothing is recorded for this goal and period: import it first"
        problems.append(row.problem("period", remedy))
    elif was is not None and was != known:
        remedy = f"{known:f} is known for this goal and period: look again, and enter that"
        problems.append(row.problem("was", remedy))


def _number(row: Row, column: str, problems: list[Problem]) -> Decimal | None:
    try:
        return NUMBER.validate_python(row.cell(column))
    except ValidationError:
        remedy = "write a number such as 4 or 12.5, with a dot before decimals only"
        problems.append(row.problem(column, remedy))
        return None
