"""Whether units make one tree, whose seats and people are sound."""

from __future__ import annotations

from collections import Counter

from domain import errors
from domain.cycle.commands import UnitDraft
from domain.cycle.state import CycleState
from domain.model import SYSTEM
from domain.unit.plan import HELD


def checked_tree(units: tuple[UnitDraft, ...], state: CycleState) -> None:
    """Raises Invalid, naming each problem, unless the units are one tree under one top.

    Each unit is led by one person, a seat's owner works in its unit, every seat that leads has
    its unit, currencies have a plan rate, and nobody who leads or carries a portion holds an
    office that must stay apart from it.
    """
    problems = [
        *_shape(units),
        *_seats(units),
        *_apart(units, state),
        *(problem for unit in units for problem in _unit(unit, units, state)),
    ]
    if problems:
        raise errors.Invalid(
            "The units cannot be imported; nothing was.", missing=tuple(dict.fromkeys(problems))
        )


def _shape(units: tuple[UnitDraft, ...]) -> list[str]:
    by_id = {unit.unit: unit for unit in units}
    problems = [
        f"unit {one} stands twice" for one, n in Counter(u.unit for u in units).items() if n > 1
    ]
    tops = [unit.unit for unit in units if unit.parent is None]
    if len(tops) != 1:
        problems.append(f"one unit has no unit above it; here {len(tops)}: {', '.join(tops)}")
    for unit in units:
        seen, above = {unit.unit}, unit.parent
        while above is not None:
            if above not in by_id:
                problems.append(f"unit {unit.unit} is below {above}, which is not here")
                break
            if above in seen:
                problems.append(f"unit {unit.unit} is below itself")
                break
            seen.add(above)
            above = by_id[above].parent
    return problems


def _seats(units: tuple[UnitDraft, ...]) -> list[str]:
    """A seat is named once in the whole tree: claims meet far from the unit that made them."""
    counted = Counter(seat.id for unit in units for seat in unit.seats)
    problems = [f"seat {seat} stands twice" for seat, n in counted.items() if n > 1]
    for unit in units:
        if any(seat.id.startswith(HELD) for seat in unit.seats):
            problems.append(f"{unit.unit}: a seat's id does not begin with {HELD}")
        if any(person.id == SYSTEM.person for person in unit.people):
            problems.append(f"{unit.unit}: nobody is called {SYSTEM.person}")
        problems += [
            f"{unit.unit}: last year or potential of seat {seat.id} is not in {seat.currency}"
            for seat in unit.seats
            for money in (seat.last_year, seat.potential)
            if money is not None and (money.currency != seat.currency or money.amount < 0)
        ]
    return problems


def offices_apart(state: CycleState, person: str) -> tuple[str, ...]:
    """The offices of a person that nobody who leads a unit or carries a portion may hold."""
    roles = state.roles
    holders = {
        "the leader above": (roles.leader_above,),
        "an approver": roles.approvers,
        "an executive": roles.executives,
        "a sponsor": roles.sponsors,
        "a planner": roles.planners,
        "an auditor": roles.auditors,
    }
    return tuple(office for office, people in holders.items() if person in people)


def _apart(units: tuple[UnitDraft, ...], state: CycleState) -> list[str]:
    carriers = dict.fromkeys(
        person
        for unit in units
        for person in (unit.leader, *(seat.owner for seat in unit.seats))
        if person is not None
    )
    return [
        f"{person} leads a unit or carries a portion, and is {' and '.join(held)} of this cycle"
        for person in carriers
        if (held := offices_apart(state, person))
    ]


def _unit(unit: UnitDraft, units: tuple[UnitDraft, ...], state: CycleState) -> list[str]:
    known = {person.id for person in unit.people}
    currencies = {state.currency, *(rate.currency for rate in state.rates)}
    problems = [
        f"{unit.unit}: seat {seat.id} belongs to {seat.owner}, who is not among its people"
        for seat in unit.seats
        if seat.owner is not None and seat.owner not in known
    ]
    if unit.leader not in known:
        problems.append(f"{unit.unit}: its leader {unit.leader} is not among its people")
    problems += [
        f"{unit.unit}: {currency} has no plan rate in this cycle"
        for currency in {unit.currency, *(seat.currency for seat in unit.seats)} - currencies
    ]
    problems += _below(unit, units)
    problems += [
        f"{unit.unit}: seat {seat.id} is for target {seat.target}, which the cycle does not have"
        for seat in unit.seats
        if seat.target not in state.targets
    ]
    return problems


def _below(unit: UnitDraft, units: tuple[UnitDraft, ...]) -> list[str]:
    below = {one.unit: one for one in units if one.parent == unit.unit}
    led = {seat.leads: seat for seat in unit.seats if seat.leads is not None}
    problems = [
        f"{unit.unit}: no seat carries the portion of unit {name}"
        for name in below
        if name not in led
    ]
    for name, seat in led.items():
        if name not in below:
            problems.append(f"{unit.unit}: seat {seat.id} leads {name}, which is not below it")
        elif seat.owner != below[name].leader or seat.currency != below[name].currency:
            problems.append(
                f"{unit.unit}: seat {seat.id} and unit {name} differ in owner or currency"
            )
    return problems
