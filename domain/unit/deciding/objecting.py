"""Pushback, its answers, views, bottom-up numbers, and the closing of the window."""

from __future__ import annotations

from datetime import datetime

from domain import errors
from domain.model import Event
from domain.practices import hold
from domain.practices.s0_11 import still_open
from domain.practices.s0_14 import is_bare
from domain.unit import commands as c
from domain.unit import events as e
from domain.unit.deciding.asked import (
    Asked,
    decided,
    in_currency,
    known_item,
    known_person,
    new_id,
    open_version,
    own_seat,
    require_stage,
    would_be,
)
from domain.unit.due import bottom_up_total
from domain.unit.plan import UnitState

OPEN = ("proposed", "in_pushback", "revised")
"""The stages in which a version can be objected to."""


def _objectable(asked: Asked, person: str, version: int, seat: str | None, counter: object) -> None:
    open_version(asked.state, version)
    joins = any(one.person == asked.person for one in asked.state.joining)
    if not joins:
        require_stage(asked.state, OPEN, "Pushing back")
    window = next((one for one in asked.state.windows if one.person == person), None)
    if not joins and window is not None and window.closes_at <= asked.at:
        raise errors.DeadlinePassed(
            f"The window to push back closed on {window.closes_at:%Y-%m-%d %H:%M} UTC; decline "
            "to sign if the plan is not yours.",
            practice="S0-11",
        )
    if counter is not None and seat is None:
        raise errors.Invalid("A counter-proposal names the seat whose portion it is for.")


@decided.register
def _raise(command: c.RaisePushback, asked: Asked) -> tuple[Event, ...]:
    _objectable(asked, asked.person, command.version, command.seat, command.counter)
    new_id((one.id for one in asked.state.items), command.item, "pushback item")
    if command.seat is not None:
        seat = own_seat(asked.state, command.seat, asked.person)
        if command.counter is not None:
            in_currency(command.counter, seat.currency, "A counter-proposal")
    raised = e.PushbackRaised(**dict(command), person=asked.person)
    return (raised, *hold("object", would_be(asked, raised), asked.at))


@decided.register
def _capture(command: c.CapturePushback, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    open_version(state, command.version)
    require_stage(state, OPEN, "Capturing pushback")
    new_id((one.id for one in state.items), command.item, "pushback item")
    known_person(state, command.person)
    if command.person not in state.members:
        raise errors.Invalid(f"{command.person} owns no portion here and cannot push back.")
    if command.seat is not None:
        seat = own_seat(state, command.seat, command.person)
        if command.counter is not None:
            in_currency(command.counter, seat.currency, "A counter-proposal")
    return (e.PushbackCaptured(**dict(command)),)


@decided.register
def _confirm_captured(command: c.ConfirmCapturedPushback, asked: Asked) -> tuple[Event, ...]:
    item = known_item(asked.state, command.item)
    if item.stage != "captured":
        raise errors.NothingToDo("This item stands in your name already.")
    if item.person != asked.person:
        raise errors.NotAuthorised(f"This was captured in {item.person}'s name; they confirm it.")
    raised = e.PushbackRaised(
        item=item.id,
        version=item.version,
        person=item.person,
        kind=item.kind,
        words=item.words,
        seat=item.seat,
        counter=item.counter,
    )
    return (raised, *hold("object", would_be(asked, raised), asked.at))


@decided.register
def _reply(command: c.ReplyToPushback, asked: Asked) -> tuple[Event, ...]:
    item = known_item(asked.state, command.item)
    if item.stage == "captured":
        raise errors.WrongStage("It counts, and can be answered, once its author confirms it.")
    return (e.PushbackReplied(item=item.id, person=asked.person, words=command.words),)


@decided.register
def _withdraw(command: c.WithdrawPushback, asked: Asked) -> tuple[Event, ...]:
    item = known_item(asked.state, command.item)
    if item.person != asked.person:
        raise errors.NotAuthorised("Only its author withdraws an item.")
    if item.stage == "withdrawn":
        raise errors.NothingToDo("The item is withdrawn already.")
    if item.stage == "answered":
        raise errors.WrongStage("The item is answered; contest the answer or let it stand.")
    return (e.PushbackWithdrawn(item=item.id, reason=command.reason),)


@decided.register
def _no_concerns(command: c.StateNoConcerns, asked: Asked) -> tuple[Event, ...]:
    open_version(asked.state, command.version)
    if not any(one.person == asked.person for one in asked.state.joining):
        require_stage(asked.state, OPEN, "Answering the proposal")
    if asked.state.answered("no_concerns", asked.person, command.version):
        raise errors.NothingToDo("You have said so on this version before.")
    if any(
        one.person == asked.person and one.version == command.version and one.stage == "open"
        for one in asked.state.items
    ):
        raise errors.WrongStage("You have an open item on this version: withdraw it first.")
    return (e.NoConcernsStated(version=command.version, person=asked.person),)


@decided.register
def _answer(command: c.AnswerPushback, asked: Asked) -> tuple[Event, ...]:
    item = known_item(asked.state, command.item)
    if item.stage != "open":
        raise errors.WrongStage(f"Item {item.id} is {item.stage}; only an open one is answered.")
    if is_bare(command.reason):
        raise errors.GateClosed(
            "An answer gives its reason: accepted as a real issue because, or not because.",
            practice="S0-14",
            missing=("the reason, in a sentence",),
        )
    return (
        e.PushbackAnswered(
            item=item.id,
            outcome=command.outcome,
            reason=command.reason,
            answered_by=asked.person,
        ),
    )


@decided.register
def _contest(command: c.ContestAnswer, asked: Asked) -> tuple[Event, ...]:
    item = known_item(asked.state, command.item)
    if item.person != asked.person:
        raise errors.NotAuthorised("Only its author contests the answer to an item.")
    if item.stage != "answered":
        raise errors.WrongStage("There is no answer to contest yet.")
    if item.contested is not None:
        raise errors.NothingToDo("An answer can be contested once, and this one was.")
    return (e.AnswerContested(item=item.id, words=command.words),)


@decided.register
def _view(command: c.NoteView, asked: Asked) -> tuple[Event, ...]:
    item = known_item(asked.state, command.item)
    if item.contested is None:
        raise errors.WrongStage("A view is noted on a contested answer.")
    if item.view is not None:
        raise errors.NothingToDo("A view is noted on it already.")
    return (e.ViewNoted(item=item.id, words=command.words, noted_by=asked.person),)


@decided.register
def _state_bottom_up(command: c.StateBottomUp, asked: Asked) -> tuple[Event, ...]:
    seat = own_seat(asked.state, command.seat, asked.person)
    in_currency(command.amount, seat.currency, "A bottom-up number")
    stated = e.BottomUpStated(**dict(command))
    bottom_up_total(would_be(asked, stated))  # refuses what is too large to be counted
    return (stated,)


@decided.register
def _receive_bottom_up(command: c.ReceiveBottomUp, asked: Asked) -> tuple[Event, ...]:
    seat = next((one for one in asked.state.seats if one.leads == command.unit), None)
    if seat is None:
        raise errors.Unknown(f"No seat of unit {asked.state.unit} leads {command.unit}.")
    event = e.BottomUpReceived(
        unit=command.unit, seat=seat.id, amount=command.amount, items=command.items
    )
    row = next((one for one in asked.state.below if one.unit == command.unit), None)
    if row is not None and (row.amount, row.items) == (event.amount, event.items):
        raise errors.NothingToDo("That is known already.")
    bottom_up_total(would_be(asked, event))
    return (event,)


@decided.register
def _close(command: c.ClosePushback, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    open_version(state, command.version)
    require_stage(state, OPEN, "Closing the pushback window")
    if state.pushback_closed:
        raise errors.NothingToDo("The window is closed already.")
    findings = hold("close pushback", state, asked.at)
    _require_over(state, asked.at)
    objected = any(one.stage in {"open", "answered"} for one in state.items)
    if not objected and not command.nobody_objected:
        raise errors.GateClosed(
            "Nobody objected. Confirm that this is so before the window closes.",
            practice="S0-11",
            missing=("nobody_objected: true",),
        )
    closed = e.PushbackClosed(version=command.version, nobody_objected=not objected)
    return (closed, *findings)


def _require_over(state: UnitState, at: datetime) -> None:
    """Raises GateClosed while somebody's window is open who has not responded."""
    waiting = tuple(
        f"{one.person} may respond until {one.closes_at:%Y-%m-%d %H:%M} UTC"
        for one in still_open(state, at)
    )
    if waiting:
        raise errors.GateClosed(
            "The window is still open for people who have not responded.",
            practice="S0-11",
            missing=waiting,
        )


@decided.register
def _request_amendment(command: c.RequestAmendment, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    if state.parent is None:
        raise errors.WrongStage("There is no unit above this one: open an amendment here.")
    new_id((one.request for _, one in state.asked_amendments), command.request, "request")
    if command.item is not None:
        known_item(state, command.item)
    return (e.AmendmentRequested(**dict(command), asked_by=asked.person),)


@decided.register
def _receive_request(command: c.ReceiveAmendmentRequest, asked: Asked) -> tuple[Event, ...]:
    known = {(one.unit, one.request) for one in asked.state.received_amendments}
    if (command.unit, command.request) in known:
        raise errors.NothingToDo("That request is known already.")
    return (e.AmendmentRequestReceived(**dict(command)),)
