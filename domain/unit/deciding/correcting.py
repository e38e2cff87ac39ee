"""Corrections of facts: what is wrong is reversed and rebooked by two people, or they end with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from domain import errors
from domain.model import Event
from domain.money import Money, plain_text
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
from domain.unit.deciding.executing import require_countable
from domain.unit.measuring.commands import RefuseCorrection, WithdrawCorrection
from domain.unit.measuring.events import CorrectionRefused, CorrectionWithdrawn
from domain.unit.plan import Correction, UnitState


@decided.register
def _propose(command: c.ProposeCorrection, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    taken = (one.proposed.correction for one in state.corrections)
    new_id(taken, command.correction, "correction")
    if not command.lines and not command.values:
        raise errors.NothingToDo("A correction has at least one line.")
    _require_of_facts(command, state)
    proposed = e.CorrectionProposed(**dict(command), proposed_by=asked.person)
    _require_as_known(proposed, state)
    require_countable(would_be(asked, proposed, _restated(proposed, asked)))
    return (proposed,)


def _require_of_facts(command: c.ProposeCorrection, state: UnitState) -> None:
    recorded = {one.period for one in state.actuals}
    for line in command.lines:
        known_period(state, line.period)
        seat = known_seat(state, line.seat)
        if line.period not in recorded:
            raise errors.WrongStage(f"{line.period} has no recorded facts to correct.")
        if line.delta.currency != seat.currency:
            raise errors.Invalid(f"{line.seat} is measured in {seat.currency}.")
    for value in command.values:
        known_period(state, value.period)
        goal = state.strategic_goal(value.goal)
        if goal is None:
            raise errors.Unknown(f"Unit {state.unit} has no strategic goal {value.goal}.")
        if goal.fact(value.period) is None:
            raise errors.WrongStage(f"{value.period} has no recorded facts of {value.goal}.")
        if value.value == value.was:
            raise errors.NothingToDo(f"{value.goal} of {value.period} is recorded so already.")
    _require_once(command)


def _require_once(command: c.ProposeCorrection) -> None:
    """What says what it reverses says it once: the second time it would be another already."""
    said = [(one.seat, one.period) for one in command.lines if one.was is not None]
    said += [(one.goal, one.period) for one in command.values]
    if len(set(said)) < len(said):
        raise errors.Invalid("A correction reverses a period of a seat or goal once.")


def _require_as_known(proposed: e.CorrectionProposed, state: UnitState) -> None:
    """Raises SumDiffers where what is to be reversed is not what is known any more."""
    if other := tuple(other_than_known(proposed, state)):
        raise errors.SumDiffers(
            "What this correction reverses is not what is known: look again, and propose anew.",
            missing=other,
        )


def other_than_known(proposed: e.CorrectionProposed, state: UnitState) -> Iterator[str]:
    """What a correction would reverse and is not known so any more: such a one is proposed anew."""
    for line in proposed.lines:
        known = state.actual(line.seat, (line.period,))
        if line.was is not None and line.was != known:
            yield _words(line.seat, line.period, line.was, known)
    for value in proposed.values:
        goal = state.strategic_goal(value.goal)
        fact = goal.fact(value.period) if goal is not None else None
        if fact is not None and fact.value != value.was:
            yield _words(value.goal, value.period, value.was, fact.value)


def _words(of: str, period: str, was: Money | Decimal, known: Money | Decimal) -> str:
    said, found = (str(one) if isinstance(one, Money) else plain_text(one) for one in (was, known))
    return f"{of} of {period}: {said} is to be reversed, {found} is known"


def _open_correction(state: UnitState, correction: str) -> Correction:
    found = next((one for one in state.corrections if one.proposed.correction == correction), None)
    if found is None:
        raise errors.Unknown(f"Nobody proposed a correction {correction}.")
    if not found.waits:
        standing = found.ended.how if found.ended else "approved"
        raise errors.NothingToDo(f"This correction is {standing} already.")
    return found


@decided.register
def _approve(command: c.ApproveCorrection, asked: Asked) -> tuple[Event, ...]:
    found = _open_correction(asked.state, command.correction)
    if asked.person == found.proposed.proposed_by:
        raise errors.NeedsTwoPeople(
            "Somebody else approves a correction that you proposed; you can withdraw it."
        )
    _require_as_known(found.proposed, asked.state)
    restated = _restated(found.proposed, asked)
    require_countable(would_be(asked, restated))
    return (restated,)


@decided.register
def _withdraw(command: WithdrawCorrection, asked: Asked) -> tuple[Event, ...]:
    proposed_by = _open_correction(asked.state, command.correction).proposed.proposed_by
    if asked.person != proposed_by:
        raise errors.NotAuthorised(
            f"{proposed_by} proposed this correction and can withdraw it; a sponsor can refuse it."
        )
    return (CorrectionWithdrawn(**dict(command), withdrawn_by=asked.person),)


@decided.register
def _refuse(command: RefuseCorrection, asked: Asked) -> tuple[Event, ...]:
    found = _open_correction(asked.state, command.correction)
    if asked.person == found.proposed.proposed_by:
        raise errors.NeedsTwoPeople("You proposed this correction: withdraw it, with a reason.")
    return (CorrectionRefused(**dict(command), refused_by=asked.person),)


def _restated(proposed: e.CorrectionProposed, asked: Asked) -> e.ActualsRestated:
    touched = {one.period for one in proposed.lines} | {one.period for one in proposed.values}
    return e.ActualsRestated(
        correction=proposed.correction,
        lines=proposed.lines,
        values=proposed.values,
        approved_by=asked.person,
        reviews=tuple(
            one.period
            for one in asked.state.reviews
            if one.held_at is not None and one.period in touched
        ),
    )
