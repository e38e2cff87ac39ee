"""A file of market rates: what currencies were worth in the cycle's own, day by day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Final

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from domain.money import Rate
from domain.words import Sha256, Words
from files.cells import twice, word
from files.problems import Problem, Problems
from files.read import Row, read_table

COLUMNS = ("date", "pair", "rate", "source")
RATE: Final[TypeAdapter[Decimal]] = TypeAdapter(Rate)
WORDS: Final[TypeAdapter[str]] = TypeAdapter(Words)
Known = Mapping[tuple[str, date], Decimal]
"""The rates that are recorded, by currency and day."""


class RateLine(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    currency: str
    on: date
    rate: Decimal
    source: str


class RatesDraft(BaseModel):
    """The rates that are new; `known` is how many rows say what is recorded already."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str
    sha256: Sha256
    rates: tuple[RateLine, ...]
    known: int


def read_market_rates(
    file: str,
    content: bytes,
    *,
    currencies: Collection[str],
    into: str,
    known: Known,
    restates: bool,
    sheet: str | None = None,
) -> RatesDraft | Problems:
    """The rates in a file, or every problem with it, cell by cell.

    `currencies` have a plan rate `into` the cycle's; of a day that is `known` another rate is taken
    only where the file `restates`.
    """
    table = read_table(file, content, required=COLUMNS, sheet=sheet)
    if isinstance(table, Problems):
        return table
    keyed = ((row, (row.cell("date"), row.cell("pair"))) for row in table.rows)
    problems = list(twice(keyed, "date", "has this date and pair already: keep one of the two"))
    lines = [_line(row, currencies, into, problems) for row in table.rows]
    for row, line in zip(table.rows, lines, strict=True):
        if line is not None:
            problems += _recorded(row, line, known, restates=restates)
    if problems:
        return Problems.of(problems)
    new = tuple(one for one in lines if one and known.get((one.currency, one.on)) != one.rate)
    return RatesDraft(file=file, sha256=table.sha256, rates=new, known=len(table.rows) - len(new))


def _line(
    row: Row, currencies: Collection[str], into: str, problems: list[Problem]
) -> RateLine | None:
    before = len(problems)
    on, rate = _day(row, problems), _rate(row, problems)
    source = word(row, "source", WORDS, problems)
    pairs = {f"{one}/{into}": one for one in currencies}
    currency = pairs.get(row.cell("pair"))
    if currency is None:
        remedy = f"this cycle has plan rates for: {', '.join(pairs) or 'no currency'}"
        problems.append(row.problem("pair", remedy))
    if currency is None or on is None or rate is None or len(problems) > before:
        return None
    return RateLine(currency=currency, on=on, rate=rate, source=source)


def _day(row: Row, problems: list[Problem]) -> date | None:
    try:
        return date.fromisoformat(row.cell("date"))
    except ValueError:
        problems.append(row.problem("date", "write the day as 2027-06-15"))
        return None


def _rate(row: Row, problems: list[Problem]) -> Decimal | None:
    try:
        return RATE.validate_python(row.cell("rate"))
    except ValidationError:
        remedy = "write what one unit is worth, above zero, as 1.02, with at most 10 decimals"
        problems.append(row.problem("rate", remedy))
        return None


def _recorded(row: Row, line: RateLine, known: Known, *, restates: bool) -> list[Problem]:
    was = known.get((line.currency, line.on))
    if was in {None, line.rate} or restates:
        return []
    remedy = f"{was:f} is recorded for this day: leave it out, or say why the file restates it"
    return [row.problem("rate", remedy)]
