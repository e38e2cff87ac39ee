"""Portions as a sheet that goes out with their basis and comes back changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pydantic import BaseModel, ConfigDict

from domain.money import Money
from domain.words import Identifier, Sha256
from files.cells import amount, twice
from files.problems import Problem, Problems, nearest
from files.read import Row, Table, read_table
from files.write_sheet import Out, SheetCell

COLUMNS = (
    "unit", "seat", "title", "owner", "currency", "last_year", "basis", "proposed", "portion",
    "reason",
)  # fmt: skip
EDITABLE = frozenset({"portion", "reason"})
REQUIRED = ("seat", "currency", "portion")


class PortionLine(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    seat: Identifier
    amount: Money
    reason: str


class PortionsDraft(BaseModel):
    """Every seat's portion, once each, in the seat's own currency."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    sha256: Sha256
    lines: tuple[PortionLine, ...]


def portions_sheet(rows: Iterable[tuple[SheetCell, ...]]) -> Out:
    """The sheet: what it is made from is locked, portions and reasons are not."""
    return Out("Portions", COLUMNS, rows, EDITABLE)


def read_portions(
    file: str, content: bytes, *, seats: Mapping[str, str], sheet: str | None = None
) -> PortionsDraft | Problems:
    """The portions in a sheet that came back, or every problem with it.

    `seats` gives each seat that was sent its currency: all of them must be there, once each.
    """
    optional = tuple(one for one in COLUMNS if one not in REQUIRED)
    table = read_table(file, content, required=REQUIRED, optional=optional, sheet=sheet)
    if isinstance(table, Problems):
        return table
    keyed = ((row, row.cell("seat")) for row in table.rows)
    again = twice(keyed, "seat", "has this seat already: keep one")
    problems = [*again, *_missing(table, seats)]
    lines = [_line(row, seats, problems) for row in table.rows]
    if problems:
        return Problems.of(problems)
    kept = tuple(line for line in lines if line)
    return PortionsDraft(file=file, sha256=table.sha256, lines=kept)


def _missing(table: Table, seats: Mapping[str, str]) -> Iterator[Problem]:
    there = {row.cell("seat") for row in table.rows}
    for seat in seats:
        if seat not in there:
            remedy = "this seat is missing: every seat that was sent comes back, once"
            yield Problem(file=table.file, column="seat", value=seat, remedy=remedy)


def _line(row: Row, seats: Mapping[str, str], problems: list[Problem]) -> PortionLine | None:
    seat = row.cell("seat")
    if seat not in seats:
        remedy = "no such seat: leave the ids as they were sent" + nearest(seat, seats)
        problems.append(row.problem("seat", remedy))
        return None
    if row.cell("currency") != seats[seat]:
        remedy = f"this seat is kept in {seats[seat]}: enter its portion in that"
        problems.append(row.problem("currency", remedy))
        return None
    portion = amount(row, "portion", seats[seat], problems)
    if portion is None:
        return None
    return PortionLine(seat=seat, amount=portion, reason=row.cell("reason"))
