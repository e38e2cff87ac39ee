"""A file of what customers or colleagues said: how far each value is seen in each person."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Final

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from domain.culture.values import MOST_ANSWERS, MOST_SCORES, Answers, Perceived, Score
from domain.words import Sha256
from files.cells import twice
from files.problems import Problem, Problems, nearest
from files.read import Row, Table, read_table

COLUMNS = ("person", "value", "score", "answers")
SCORE: Final[TypeAdapter[Decimal]] = TypeAdapter(Score)
ANSWERS: Final[TypeAdapter[int]] = TypeAdapter(Answers)


class SurveyDraft(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    sha256: Sha256
    scores: tuple[Perceived, ...]


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
    problems = list(_together(table))
    scores = [_line(row, people, values, least, problems) for row in table.rows]
    if problems:
        return Problems.of(problems)
    return SurveyDraft(file=file, sha256=table.sha256, scores=tuple(one for one in scores if one))


def _together(table: Table) -> Iterator[Problem]:
    """What is wrong with the rows beside each other."""
    keyed = ((row, (row.cell("person"), row.cell("value"))) for row in table.rows)
    yield from twice(keyed, "value", "has this person and value already")
    if len(table.rows) > MOST_SCORES:
        remedy = (
            f"{len(table.rows):,} scores, of {MOST_SCORES:,} at most: make several surveys of it"
        )
        yield Problem(file=table.file, remedy=remedy)


def _line(
    row: Row,
    people: Collection[str],
    values: Collection[str],
    least: int,
    problems: list[Problem],
) -> Perceived | None:
    person, value = row.cell("person"), row.cell("value")
    if person not in people:
        remedy = "nobody of this cycle: enter an id" + nearest(person, people, after=problems)
        problems.append(row.problem("person", remedy))
    if value not in values:
        problems.append(row.problem("value", f"none of the values: {', '.join(values)}"))
    score, answers = _score(row, problems), _answers(row, least, problems)
    if person not in people or value not in values or score is None or answers is None:
        return None
    return Perceived(person=person, value=value, score=score, answers=answers)


def _score(row: Row, problems: list[Problem]) -> Decimal | None:
    try:
        return SCORE.validate_python(row.cell("score"))
    except ValidationError:
        remedy = "enter a number from 0 to 100, with at most 10 decimals"
        problems.append(row.problem("score", remedy))
        return None


def _answers(row: Row, least: int, problems: list[Problem]) -> int | None:
    try:
        found = ANSWERS.validate_python(row.cell("answers"))
    except ValidationError:
        remedy = f"enter how many answered, as a whole number from 1 to {MOST_ANSWERS:,}"
        problems.append(row.problem("answers", remedy))
        return None
    if found < least:
        remedy = f"fewer than {least} answers say nothing: leave it out"
        problems.append(row.problem("answers", remedy))
        return None
    return found
