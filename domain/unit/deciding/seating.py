"""Who carries a seat: joiners with ramp, leavers, and the leader's own office."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from domain import errors
from domain.model import Event
from domain.money import EXACT, Money
from domain.unit import commands as c
from domain.unit import events as e
from domain.unit.authority import offices
from domain.unit.deciding.asked import Asked, decided, known_seat
from domain.unit.evolving.seating import is_signable
from domain.unit.plan import UnitState

MONTHS = 12
HUNDRED = Decimal(100)


def require_apart(person: str, state: UnitState) -> None:
    """Who carries a portion leads, approves, sponsors, plans and audits nothing of the plan."""
    apart = {
        "leader", "leader_above", "approver", "executive", "sponsor", "planner", "auditor",
    }  # fmt: skip
    held = [office for office in offices(state, person) if office in apart]
    if held:
        raise errors.NotAuthorised(
            f"{person} is {' and '.join(held).replace('_', ' ')} here: who carries a portion "
            "cannot be."
        )


def _require_given(person: str, asked: Asked) -> None:
    """A seat comes from somebody else: whose hand gives it, in their own name or another's, never takes it."""
    if person in {asked.by.person, asked.person}:
        raise errors.NotAuthorised(
            f"{person} cannot be given a seat here: nobody gives a seat to themselves. Ask who "
            "leads the unit, the leader above or another HR partner."
        )


@decided.register
def _fill(command: c.FillSeat, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    seat = known_seat(state, command.seat)
    if seat.owner is not None:
        raise errors.WrongStage(f"Seat {seat.id} belongs to {seat.owner}; hand it over instead.")
    require_apart(command.person.id, state)
    _require_given(command.person.id, asked)
    if any(one.seat == seat.id and one.person == command.person.id for one in state.joining):
        raise errors.NothingToDo(f"{command.person.name} was given this seat already.")
    running = state.running
    portion = running.portion(seat.id) if running is not None else None
    if portion is None:
        raise errors.WrongStage("The seat has no quota in force yet; import its owner instead.")
    amount = ramped(portion.amount, state, command.joins_on, command.ramp or state.policy.ramp)
    return (
        e.SeatFilled(
            seat=seat.id,
            person=command.person,
            joins_on=command.joins_on,
            ramp=command.ramp or state.policy.ramp,
            amount=amount,
            remainder=portion.amount - amount,
            respond_by=asked.at + timedelta(days=state.policy.first_window_days),
        ),
    )


def ramped(year: Money, state: UnitState, joins_on: date, ramp: tuple[Decimal, ...]) -> Money:
    """A joiner's quota: an even twelfth per month that is left, the first ones at the ramp.

    The month of joining counts whole. Rounded half-even to the minor unit.
    """
    starts_on, ends_on = state.fiscal_year
    if not starts_on <= joins_on <= ends_on:
        raise errors.Invalid(f"The fiscal year runs from {starts_on} to {ends_on}.")
    if any(not 0 <= percent <= HUNDRED for percent in ramp):
        raise errors.Invalid("A ramp is a percentage of the quota for each of the first months.")
    gone = (joins_on.year - starts_on.year) * MONTHS + joins_on.month - starts_on.month
    left = MONTHS - gone
    percents = (*ramp[:left], *([HUNDRED] * max(0, left - len(ramp))))
    return year.scaled(EXACT.divide(sum(percents, Decimal(0)), HUNDRED * MONTHS))


@decided.register
def _hand_over(command: c.HandOverSeat, asked: Asked) -> tuple[Event, ...]:
    seat = known_seat(asked.state, command.seat)
    if seat.owner is None:
        raise errors.WrongStage(f"Seat {seat.id} is vacant; fill it instead.")
    successor = command.successor
    if successor is not None:
        if successor.id == seat.owner:
            raise errors.NothingToDo(f"{successor.name} has this seat already.")
        require_apart(successor.id, asked.state)
        _require_given(successor.id, asked)
    handed = e.SeatHandedOver(**dict(command), leaver=seat.owner)
    current = asked.state.current
    if current is None or not is_signable(asked.state):
        return (handed,)
    signed = asked.state.signed(current.number)
    voided = e.SignaturesVoided(version=current.number, people=signed)
    return (voided, handed) if signed else (handed,)


@decided.register
def _replace(command: c.ReplaceLeader, asked: Asked) -> tuple[Event, ...]:
    if command.successor.id == asked.state.leader:
        raise errors.NothingToDo("That is the leader already.")
    return (e.LeaderReplaced(**dict(command), leaver=asked.state.leader),)


@decided.register
def _replace_above(command: c.ReplaceLeaderAbove, asked: Asked) -> tuple[Event, ...]:
    before = asked.state.roles.leader_above
    if command.successor == before:
        raise errors.NothingToDo("That is the leader above already.")
    return (e.LeaderAboveReplaced(leaver=before, successor=command.successor),)
