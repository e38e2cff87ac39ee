"""A file of corrections: what was recorded of a seat's period, and what it should be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from domain.money import Money
from domain.words import Identifier, Name, Sha256
from files.actuals import Known
from files.amounts import control_total
from files.cells import amount, twice
from files.problems import Problem, Problems, nearest
from files.read import Row, read_table

COLUMNS = ("seat", "period", "was", "amount", "currency")


class CorrectedLine(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    seat: Identifier
    period: Name
    was: Money
    amount: Money


class CorrectionsDraft(BaseModel):
    """`change` is what the corrections come to together, at plan rates."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    sha256: Sha256
    lines: tuple[CorrectedLine, ...]
    change: Money


def read_corrections(
    file: str,
    content: bytes,
    *,
    seats: Mapping[str, str],
    known: Known,
    currency: str,
    rates: Mapping[str, Decimal],
    control: Money | None = None,
    sheet: str | None = None,
) -> CorrectionsDraft | Problems:
    """The corrections in a file, or every problem with it, cell by cell.

    `seats` gives each seat that sells its currency. What a row reverses must be what is known. The
    total stays as it is, unless `control` states by how much it changes.
    """
    table = read_table(file, content, required=COLUMNS, sheet=sheet)
    if isinstance(table, Problems):
        return table
    keyed = ((row, (row.cell("seat"), row.cell("period"))) for row in table.rows)
    problems = list(twice(keyed, "seat", "has this seat and period already: keep one of the two"))
    lines = [_line(row, seats, known, problems) for row in table.rows]
    if problems:
        return Problems.of(problems)
    kept = tuple(line for line in lines if line)
    change = _change(kept, currency, rates)
    expected = control or Money.zero(currency)
    if change != expected:
        return Problems.of([_unstated(file, change, expected)])
    return CorrectionsDraft(file=file, sha256=table.sha256, lines=kept, change=change)


def _change(lines: Sequence[CorrectedLine], currency: str, rates: Mapping[str, Decimal]) -> Money:
    return control_total((line.amount - line.was for line in lines), currency, rates)


def _unstated(file: str, change: Money, expected: Money) -> Problem:
    remedy = (
        f"the corrections change the total by {change}: find the row that is missing, or state "
        "that as the control total"
    )
    return Problem(file=file, value=str(expected), remedy=remedy)


def _line(
    row: Row, seats: Mapping[str, str], known: Known, problems: list[Problem]
) -> CorrectedLine | None:
    seat, period = row.cell("seat"), row.cell("period")
    if seat not in seats:
        remedy = "no such seat: enter the id of a seat that sells"
        problems.append(row.problem("seat", remedy + nearest(seat, seats, after=problems)))
        return None
    recorded = known.get((seat, period))
    if recorded is None:
        remedy = "nothing is recorded for this seat and period: import its actuals first"
        problems.append(row.problem("period", remedy))
        return None
    if row.cell("currency") != seats[seat]:
        remedy = f"this seat is kept in {seats[seat]}: enter its amounts in that"
        problems.append(row.problem("currency", remedy))
        return None
    was = amount(row, "was", seats[seat], problems)
    booked = amount(row, "amount", seats[seat], problems)
    if was is None or booked is None:
        return None
    if was != recorded:
        remedy = f"{recorded} is known for this seat and period: look again, and enter that"
        problems.append(row.problem("was", remedy))
    if was == booked:
        problems.append(row.problem("amount", "this changes nothing: leave the row out"))
    return CorrectedLine(seat=seat, period=period, was=was, amount=booked)
