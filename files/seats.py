"""The seats of a people file: who carries a portion of which unit, in which currency."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from domain.money import Money
from files.amounts import NotAnAmount, parse_currency
from files.cells import IDENTIFIER, amount, repeated, unused_ids, word
from files.organisation import SeatDraft, SellerRole
from files.problems import Problem
from files.read import Table
from files.reporting import Line
from files.units import Units

_OF_A_SEAT = ("role", "currency", "prior_actual", "potential", "target")


@dataclass(slots=True)
class _Reading:
    table: Table
    units: Units
    rates: Mapping[str, Decimal]
    currency: str
    # by row number, for a file that gives seats no ids
    ids: Mapping[int, str]
    problems: list[Problem]
    # of each unit, so that a seat without a currency has its leader's
    currencies: dict[str, str] = field(default_factory=dict)
    unrated: set[str] = field(default_factory=set)


def seat_drafts(
    table: Table,
    ordered: Sequence[Line],
    units: Units,
    *,
    currency: str,
    rates: Mapping[str, Decimal],
    problems: list[Problem],
) -> tuple[SeatDraft, ...]:
    """Every seat in the order of rows; `ordered` is top down."""
    problems.extend(repeated(table.rows, "seat"))
    ids = dict(
        zip(
            sorted(row for row in units.above if units.above[row]),
            unused_ids("s", ()),
            strict=False,
        )
    )
    reading = _Reading(table, units, rates, currency, ids, problems)
    found = [(line.row.number, _seat(line, reading)) for line in ordered]
    seats = [seat for _, seat in sorted(found, key=lambda numbered: numbered[0]) if seat]
    filled = {seat.unit for seat in seats}
    problems.extend(
        led.line.row.problem("unit", "nobody holds a seat in this unit: leave it empty or add one")
        for led in units.by_leader.values()
        if led.id not in filled
    )
    return tuple(seats)


def _seat(line: Line, reading: _Reading) -> SeatDraft | None:
    unit = reading.units.above[line.row.number]
    led = reading.units.by_leader.get(line.id)
    if not _holds_one(line, unit, reading):
        reading.problems.extend(_astray(line, leads_below=led is not None and unit is not None))
        return None
    if unit is None:
        remedy = "no manager above leads a unit: leave the seat empty, or correct the manager"
        reading.problems.append(line.row.problem("seat", remedy))
        return None
    currency = _currency(line, unit, reading)
    if led:
        reading.currencies[led.id] = currency
    return SeatDraft(
        id=_id(line, reading),
        unit=unit,
        name=led.name if led else line.name,
        owner=line.id or reading.units.leaders[unit],
        vacant=line.vacant,
        leads=led.id if led else None,
        role=_role(line, reading.problems),
        currency=currency,
        prior_year=_prior_year(line, currency, reading, leads=led is not None),
        potential=_amount(line, "potential", currency, reading.problems),
        target=_amount(line, "target", currency, reading.problems),
    )


def _holds_one(line: Line, unit: str | None, reading: _Reading) -> bool:
    if "seat" in reading.table.columns:
        return bool(line.row.cell("seat"))
    return unit is not None


def _astray(line: Line, *, leads_below: bool) -> Iterator[Problem]:
    if line.vacant:
        yield line.row.problem("seat", "enter the id of this vacant seat")
    elif leads_below:
        remedy = "leads a unit below another: enter the seat by which that unit carries a portion"
        yield line.row.problem("seat", remedy)
    for column in _OF_A_SEAT:
        if line.row.cell(column):
            yield line.row.problem(column, "belongs to a seat: enter its id, or leave this empty")


def _id(line: Line, reading: _Reading) -> str:
    if "seat" in reading.table.columns:
        return word(line.row, "seat", IDENTIFIER, reading.problems) or "unreadable"
    return reading.ids[line.row.number]


def _currency(line: Line, unit: str, reading: _Reading) -> str:
    inherited = reading.currencies.get(unit, reading.currency)
    if not (written := line.row.cell("currency")):
        return inherited
    try:
        code = parse_currency(written)
    except NotAnAmount as refused:
        reading.problems.append(line.row.problem("currency", str(refused)))
        return inherited
    if code != reading.currency and code not in reading.rates:
        remedy = (
            f"no plan rate from {code} to {reading.currency}: plan rates are given when the cycle "
            f"starts, as tally cycle start --rate {code}=1.10; until it is announced, it can be given "
            "up (tally cycle cancel) and begun anew under another id"
        )
        if code not in reading.unrated:  # said once, it is said of every row
            reading.unrated.add(code)
            reading.problems.append(line.row.problem("currency", remedy))
    return code


def _role(line: Line, problems: list[Problem]) -> SellerRole | None:
    written = line.row.cell("role").casefold()
    if not written:
        return None
    if written not in set(SellerRole):
        problems.append(line.row.problem("role", "write hunter or farmer, or leave it empty"))
        return None
    return SellerRole(written)


def _prior_year(line: Line, currency: str, reading: _Reading, *, leads: bool) -> Money | None:
    written = line.row.cell("prior_actual")
    if leads:
        if written:
            remedy = "leave this empty: it is the sum of the seats in the unit below"
            reading.problems.append(line.row.problem("prior_actual", remedy))
        return None
    if not written and "prior_actual" in reading.table.columns:
        remedy = "the prior year is missing: enter it, or 0 for a seat that is new"
        reading.problems.append(line.row.problem("prior_actual", remedy))
    return _amount(line, "prior_actual", currency, reading.problems)


def _amount(line: Line, column: str, currency: str, problems: list[Problem]) -> Money | None:
    return amount(line.row, column, currency, problems) if line.row.cell(column) else None
