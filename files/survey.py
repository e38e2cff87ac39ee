"""A file of what customers or colleagues said: how far each value is seen in each person."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal, InvalidOperation

from pydantic import BaseModel, ConfigDict

from domain.words import Identifier, Sha256
from files.problems import Problem, Problems, nearest
from files.read import Row, Table, read_table

COLUMNS = ("person", "value", "score", "answers")
MOST = 100


class ScoreLine(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    person: Identifier
    value: Identifier
    score: Decimal
    answers: int


class SurveyDraft(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    sha256: Sha256
    lines: tuple[ScoreLine, ...]


def read_survey(
    file: str,
    content: bytes,
    *,
    people: Collection[str],
    values: Collection[str],
    least: int,
    sheet: str | None = None,
) -> SurveyDraft | Problems:
    """The scores in a file, or every problem with it, cell by cell.

    A score is 0 to 100; one of fewer than `least` answers could tell who said it, and is refused.
    """
    table = read_table(file, content, required=COLUMNS, sheet=sheet)
    if isinstance(table, Problems):
        return table
    problems = list(_twice(table))
    lines = [_line(row, people, values, least, problems) for row in table.rows]
    if problems:
        return Problems.of(problems)
    return SurveyDraft(file=file, sha256=table.sha256, lines=tuple(line for line in lines if line))


def _twice(table: Table) -> Iterator[Problem]:
    first: dict[tuple[str, str], int] = {}
    for row in table.rows:
        key = (row.cell("person"), row.cell("value"))
        if first.setdefault(key, row.number) != row.number:
            yield row.problem("value", f"row {first[key]} has this person and value already")


def _line(
    row: Row,
    people: Collection[str],
    values: Collection[str],
    least: int,
    problems: list[Problem],
) -> ScoreLine | None:
    person, value = row.cell("person"), row.cell("value")
    before = len(problems)
    if person not in people:
        remedy = "nobody of this cycle: enter an id" + nearest(person, people, after=problems)
        problems.append(row.problem("person", remedy))
    if value not in values:
        problems.append(row.problem("value", f"none of the values: {', '.join(values)}"))
    score, answers = _number(row.cell("score")), _number(row.cell("answers"))
    if score is None or not 0 <= score <= MOST:
        problems.append(row.problem("score", f"enter a number from 0 to {MOST}"))
    if answers is None or answers != int(answers):
        problems.append(row.problem("answers", "enter how many answered, as a whole number"))
    elif answers < least:
        problems.append(
            row.problem("answers", f"fewer than {least} answers say nothing: leave it out")
        )
    if len(problems) > before or score is None or answers is None:
        return None
    return ScoreLine(person=person, value=value, score=score, answers=int(answers))


def _number(text: str) -> Decimal | None:
    try:
        found = Decimal(text)
    except InvalidOperation:
        return None
    return found if found.is_finite() else None
