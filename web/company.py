"""A checked people file as the domain's units: who belongs where, and which seats they hold."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from domain.cycle.commands import UnitDraft
from domain.cycle.events import UnitDefined
from domain.money import Money, total
from domain.people import Person, Seat
from files import organisation as file


def units_of(draft: file.OrganisationDraft) -> tuple[UnitDraft, ...]:
    """Each unit with its leader, the owners of its seats, and everyone who reports into it.

    Whoever stands above the top unit's leader is known there too: executives among them.
    """
    home = _homes(draft)
    by_id = {person.id: person for person in draft.people}
    return tuple(_unit(unit, home, by_id) for unit in draft.units)


def _unit(
    unit: file.UnitDraft, home: Mapping[str, str], by_id: Mapping[str, file.PersonDraft]
) -> UnitDraft:
    owners = (seat.owner for seat in unit.seats if not seat.vacant)
    inside = (person for person, where in home.items() if where == unit.id)
    members = dict.fromkeys((unit.leader, *owners, *inside))
    return UnitDraft(
        unit=unit.id,
        name=unit.name,
        parent=unit.parent,
        leader=unit.leader,
        currency=unit.currency,
        people=tuple(_person(by_id[one]) for one in members),
        seats=tuple(_seat(seat) for seat in unit.seats),
    )


def _homes(draft: file.OrganisationDraft) -> dict[str, str]:
    """The unit of the nearest manager who leads one; the top unit for who has none."""
    led = {unit.leader: unit.id for unit in draft.units}
    managers = {person.id: person.manager for person in draft.people}
    homes: dict[str, str] = {}
    for person, manager in managers.items():
        above = manager
        while above is not None and above not in led:
            above = managers[above]
        homes[person] = led[above] if above is not None else draft.top.id
    return homes


def _person(person: file.PersonDraft) -> Person:
    return Person(id=person.id, name=person.name, email=person.email)


def _seat(seat: file.SeatDraft) -> Seat:
    return Seat(
        id=seat.id,
        title=seat.name,
        owner=None if seat.vacant else seat.owner,
        currency=seat.currency,
        leads=seat.leads,
        last_year=seat.prior_year,
        potential=seat.potential,
        role=seat.role.value if seat.role else None,
    )


def rolled_up(
    units: tuple[UnitDefined, ...], sold: Mapping[str, Money], rates: Mapping[str, Decimal]
) -> dict[str, dict[str, Money]]:
    """By unit, what each of its seats brought in: a seat that leads has the sum below it.

    `sold` is by selling seat; `rates` are plan rates against the cycle's currency. A unit of
    which nothing is known is not there, nor is a seat.
    """
    found: dict[str, dict[str, Money]] = {}
    by_id = {unit.unit: unit for unit in units}

    def of(unit: UnitDefined) -> Money | None:
        amounts: dict[str, Money] = {}
        for seat in unit.seats:
            below = by_id.get(seat.leads) if seat.leads else None
            amount = of(below) if below else sold.get(seat.id)
            if amount is not None:
                amounts[seat.id] = amount
        if not amounts:
            return None
        found[unit.unit] = amounts
        return total(
            (_converted(one, unit.currency, rates) for one in amounts.values()), unit.currency
        )

    for unit in units:
        if unit.parent is None:
            of(unit)
    return found


def _converted(amount: Money, currency: str, rates: Mapping[str, Decimal]) -> Money:
    if amount.currency == currency:
        return amount
    one = Decimal(1)
    rate = rates.get(amount.currency, one) / rates.get(currency, one)
    return amount.converted(rate, currency)
