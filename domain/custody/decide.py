"""What custody decides: guard, then event."""

from __future__ import annotations

from datetime import datetime
from functools import singledispatch
from typing import Final

from domain import errors
from domain.custody import commands as c
from domain.custody import events as e
from domain.custody.authority import require_office
from domain.custody.state import CustodyState, Erasure
from domain.custody.values import FOR_EVER, Kind, Retention
from domain.model import Actor, Command, Event

DESTROYED: Final[tuple[Kind, ...]] = ("words_and_names", "sessions", "drafts", "mailbox")
"""What goes with a person: their words and names, accounts and sessions, drafts and letters."""


def decide(
    command: Command, state: CustodyState | None, *, at: datetime, by: Actor
) -> tuple[Event, ...]:
    """The events that a command leads to; raises a DomainError and changes nothing otherwise."""
    if by.on_behalf_of not in {None, by.person}:
        raise errors.NotAuthorised("What an organisation keeps is decided in nobody else's name.")
    known = state or CustodyState()
    require_office(command, known, by)
    return _decide(command, known, at, by)


@singledispatch
def _decide(command: Command, _state: CustodyState, _at: datetime, _by: Actor) -> tuple[Event, ...]:
    raise errors.Unknown(f"Custody knows no command {type(command).__name__}.")


@_decide.register
def _log_key(
    command: c.RecordLogKey, state: CustodyState, _at: datetime, _by: Actor
) -> tuple[Event, ...]:
    if command.number <= len(state.keys):
        raise errors.NothingToDo("This change of the log's keys is on the record.")
    if command.number != len(state.keys) + 1:
        raise errors.Invalid(f"Change {len(state.keys) + 1} of the log's keys comes first.")
    said = {"number": command.number, "key": command.key, "signs_from": command.signs_from,
            "words": command.words}  # fmt: skip
    match command.reason, command.before, command.withdrawn_at:
        case "first", None, None:
            return (e.LogKeyCreated.model_validate(said),)
        case "rotated", str(before), int():
            return (e.LogKeyRotated.model_validate({**said, "before": before}),)
        case "lost", str(before), int(until):
            lost = {**said, "lost": before, "trusted_until": until}
            return (e.LogKeyLost.model_validate(lost),)
        case _:
            raise errors.Invalid("A key is the first, or follows another, rotated or lost.")


@_decide.register
def _offices(
    command: c.ReceiveOffices, state: CustodyState, _at: datetime, _by: Actor
) -> tuple[Event, ...]:
    before = next((one for one in state.offices if one.cycle == command.cycle), None)
    event = e.OfficesReceived(**dict(command))
    if before is not None and before.version >= command.version:
        raise errors.NothingToDo("Custody has heard of this cycle since.")
    if before is not None and before.model_copy(update={"version": event.version}) == event:
        raise errors.NothingToDo("The offices are as custody knows them.")
    return (event,)


@_decide.register
def _standing(
    command: c.ReceiveStanding, state: CustodyState, _at: datetime, _by: Actor
) -> tuple[Event, ...]:
    event = e.StandingReceived(**dict(command))
    if event in state.standings:
        raise errors.NothingToDo("The cycles say the same of this person as before.")
    return (event,)


@_decide.register
def _place(
    command: c.PlaceHold, state: CustodyState, _at: datetime, by: Actor
) -> tuple[Event, ...]:
    if state.hold(command.hold) is not None:
        raise errors.AlreadyExists(f"There is a hold {command.hold} already.")
    if (command.subject is None) != (command.scope == "organisation"):
        raise errors.Invalid("A hold names its person or its cycle; one on everything names none.")
    same = {
        (one.placed.scope, one.placed.subject, one.placed.reference) for one in state.open_holds
    }
    if (command.scope, command.subject, command.reference) in same:
        raise errors.NothingToDo("The same is held under the same reference already.")
    return (e.HoldPlaced(**dict(command), placed_by=by.person),)


@_decide.register
def _release(
    command: c.ReleaseHold, state: CustodyState, _at: datetime, by: Actor
) -> tuple[Event, ...]:
    hold = state.hold(command.hold)
    if hold is None:
        raise errors.Unknown(f"There is no hold {command.hold}.")
    if not hold.is_open:
        raise errors.NothingToDo("This hold was released before.")
    if by.person == hold.placed.subject:
        raise errors.NotAuthorised("Nobody releases a hold on themselves.")
    if hold.asked is None:
        return (e.HoldReleaseAsked(**dict(command), asked_by=by.person),)
    if hold.asked.asked_by == by.person:
        raise errors.NeedsTwoPeople("Somebody else must agree to a release that you asked for.")
    return (e.HoldReleased(**dict(command), asked_by=hold.asked.asked_by, agreed_by=by.person),)


@_decide.register
def _propose(
    command: c.ProposeRetention, state: CustodyState, _at: datetime, by: Actor
) -> tuple[Event, ...]:
    if any(one.proposed.change == command.change for one in state.changes):
        raise errors.AlreadyExists(f"A change {command.change} was proposed before.")
    retention = _retained(command, state.retention)
    if retention == state.retention:
        raise errors.NothingToDo("These periods hold already.")
    return (
        e.RetentionProposed(
            change=command.change,
            retention=retention,
            reason=command.reason,
            proposed_by=by.person,
        ),
    )


def _retained(command: c.ProposeRetention, before: Retention) -> Retention:
    named = {one.kind: one for one in command.periods}
    if len(named) != len(command.periods):
        raise errors.Invalid("A class has one period.")
    if ended := [kind for kind in FOR_EVER if kind in named and named[kind].days is not None]:
        raise errors.Invalid(
            f"{', '.join(ended)}: kept for ever, or nothing before it could be proved."
        )
    waits = (
        before.waits_for_duties if command.waits_for_duties is None else command.waits_for_duties
    )
    return Retention(
        periods=tuple(named.get(one.kind, one) for one in before.periods), waits_for_duties=waits
    )


@_decide.register
def _agree_retention(
    command: c.AgreeToRetention, state: CustodyState, _at: datetime, by: Actor
) -> tuple[Event, ...]:
    change = next((one for one in state.changes if one.proposed.change == command.change), None)
    if change is None:
        raise errors.Unknown(f"Nobody proposed a change {command.change}.")
    if change.agreed_by is not None:
        raise errors.NothingToDo("This change was agreed before.")
    proposed = change.proposed
    if by.person == proposed.proposed_by:
        raise errors.NeedsTwoPeople("Somebody else must agree to a change that you proposed.")
    return (
        e.RetentionChanged(
            change=command.change,
            retention=proposed.retention,
            proposed_by=proposed.proposed_by,
            agreed_by=by.person,
        ),
    )


@_decide.register
def _erase(
    command: c.ErasePerson, state: CustodyState, _at: datetime, by: Actor
) -> tuple[Event, ...]:
    before = state.erasure(command.person)
    if before is not None and before.erased:
        raise errors.NothingToDo(f"{command.person} was erased before.")
    if before is not None:
        raise errors.AlreadyExists(f"{before.asked.asked_by} asked for this before: agree to it.")
    _require_erasable(command.person, state, by)
    return (e.ErasureAsked(**dict(command), asked_by=by.person),)


@_decide.register
def _withdraw(
    command: c.WithdrawErasure, state: CustodyState, _at: datetime, by: Actor
) -> tuple[Event, ...]:
    _asked(command.person, state)
    return (e.ErasureWithdrawn(**dict(command), withdrawn_by=by.person),)


@_decide.register
def _agree_erasure(
    command: c.AgreeToErasure, state: CustodyState, _at: datetime, by: Actor
) -> tuple[Event, ...]:
    asked = _asked(command.person, state).asked
    if asked.asked_by == by.person:
        raise errors.NeedsTwoPeople("Somebody else must agree to an erasure that you asked for.")
    _require_erasable(command.person, state, by)
    return (
        e.PersonErased(
            person=command.person,
            ground=asked.ground,
            destroyed=DESTROYED,
            asked_by=asked.asked_by,
            agreed_by=by.person,
        ),
    )


@_decide.register
def _complete(
    command: c.CompleteErasure, state: CustodyState, _at: datetime, _by: Actor
) -> tuple[Event, ...]:
    before = state.erasure(command.person)
    if before is None or before.erased is None:
        raise errors.Unknown(f"Nobody decided that {command.person} is erased.")
    if before.completed:
        raise errors.NothingToDo("That is on the record.")
    return (e.ErasureCompleted(**dict(command)),)


def _asked(person: str, state: CustodyState) -> Erasure:
    before = state.erasure(person)
    if before is None:
        raise errors.Unknown(f"Nobody asked for {person} to be erased.")
    if before.erased:
        raise errors.NothingToDo(f"{person} was erased before.")
    return before


def _require_erasable(person: str, state: CustodyState, by: Actor) -> None:
    if person == by.person:
        raise errors.NotAuthorised("Nobody erases themselves: ask two others who may.")
    parts = state.parts(person)
    if not parts:
        raise errors.Unknown(f"No cycle knows anybody of the id {person}.")
    if holds := state.holding(person):
        raise errors.UnderLegalHold(
            f"{person} is under legal hold: nothing of theirs is destroyed.",
            missing=tuple(one.words for one in holds),
        )
    duties = tuple(duty for part in parts if part.is_running for duty in part.duties)
    if duties and state.retention.waits_for_duties:
        raise errors.WrongStage(
            f"{person} still has duties in a cycle that runs: hand them over first.", missing=duties
        )
