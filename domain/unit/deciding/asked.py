"""What every decision is made on, and the guards that more than one of them needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import singledispatch

from domain import errors
from domain.model import Actor, Command, Event
from domain.money import Money
from domain.people import FiscalPeriod, Seat
from domain.unit.plan import Commitment, Item, StrategicGoal, UnitState, Version
from domain.unit.state import evolve


@dataclass(frozen=True)
class Asked:
    """The plan as it stands, the instant, who asks, and in whose name it counts."""

    state: UnitState
    at: datetime
    by: Actor
    person: str


@singledispatch
def decided(command: Command, _asked: Asked) -> tuple[Event, ...]:
    """The events of a command; every command of the unit registers here."""
    raise errors.Unknown(f"A unit's plan knows no command {type(command).__name__}.")


def would_be(asked: Asked, *events: Event) -> UnitState:
    """The plan as it would be after these events."""
    state = asked.state
    for event in events:
        state = evolve(state, event, at=asked.at, by=asked.by, version=state.version + 1)
    return state


def require_stage(state: UnitState, stages: Iterable[str], what: str) -> None:
    if state.stage not in stages:
        raise errors.WrongStage(
            f"{what} is not possible while the plan is {state.status}.", practice="S0-05"
        )


def open_version(state: UnitState, number: int) -> Version:
    """The current version; raises OtherVersion when the person looked at another one."""
    current = state.current
    if current is None:
        raise errors.WrongStage("Nothing has been proposed yet.", practice="S0-05")
    if current.number != number:
        raise errors.OtherVersion(
            f"Version {current.number} is open now, not {number}: look at what changed first.",
            practice="S0-20",
        )
    return current


def known_person(state: UnitState, person: str) -> None:
    if state.person(person) is None:
        raise errors.Unknown(f"Unit {state.unit} has no person {person}.")


def known_owner(state: UnitState, person: str) -> None:
    """Raises Unknown for who is neither of the unit nor leads a function."""
    if person not in state.roles.executives:
        known_person(state, person)


def known_period(state: UnitState, period: str) -> FiscalPeriod:
    for one in state.periods:
        if one.label == period:
            return one
    labels = ", ".join(one.label for one in state.periods)
    raise errors.Unknown(f"There is no period {period}; there are {labels}.")


def known_goal(state: UnitState, goal: str) -> StrategicGoal:
    found = state.strategic_goal(goal)
    if found is None:
        raise errors.Unknown(f"Unit {state.unit} has no strategic goal {goal}.")
    if found.dropped is not None:
        raise errors.WrongStage(f"The goal {goal} was given up.")
    return found


def require_reportable(
    state: UnitState, period: str, reported: Iterable[str], at: datetime
) -> None:
    """A period is reported once, and not before it has begun."""
    found = known_period(state, period)
    if period in set(reported):
        raise errors.AlreadyExists(f"{period} is reported: what was said stands.")
    if at.date() < found.starts_on:
        raise errors.DeadlineNotReached(f"{period} has not begun.")


def known_seat(state: UnitState, seat: str) -> Seat:
    found = state.seat(seat)
    if found is None:
        raise errors.Unknown(f"Unit {state.unit} has no seat {seat}.")
    return found


def own_seat(state: UnitState, seat: str, person: str) -> Seat:
    found = known_seat(state, seat)
    joins = any(one.seat == seat and one.person == person for one in state.joining)
    if found.owner != person and not joins:
        raise errors.NotAuthorised(f"Seat {seat} is not {person}'s.")
    return found


def known_item(state: UnitState, item: str) -> Item:
    found = state.item(item)
    if found is None:
        raise errors.Unknown(f"Unit {state.unit} has no pushback item {item}.")
    return found


def known_commitment(state: UnitState, commitment: str) -> Commitment:
    found = state.commitment(commitment)
    if found is None:
        raise errors.Unknown(f"Unit {state.unit} has no resource commitment {commitment}.")
    return found


def new_id(taken: Iterable[str], wanted: str, what: str) -> None:
    if wanted in set(taken):
        raise errors.AlreadyExists(f"This unit has a {what} {wanted} already; choose another id.")


def in_currency(amount: Money, currency: str, what: str) -> None:
    if amount.currency != currency:
        raise errors.Invalid(f"{what} is stated in {currency}, not in {amount.currency}.")
    if amount.amount < 0:
        raise errors.Invalid(f"{what} cannot be negative.")


def still_ahead(day: date, at: datetime, what: str) -> None:
    """Raises DeadlinePassed for a date that somebody promises and that is over."""
    if day < at.date():
        raise errors.DeadlinePassed(f"{what} is dated {day}, which has passed.")


def amount_or_quantity(amount: Money | None, quantity: Decimal | None, state: UnitState) -> None:
    """Raises Invalid unless one of the two says how much."""
    if amount is None and quantity is None:
        raise errors.Invalid("Say how much: an amount or a quantity.", practice="S0-24")
    if quantity is not None and quantity <= 0:
        raise errors.Invalid("A quantity is greater than zero.")
    if amount is not None:
        if amount.amount <= 0:
            raise errors.Invalid("An amount is greater than zero.")
        known = {state.currency, *(rate.currency for rate in state.rates)}
        known |= {seat.currency for seat in state.seats}
        if amount.currency not in known:
            raise errors.Invalid(f"This cycle has no plan rate for {amount.currency}.")
