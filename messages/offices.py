"""Who gains or loses an office or a seat, told what changed and from when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from domain.authority.ruling import told as office
from domain.cycle import events as c
from domain.cycle.state import CycleState
from domain.model import Event
from domain.people import Role
from domain.unit import events as u
from domain.unit.plan import UnitState
from messages.notice import Notice
from messages.requests import page_of

Names = Mapping[str, str]


def in_cycle(event: Event, state: CycleState, names: Names, at: datetime) -> Iterator[Notice]:
    """The persons of whom an event of the cycle makes something else than they were."""
    match event:
        case c.RolesChanged():
            why = _decided(event, names)
            for one in event.grants:
                words = f"You become {office(one.office)} of {state.name} {_from(at)}. {why}"
                yield Notice(one.person, f"You are {_a(one)} of {state.name}", words)
            for one in event.revokes:
                words = f"You are {office(one.office)} of {state.name} no more, {_from(at)}. {why}"
                yield Notice(one.person, f"You are no more {_a(one)} of {state.name}", words)
        case c.LeaderLeft():
            yield from _led(event, state, names)
        case _:
            return


def in_unit(event: Event, state: UnitState, names: Names) -> Iterator[Notice]:
    """The persons of whom an event of a unit's plan makes something else than they were."""
    match event:
        case u.UnitRolesChanged():
            for one in event.withheld:
                yield _withheld(one, state)
        case u.SeatFilled():
            words = (
                f"From {event.joins_on} you are to carry seat {_titled(event.seat, state)} of "
                f"{state.name}. It is yours once you have signed it, by {_moment(event.respond_by)}."
            )
            yield _of_unit(event.person.id, "You are given a seat in {name}", words, state)
        case u.SeatHandedOver():
            yield from _handed_over(event, state, names)
        case _:
            return


def _decided(event: c.RolesChanged, names: Names) -> str:
    by = names.get(event.proposed_by, event.proposed_by)
    if event.agreed_by is None:
        return f"{by} decided it."
    return f"{by} proposed it, {names.get(event.agreed_by, event.agreed_by)} agreed."


def _led(event: c.LeaderLeft, state: CycleState, names: Names) -> Iterator[Notice]:
    unit = next((one.draft.name for one in state.units if one.draft.unit == event.unit), event.unit)
    leaver = names.get(event.leaver, event.leaver)
    yield Notice(
        event.successor.id,
        f"You lead a unit of {state.name}",
        f"You lead {unit} from {event.acts_from}, in place of {leaver}. What the office promised "
        "passes to you, and stays promised.",
        page=page_of("", event.unit),
    )
    yield Notice(
        event.leaver,
        f"You no longer lead a unit of {state.name}",
        f"{event.successor.name} leads {unit} from {event.acts_from}, in your place. What you "
        "signed stays yours; what the office promised passes on.",
    )


def _withheld(role: Role, state: UnitState) -> Notice:
    words = (
        f"In {state.name} you do not become {office(role.office)}: you lead it or carry a part of "
        "its target, and nobody holds both."
    )
    return _of_unit(role.person, "An office that you do not get in {name}", words, state)


def _handed_over(event: u.SeatHandedOver, state: UnitState, names: Names) -> Iterator[Notice]:
    seat = _titled(event.seat, state)
    leader = names.get(state.leader, state.leader)
    yield _of_unit(
        event.leaver,
        "You no longer carry a seat in {name}",
        f"After {event.left_on} you no longer carry seat {seat} of {state.name}. What you signed "
        "stays yours.",
        state,
    )
    if event.successor is not None:
        yield _of_unit(
            event.successor.id,
            "You are to follow in a seat of {name}",
            f"After {event.left_on} you are to follow in seat {seat} of {state.name}. {leader} "
            "carries it until you have signed it.",
            state,
        )


def _of_unit(person: str, headline: str, words: str, state: UnitState) -> Notice:
    return Notice(person, headline.format(name=state.name), words, page=page_of("", state.unit))


def _titled(seat: str, state: UnitState) -> str:
    found = state.seat(seat)
    return found.title if found else seat


def _a(role: Role) -> str:
    """An office with its article."""
    name = office(role.office)
    return f"{'an' if name[0].lower() in 'aeiou' or name.startswith('HR') else 'a'} {name}"


def _from(at: datetime) -> str:
    return f"from {_moment(at)}"


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
