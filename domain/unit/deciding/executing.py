"""Facts by period, and their corrections by two people."""

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
    new_id,
    would_be,
)
from domain.unit.plan import HELD, UnitState


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
    seen: set[str] = set()
    for line in command.lines:
        seat = known_seat(state, line.seat)
        if line.amount.currency != seat.currency:
            raise errors.Invalid(f"{line.seat} is measured in {seat.currency}.")
        if line.seat in seen:
            raise errors.Invalid(f"{line.seat} stands twice.")
        seen.add(line.seat)
    missing = tuple(
        one.seat
        for one in state.running.portions
        if one.seat not in seen and not one.seat.startswith(HELD)
    )
    if missing:
        raise errors.Invalid(
            f"Every seat with a quota has a line for {command.period}; zero is an amount.",
            missing=missing,
        )
    recorded = e.ActualsRecorded(**dict(command))
    _require_countable(would_be(asked, recorded))
    return (recorded,)


def _require_countable(state: UnitState) -> None:
    """Raises Invalid where the facts together are larger than any amount may be."""
    for target in {seat.target for seat in state.seats}:
        attainment.rolled_up_actual(state, target)


@decided.register
def _propose(command: c.ProposeCorrection, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    taken = (one.proposed.correction for one in state.corrections)
    new_id(taken, command.correction, "correction")
    if not command.lines:
        raise errors.NothingToDo("A correction has at least one line.")
    recorded = {one.period for one in state.actuals}
    for line in command.lines:
        known_period(state, line.period)
        seat = known_seat(state, line.seat)
        if line.period not in recorded:
            raise errors.WrongStage(f"{line.period} has no recorded facts to correct.")
        if line.delta.currency != seat.currency:
            raise errors.Invalid(f"{line.seat} is measured in {seat.currency}.")
    proposed = e.CorrectionProposed(**dict(command), proposed_by=asked.person)
    _require_countable(would_be(asked, proposed, _restated(proposed, asked)))
    return (proposed,)


@decided.register
def _approve(command: c.ApproveCorrection, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    found = next(
        (one for one in state.corrections if one.proposed.correction == command.correction), None
    )
    if found is None:
        raise errors.Unknown(f"Nobody proposed a correction {command.correction}.")
    if found.approved_by is not None:
        raise errors.NothingToDo("This correction is approved already.")
    if asked.person == found.proposed.proposed_by:
        raise errors.NeedsTwoPeople("Somebody else approves a correction that you proposed.")
    restated = _restated(found.proposed, asked)
    _require_countable(would_be(asked, restated))
    return (restated,)


def _restated(proposed: e.CorrectionProposed, asked: Asked) -> e.ActualsRestated:
    touched = {line.period for line in proposed.lines}
    return e.ActualsRestated(
        correction=proposed.correction,
        lines=proposed.lines,
        approved_by=asked.person,
        reviews=tuple(
            one.period
            for one in asked.state.reviews
            if one.held_at is not None and one.period in touched
        ),
    )
