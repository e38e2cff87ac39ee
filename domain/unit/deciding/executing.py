"""Facts by period, recorded once."""

from __future__ import annotations

from domain import errors
from domain.model import Event
from domain.unit import attainment
from domain.unit import commands as c
from domain.unit import events as e
from domain.unit.deciding.asked import (
    Asked,
    decided,
    known_period,
    known_seat,
    would_be,
)
from domain.unit.plan import HELD, InForce, UnitState


@decided.register
def _record(command: c.RecordActuals, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    period = known_period(state, command.period)
    if state.running is None:
        raise errors.WrongStage("Actuals are measured against quotas, and none are in force.")
    if asked.at.date() <= period.ends_on:
        raise errors.DeadlineNotReached(f"{command.period} ends on {period.ends_on}.")
    if any(one.period == command.period for one in state.actuals):
        raise errors.AlreadyExists(
            f"{command.period} is recorded. Facts are not overwritten: propose a correction."
        )
    _require_sound(command, state)
    _require_complete(command, state.running)
    recorded = e.ActualsRecorded(**dict(command))
    require_countable(would_be(asked, recorded))
    return (recorded,)


def _require_sound(command: c.RecordActuals, state: UnitState) -> None:
    """Raises unless each line is of a seat of the unit, in its currency, and of another seat."""
    seen: set[str] = set()
    for line in command.lines:
        seat = known_seat(state, line.seat)
        if line.amount.currency != seat.currency:
            raise errors.Invalid(f"{line.seat} is measured in {seat.currency}.")
        if line.seat in seen:
            raise errors.Invalid(f"{line.seat} stands twice.")
        seen.add(line.seat)


def _require_complete(command: c.RecordActuals, running: InForce) -> None:
    told = {line.seat for line in command.lines}
    missing = tuple(
        one.seat
        for one in running.portions
        if one.seat not in told and not one.seat.startswith(HELD)
    )
    if missing:
        raise errors.Invalid(
            f"Every seat with a quota has a line for {command.period}; zero is an amount.",
            missing=missing,
        )


def require_countable(state: UnitState) -> None:
    """Raises Invalid where the facts together are larger than any amount may be."""
    for target in {seat.target for seat in state.seats}:
        attainment.rolled_up_actual(state, target)
