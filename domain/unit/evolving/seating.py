"""Who carries a seat and who leads, and what goes with either to whoever follows."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, timedelta

from domain.marking import OpenDeadline
from domain.money import Money
from domain.people import Person, Seat
from domain.unit import events as e
from domain.unit import values as v
from domain.unit.evolving.change import Moment, change
from domain.unit.plan import (
    HELD,
    Commitment,
    Joining,
    UnitState,
    Version,
)
from domain.unit.reviewing.agreed import owned_by


def _with_owner(state: UnitState, seat: str, owner: str | None) -> tuple[Seat, ...]:
    return tuple(
        one.model_copy(update={"owner": owner}) if one.id == seat else one for one in state.seats
    )


def _with_person(state: UnitState, person: Person) -> tuple[Person, ...]:
    return (*(one for one in state.people if one.id != person.id), person)


def _held(state: UnitState, before: UnitState, seat: str, since: date) -> UnitState:
    """The seat is held as it is now from a day on; the first time, as it was from the year's start."""
    was, now = before.seat(seat), state.seat(seat)
    if was is None or now is None or was.owner == now.owner:
        return state
    first = v.SeatHeld(seat=seat, person=was.owner, since=state.fiscal_year[0])
    known = state.held if any(one.seat == seat for one in state.held) else (*state.held, first)
    held = v.SeatHeld(seat=seat, person=now.owner, since=since)
    return state.model_copy(update={"held": (*known, held)})


def _others(state: UnitState, seat: str) -> tuple[Joining, ...]:
    """Who is about to take over another seat."""
    return tuple(one for one in state.joining if one.seat != seat)


def _reseated(state: UnitState, moment: Moment, people: Container[str | None]) -> UnitState:
    """The plan of whoever gained or lost a seat is told what is asked of them, again if need be."""
    plans = tuple(
        one.model_copy(update={"seated": moment.version}) if one.person in people else one
        for one in state.seller_plans
    )
    return state.model_copy(update={"seller_plans": plans})


def _expected(state: UnitState, seat: str, joining: Joining, moment: Moment) -> UnitState:
    due = OpenDeadline(
        kind="pushback", key=f"joining-{seat}", due_at=joining.respond_by, opened_at=moment.at
    )
    kept = tuple(one for one in state.deadlines if (one.kind, one.key) != (due.kind, due.key))
    others = _others(state, seat)
    passed_over = tuple(
        v.SeatHeld(seat=seat, person=one.person, since=moment.at.date())
        for one in state.joining
        if one not in others
    )
    return state.model_copy(
        update={
            "joining": (*others, joining),
            "deadlines": (*kept, due),
            "passed_over": (*state.passed_over, *passed_over),
        }
    )


@change.register
def _filled(event: e.SeatFilled, state: UnitState, moment: Moment) -> UnitState:
    joining = Joining(
        seat=event.seat,
        person=event.person.id,
        amount=event.amount,
        remainder=event.remainder,
        respond_by=event.respond_by,
    )
    known = state.model_copy(update={"people": _with_person(state, event.person)})
    return _expected(known, event.seat, joining, moment)


@change.register
def _handed_over(event: e.SeatHandedOver, state: UnitState, moment: Moment) -> UnitState:
    successor = event.successor.id if event.successor is not None else None
    after = _with_successor(event, state, moment)
    after = _reseated(after, moment, {event.leaver, successor})
    after = _held(after, state, event.seat, event.left_on + timedelta(days=1))
    # Who carries a seat is part of what is signed: an open version goes back to be revised.
    return after.model_copy(update={"stage": "revised"}) if is_signable(state) else after


def is_signable(state: UnitState) -> bool:
    """Whether a version is final and not yet in force."""
    current = state.current
    signable = current is not None and state.stage in {"final", "accepted", "signing"}
    return signable and not state.runs(current)


def _with_successor(event: e.SeatHandedOver, state: UnitState, moment: Moment) -> UnitState:
    successor, running = event.successor, state.running
    if successor is None:
        return _passed_on(state, event, owner=None, follows=state.leader)
    known = state.model_copy(update={"people": _with_person(state, successor)})
    portion = running.portion(event.seat) if running is not None else None
    if portion is None:
        return _passed_on(known, event, owner=successor.id, follows=successor.id)
    joining = Joining(
        seat=event.seat,
        person=successor.id,
        amount=portion.amount,
        remainder=None,
        respond_by=moment.at,
    )
    waits = _passed_on(known, event, owner=None, follows=successor.id)
    commitments = _inherited(waits, event.leaver, successor.id)
    return waits.model_copy(
        update={"commitments": commitments, "joining": (*_others(waits, event.seat), joining)}
    )


def _passed_on(
    state: UnitState, event: e.SeatHandedOver, *, owner: str | None, follows: str
) -> UnitState:
    """The seat with its owner from here, and what the leaver said they would do with who follows."""
    after = state.model_copy(update={"seats": _with_owner(state, event.seat, owner)})
    return _carried(after, event.leaver, follows)


def _carried(state: UnitState, leaver: str, successor: str) -> UnitState:
    """What somebody said they would do goes on once they hold no office here: factors, and what reviews agreed."""
    if leaver in {state.leader, *state.members}:
        return state
    return state.model_copy(
        update={
            "factors": _factors(state, leaver, successor),
            "reviews": owned_by(state, leaver, successor),
        }
    )


def _factors(state: UnitState, leaver: str, successor: str) -> tuple[v.Factor, ...]:
    return tuple(
        one.model_copy(
            update={
                "owner": successor if one.owner == leaver else one.owner,
                "actions": tuple(
                    step.model_copy(update={"owner": successor}) if step.owner == leaver else step
                    for step in one.actions
                ),
            }
        )
        for one in state.factors
    )


def _inherited(state: UnitState, leaver: str, successor: str) -> tuple[Commitment, ...]:
    """What was promised to who leaves is promised to who follows."""
    return tuple(
        one.model_copy(update={"line": one.line.model_copy(update={"asked_by": successor})})
        if one.line.asked_by == leaver
        else one
        for one in state.commitments
    )


@change.register
def _taken_over(event: e.SeatTakenOver, state: UnitState, moment: Moment) -> UnitState:
    seats = _with_owner(state, event.seat, event.person)
    before = _reseated(state, moment, {event.person})
    after = before.model_copy(update={"seats": seats, "joining": _others(state, event.seat)})
    after = _held(after, state, event.seat, moment.at.date())
    if event.remainder is None or not event.remainder.amount:
        return after
    return _split(after, event.seat, event.amount, event.remainder)


def _split(state: UnitState, taken: str, amount: Money, remainder: Money) -> UnitState:
    """What the joiner does not carry of a seat in force becomes a seat of its own, held by nobody."""
    running, seat = state.running, state.seat(taken)
    portion = running.portion(taken) if running is not None else None
    if running is None or portion is None or seat is None:
        return state
    held = seat.model_copy(
        update={"id": _held_id(state, taken), "owner": None, "leads": None, "last_year": None}
    )
    mine = state.rolled_up(amount)
    rest = {"seat": held.id, "amount": remainder, "rolled_up": portion.rolled_up - mine}
    both = (
        portion.model_copy(update={"amount": amount, "rolled_up": mine}),
        portion.model_copy(update=rest),
    )
    portions = tuple(
        part for one in running.portions for part in (both if one.seat == taken else (one,))
    )
    rows = (*state.in_force[:-1], running.model_copy(update={"portions": portions}))
    return state.model_copy(update={"seats": (*state.seats, held), "in_force": rows})


def _held_id(state: UnitState, seat: str) -> str:
    """An id of its own for what a joiner does not carry of a seat, as short as any id."""
    names = (f"{HELD}{seat[:48]}", *(f"{HELD}{seat[:48]}.{n}" for n in range(2, 1000)))
    return next(name for name in names if state.seat(name) is None)


@change.register
def _leader_above(event: e.LeaderAboveReplaced, state: UnitState, moment: Moment) -> UnitState:
    roles = state.roles.model_copy(update={"leader_above": event.successor})
    return state.model_copy(update={"roles": roles, "led_since": moment.version})


@change.register
def _leader(event: e.LeaderReplaced, state: UnitState, moment: Moment) -> UnitState:
    # An offer binds the office, but a signature is a person's: the successor signs anew.
    stage = "accepted" if state.stage == "signing" and not state.in_force else state.stage
    first = v.UnitLed(person=event.leaver, since=state.fiscal_year[0])
    led = v.UnitLed(person=event.successor.id, since=event.acts_from)
    after = state.model_copy(
        update={
            "leader": event.successor.id,
            "led_since": moment.version,
            "led": (*(state.led or (first,)), led),
            "people": _with_person(state, event.successor),
            "stage": stage,
            "versions": _inherited_office(state, event.leaver, event.successor.id),
        }
    )
    return _carried(after, event.leaver, event.successor.id)


def _inherited_office(state: UnitState, leaver: str, successor: str) -> tuple[Version, ...]:
    """The leader's own line of the open version goes with the office."""
    if not state.versions:
        return ()
    last = state.versions[-1]
    owners = tuple(
        one.model_copy(update={"owner": successor}) if one.owner == leaver else one
        for one in last.owners
    )
    return (*state.versions[:-1], last.model_copy(update={"owners": owners}))
