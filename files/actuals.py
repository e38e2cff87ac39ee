"""A file of actuals, by seat and period, for seats and periods that are known."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from domain.money import Money, total
from domain.words import Identifier, Name, Sha256
from files.amounts import control_total, tie_out
from files.cells import amount, twice
from files.problems import Problem, Problems, nearest
from files.read import Row, read_table

COLUMNS = ("seat", "period", "amount", "currency")
Known = Mapping[tuple[str, str], Money]
"""What is known of each seat and period, corrections included."""
NOTHING: Known = {}


class ActualLine(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    seat: Identifier
    period: Name
    amount: Money


class ActualsDraft(BaseModel):
    """A seat's actual per period, in the seat's currency; `control` is their sum at plan rates.

    `known` is how many of the lines say what is recorded already.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    sha256: Sha256
    lines: tuple[ActualLine, ...]
    control: Money
    known: int

    def of(self, seat: str, currency: str) -> Money:
        """The sum over the periods; zero for a seat that the file does not have."""
        return total((line.amount for line in self.lines if line.seat == seat), currency)


def read_actuals(
    file: str,
    content: bytes,
    *,
    seats: Mapping[str, str],
    periods: Collection[str],
    currency: str,
    rates: Mapping[str, Decimal],
    known: Known = NOTHING,
    control: Money | None = None,
    sheet: str | None = None,
) -> ActualsDraft | Problems:
    """The actuals in a file, or every problem with it.

    `seats` gives each known seat its currency; `periods` are the labels of the year the file is
    for, prior or running; `currency` is the cycle's and `rates` its plan rates. `control` is the
    total entered beside the file; it must tie out to the minor unit. Of a period that is `known`
    another amount comes in only as a correction.
    """
    table = read_table(file, content, required=COLUMNS, sheet=sheet)
    if isinstance(table, Problems):
        return table
    keyed = ((row, (row.cell("seat"), row.cell("period"))) for row in table.rows)
    problems = list(twice(keyed, "seat", "has this seat and period already: add them into one row"))
    lines = [_line(row, seats, periods, known, problems) for row in table.rows]
    kept = tuple(line for line in lines if line)
    if problems:
        return Problems.of(problems)
    found = control_total((line.amount for line in kept), currency, rates)
    if control and (off := tie_out(file, entered=control, found=found)):
        return Problems.of(off)
    said = sum(known.get((one.seat, one.period)) == one.amount for one in kept)
    return ActualsDraft(file=file, sha256=table.sha256, lines=kept, control=found, known=said)


def _line(
    row: Row,
    seats: Mapping[str, str],
    periods: Collection[str],
    known: Known,
    problems: list[Problem],
) -> ActualLine | None:
    seat, period = row.cell("seat"), row.cell("period")
    if period not in periods:
        remedy = f"no such period: enter one of {', '.join(periods)}"
        problems.append(row.problem("period", remedy))
    if seat not in seats:
        remedy = "no such seat: enter its id" + nearest(seat, seats, after=problems)
        problems.append(row.problem("seat", remedy))
        return None
    if row.cell("currency") != seats[seat]:
        remedy = f"this seat is kept in {seats[seat]}: enter its amount in that"
        problems.append(row.problem("currency", remedy))
    booked = amount(row, "amount", seats[seat], problems)
    if booked is None or period not in periods:
        return None
    if known.get((seat, period), booked) != booked:
        remedy = (
            f"{known[seat, period]} is recorded for this seat and period: correct it, with what "
            "it reverses"
        )
        problems.append(row.problem("amount", remedy))
    return ActualLine(seat=seat, period=period, amount=booked)
