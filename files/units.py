"""Who leads which unit, and under which unit everybody stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.money import Money, total
from domain.portions import plan_rate
from files.amounts import control_total
from files.cells import IDENTIFIER, NAME, repeated, unused_ids, word
from files.organisation import SeatDraft, UnitDraft
from files.problems import Problem
from files.read import Table
from files.reporting import Line


@dataclass(frozen=True, slots=True)
class Led:
    """A unit before its seats are known."""

    id: str
    name: str
    line: Line
    parent: str | None


@dataclass(frozen=True, slots=True)
class Units:
    """Units by their leader's id, parents first; the unit above each row number; its leader's id."""

    by_leader: Mapping[str, Led]
    above: Mapping[int, str | None]
    leaders: Mapping[str, str]


def units_led(table: Table, ordered: Sequence[Line], problems: list[Problem]) -> Units:
    """The units of a tree given top down; there must be one that no other is above."""
    leads = _named(table, ordered, problems) if "unit" in table.columns else _derived(ordered)
    by_leader: dict[str, Led] = {}
    above: dict[int, str | None] = {}
    rows = {line.id: line.row.number for line in ordered if not line.vacant}
    for line in ordered:
        manager = by_leader.get(line.manager or "")
        inherited = above[rows[line.manager]] if line.manager else None
        above[line.row.number] = manager.id if manager else inherited
        if line.id in leads:
            parent = above[line.row.number]
            name = _name(line, leads[line.id], problems)
            by_leader[line.id] = Led(id=leads[line.id], name=name, line=line, parent=parent)
    tops = [led for led in by_leader.values() if led.parent is None]
    if not tops:
        remedy = "nobody leads a unit: enter managers, or the unit that each leader leads"
        problems.append(Problem(file=table.file, column="unit", remedy=remedy))
    for led in tops[1:]:
        remedy = f"two units have none above them, {tops[0].id} and {led.id}: keep one at the top"
        problems.append(led.line.row.problem("unit", remedy))
    leaders = {led.id: leader for leader, led in by_leader.items()}
    return Units(by_leader=by_leader, above=above, leaders=leaders)


def _named(table: Table, ordered: Sequence[Line], problems: list[Problem]) -> dict[str, str]:
    problems.extend(
        twice.model_copy(update={"remedy": f"{twice.remedy}: a unit has one leader"})
        for twice in repeated(table.rows, "unit")
    )
    return {
        line.id: word(line.row, "unit", IDENTIFIER, problems) or "unreadable"
        for line in ordered
        if line.row.cell("unit")
    }


def _derived(ordered: Sequence[Line]) -> dict[str, str]:
    managers = {line.manager for line in ordered}
    ids = unused_ids("u", ())
    by_row = sorted(ordered, key=lambda line: line.row.number)
    return {line.id: next(ids) for line in by_row if line.id in managers}


def _name(line: Line, unit: str, problems: list[Problem]) -> str:
    if line.row.cell("unit_name"):
        return word(line.row, "unit_name", NAME, problems) or unit
    return unit if line.row.cell("unit") else line.name


def unit_drafts(
    units: Units, seats: Sequence[SeatDraft], currency: str, rates: Mapping[str, Decimal]
) -> tuple[UnitDraft, ...]:
    """The units with their seats; a seat that leads has the sum of those below as prior year."""
    own = {seat.leads: seat.currency for seat in seats if seat.leads}
    inside: dict[str, list[SeatDraft]] = defaultdict(list)
    for seat in seats:
        inside[seat.unit].append(seat)
    below: dict[str, Money | None] = {}
    drafts: list[UnitDraft] = []
    for led in reversed(list(units.by_leader.values())):
        filled = tuple(_with_prior_year(seat, below) for seat in inside[led.id])
        unit_currency = own.get(led.id, currency)
        below[led.id] = _sum(filled, unit_currency, currency, rates)
        drafts.append(
            UnitDraft(
                id=led.id,
                name=led.name,
                leader=led.line.id,
                parent=led.parent,
                currency=unit_currency,
                seats=filled,
            )
        )
    return tuple(reversed(drafts))


def _with_prior_year(seat: SeatDraft, below: Mapping[str, Money | None]) -> SeatDraft:
    return seat.model_copy(update={"prior_year": below[seat.leads]}) if seat.leads else seat


def _sum(
    seats: Sequence[SeatDraft], into: str, currency: str, rates: Mapping[str, Decimal]
) -> Money | None:
    amounts = [seat.prior_year for seat in seats if seat.prior_year is not None]
    if len(amounts) < len(seats):
        return None
    if all(amount.currency == into for amount in amounts):
        return total(amounts, into)
    whole = control_total(amounts, currency, rates)
    return whole.converted_back(plan_rate(into, currency, rates), into)
