"""What an organisation keeps of itself, folded from its events."""

from __future__ import annotations

from datetime import datetime
from functools import singledispatch
from typing import Literal

from domain.custody import events as e
from domain.custody.values import DEFAULT, Part, Retention
from domain.model import Actor, Event, Value, numbered
from domain.words import Identifier

RECORD = "custody/record"
"""The one stream of an organisation's custody."""


class LogKey(Value):
    """A key of the log as its event has it; `lost` says that the next one replaced it so."""

    number: int
    reason: Literal["first", "rotated", "lost"]
    key: str
    signs_from: int
    before: str | None
    withdrawn_at: int | None
    words: str
    recorded_at: datetime


class Hold(Value):
    """`asked` is by whom its release is wanted, and `released_at` when it ended."""

    placed: e.HoldPlaced
    placed_at: datetime
    asked: e.HoldReleaseAsked | None = None
    released: e.HoldReleased | None = None
    released_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.released is None

    @property
    def words(self) -> str:
        """What it holds, and why."""
        what = {"person": "of ", "cycle": "in cycle "}.get(self.placed.scope, "")
        subject = self.placed.subject or "everything in the organisation"
        return f"hold {self.placed.hold}: {what}{subject} ({self.placed.reference})"


class Change(Value):
    proposed: e.RetentionProposed
    agreed_by: Identifier | None = None
    agreed_at: datetime | None = None


class Erasure(Value):
    """From the asking to the day on which nothing was left."""

    asked: e.ErasureAsked
    asked_at: datetime
    withdrawn: e.ErasureWithdrawn | None = None
    erased: e.PersonErased | None = None
    erased_at: datetime | None = None
    completed: e.ErasureCompleted | None = None
    completed_at: datetime | None = None

    @property
    def standing(self) -> Literal["asked", "withdrawn", "decided", "destroyed"]:
        if self.withdrawn:
            return "withdrawn"
        if self.completed:
            return "destroyed"
        return "decided" if self.erased else "asked"


class CustodyState(Value):
    """What holds now; `version` is the stream's. It has one stage and no clock of its own."""

    version: int = 0
    cycle: str = "custody"
    stage: Literal["kept"] = "kept"
    rehearsal: bool = False
    keys: tuple[LogKey, ...] = ()
    offices: tuple[e.OfficesReceived, ...] = ()
    standings: tuple[e.StandingReceived, ...] = ()
    holds: tuple[Hold, ...] = ()
    retention: Retention = DEFAULT
    changes: tuple[Change, ...] = ()
    erasures: tuple[Erasure, ...] = ()

    def hold(self, hold: str) -> Hold | None:
        return next((one for one in self.holds if one.placed.hold == hold), None)

    @property
    def open_holds(self) -> tuple[Hold, ...]:
        return tuple(one for one in self.holds if one.is_open)

    def parts(self, person: str) -> tuple[Part, ...]:
        """What the cycles said last of a person."""
        found = (one.parts for one in self.standings if one.person == person)
        return next(found, ())

    def holding(self, person: str) -> tuple[Hold, ...]:
        """The holds that keep a person's data: on them, on a cycle of theirs, on everything."""
        cycles = {part.cycle for part in self.parts(person)}
        return tuple(
            one
            for one in self.open_holds
            if one.placed.scope == "organisation"
            or (one.placed.scope == "person" and one.placed.subject == person)
            or (one.placed.scope == "cycle" and one.placed.subject in cycles)
        )

    def erasure(self, person: str) -> Erasure | None:
        """The last of a person that was not withdrawn."""
        found = (
            one
            for one in reversed(self.erasures)
            if one.asked.person == person and one.withdrawn is None
        )
        return next(found, None)

    @property
    def acting(self) -> tuple[e.OfficesReceived, ...]:
        """The cycles whose offices count: those that run, else the one heard of last."""
        running = tuple(one for one in self.offices if one.is_running)
        return running or self.offices[-1:]

    @property
    def officers(self) -> tuple[str, ...]:
        """Everybody with an office that decides here, each once."""
        found = (
            person
            for one in self.acting
            for held in (one.administrators, one.hr_partners, one.sponsors, one.approvers)
            for person in held
        )
        return tuple(dict.fromkeys(found))


def evolve(
    state: CustodyState | None, event: Event, *, at: datetime, by: Actor, version: int
) -> CustodyState:
    """The state after one recorded event; raises ValueError for one that it does not know."""
    del by
    before = state or CustodyState()
    return numbered(_after(event, before, at), before, version)


@singledispatch
def _after(event: Event, _state: CustodyState, _at: datetime) -> CustodyState:
    raise ValueError(f"custody's stream holds no {event.type}")


@_after.register
def _created(event: e.LogKeyCreated, state: CustodyState, at: datetime) -> CustodyState:
    return _key(state, event, at, reason="first")


@_after.register
def _rotated(event: e.LogKeyRotated, state: CustodyState, at: datetime) -> CustodyState:
    return _key(
        state, event, at, reason="rotated", before=event.before, withdrawn_at=event.signs_from
    )


@_after.register
def _lost(event: e.LogKeyLost, state: CustodyState, at: datetime) -> CustodyState:
    return _key(
        state, event, at, reason="lost", before=event.lost, withdrawn_at=event.trusted_until
    )


def _key(
    state: CustodyState,
    event: e.LogKeyCreated | e.LogKeyRotated | e.LogKeyLost,
    at: datetime,
    *,
    reason: Literal["first", "rotated", "lost"],
    before: str | None = None,
    withdrawn_at: int | None = None,
) -> CustodyState:
    key = LogKey(
        number=event.number,
        reason=reason,
        key=event.key,
        signs_from=event.signs_from,
        before=before,
        withdrawn_at=withdrawn_at,
        words=event.words,
        recorded_at=at,
    )
    return state.model_copy(update={"keys": (*state.keys, key)})


@_after.register
def _offices(event: e.OfficesReceived, state: CustodyState, _at: datetime) -> CustodyState:
    others = tuple(one for one in state.offices if one.cycle != event.cycle)
    return state.model_copy(update={"offices": (*others, event)})


@_after.register
def _standing(event: e.StandingReceived, state: CustodyState, _at: datetime) -> CustodyState:
    others = tuple(one for one in state.standings if one.person != event.person)
    return state.model_copy(update={"standings": (*others, event)})


@_after.register
def _placed(event: e.HoldPlaced, state: CustodyState, at: datetime) -> CustodyState:
    return state.model_copy(update={"holds": (*state.holds, Hold(placed=event, placed_at=at))})


@_after.register
def _release_asked(event: e.HoldReleaseAsked, state: CustodyState, _at: datetime) -> CustodyState:
    return _held(state, event.hold, asked=event)


@_after.register
def _released(event: e.HoldReleased, state: CustodyState, at: datetime) -> CustodyState:
    return _held(state, event.hold, released=event, released_at=at)


def _held(state: CustodyState, hold: str, **changed: object) -> CustodyState:
    holds = tuple(
        one.model_copy(update=changed) if one.placed.hold == hold else one for one in state.holds
    )
    return state.model_copy(update={"holds": holds})


@_after.register
def _proposed(event: e.RetentionProposed, state: CustodyState, _at: datetime) -> CustodyState:
    return state.model_copy(update={"changes": (*state.changes, Change(proposed=event))})


@_after.register
def _changed(event: e.RetentionChanged, state: CustodyState, at: datetime) -> CustodyState:
    agreed = {"agreed_by": event.agreed_by, "agreed_at": at}
    changes = tuple(
        one.model_copy(update=agreed) if one.proposed.change == event.change else one
        for one in state.changes
    )
    return state.model_copy(update={"changes": changes, "retention": event.retention})


@_after.register
def _asked(event: e.ErasureAsked, state: CustodyState, at: datetime) -> CustodyState:
    return state.model_copy(
        update={"erasures": (*state.erasures, Erasure(asked=event, asked_at=at))}
    )


@_after.register
def _withdrawn(event: e.ErasureWithdrawn, state: CustodyState, _at: datetime) -> CustodyState:
    return _erasing(state, event.person, withdrawn=event)


@_after.register
def _erased(event: e.PersonErased, state: CustodyState, at: datetime) -> CustodyState:
    return _erasing(state, event.person, erased=event, erased_at=at)


@_after.register
def _completed(event: e.ErasureCompleted, state: CustodyState, at: datetime) -> CustodyState:
    return _erasing(state, event.person, completed=event, completed_at=at)


def _erasing(state: CustodyState, person: str, **changed: object) -> CustodyState:
    last = state.erasure(person)
    erasures = tuple(
        one.model_copy(update=changed) if one is last else one for one in state.erasures
    )
    return state.model_copy(update={"erasures": erasures})
