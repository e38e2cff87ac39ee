"""One command from a request to its receipt, and what is written about it on the way."""

from __future__ import annotations

import time
import uuid
from datetime import datetime
from typing import Annotated

from fastapi import Header, Path
from prometheus_client import Histogram
from pydantic import JsonValue, StringConstraints

import store.read
from domain.aggregates import State, aggregate_of, stream_of
from domain.cycle.commands import StartCycle
from domain.errors import CommitmentIsIrrevocable, DomainError, Invalid, NotAuthorised
from domain.model import Command, Value
from domain.personal import texts
from domain.unit.events import RevocationRefused
from projections import offices
from runtime import logs
from runtime.metrics import DECISIONS
from store import canonical
from store.entry import entry_of
from store.model import Receipt
from web.confiding import require_confided
from web.doors import Doors
from web.entering import require_apart, require_may_start, veiled
from web.identity import Caller, told_time
from web.knowing import require_themselves, themselves
from web.problems import Malformed
from web.proving import require_asked_for
from web.referring import Where, referred
from web.sealing import sealed
from web.security import Attempt, note_refusal, note_roles
from web.would_be import Tried, told
from workflows.client import Fault, RecordUnavailable, give
from workflows.envelope import TOLD_BY, Envelope

SECONDS = Histogram(
    "tally_decision_seconds", "From a command's arrival to its answer, by its outcome", ["outcome"]
)

# Ids of commands that plans owe each other hold a slash, and the client appends a number sign:
# nobody outside can take such an id first.
_KEY = r"^[A-Za-z0-9][A-Za-z0-9._:~=+@-]{0,%d}$"
CommandId = Annotated[
    str | None,
    StringConstraints(pattern=_KEY % 99),
    Header(alias="Idempotency-Key", description="The command's id; one is made if absent"),
]
GivenId = Annotated[
    str,
    # A file becomes several commands: each has the key and what it is for as its id.
    StringConstraints(pattern=_KEY % 299),
    Path(description="The command's id, as its receipt has it"),
]


class Place(Value):
    """The stream that a command is for."""

    organisation: str
    cycle: str
    unit: str | None = None
    seller: str | None = None
    culture: bool = False
    incentives: bool = False

    @property
    def stream(self) -> str:
        if self.culture:
            return stream_of("culture", self.cycle)
        if self.incentives:
            return stream_of("incentives", self.cycle)
        if self.seller:
            return stream_of("seller", self.cycle, self.seller)
        if self.unit:
            return stream_of("unit", self.cycle, self.unit)
        return stream_of("cycle", self.cycle)

    @property
    def key(self) -> tuple[str, str]:
        return self.organisation, self.stream


async def given(
    doors: Doors,
    caller: Caller,
    place: Place,
    command: Command,
    command_id: str | None,
    *,
    expected: type[DomainError] | None = None,
) -> Receipt:
    """The command's receipt; raises its DomainError, after a row in the security log.

    An `expected` refusal is no attempt at anything, and is not written down.
    """
    command_id = command_id or str(uuid.uuid4())
    _require_kept(command.model_dump(mode="json"))
    attempt = _attempt(place, command, command_id)
    begun, outcome = time.perf_counter(), "recorded"
    with logs.about(cycle=place.cycle, unit=place.unit, command_id=command_id):
        try:
            await _require_may_enter(doors, caller, place, command)
            await require_confided(doors, caller, (place.organisation, place.cycle), command)
            command = await _referred(doors, caller, place, command, command_id)
            await _require_may_name(doors, caller, place, command, command_id)
            await _require_themselves(doors, caller, place, command, command_id)
            await require_asked_for(doors, caller, place.key, command, command_id)
            command = await sealed(doors, caller, place.key, command)
            envelope = _envelope(caller, place, command, command_id)
            receipt = await give(doors.client, doors.reader, envelope)
        except DomainError as found:
            refused = await _told(doors, caller, place, command, found)
            outcome = refused.name
            if expected is None or not isinstance(refused, expected):
                await note_refusal(doors, caller, attempt, refused)
            raise refused from found
        except RecordUnavailable:
            outcome = "unavailable"
            raise
        except Fault:
            outcome = "fault"
            raise
        else:
            await note_roles(doors, caller, attempt, command)
            if receipt.findings and not await _reads(doors, caller, place):
                return receipt.model_copy(update={"findings": ()})
            return receipt
        finally:
            DECISIONS.labels(aggregate_of(place.stream).name, outcome).inc()
            SECONDS.labels(outcome).observe(time.perf_counter() - begun)


async def _require_may_enter(doors: Doors, caller: Caller, place: Place, command: Command) -> None:
    if isinstance(command, StartCycle):
        await require_may_start(doors, caller, place.organisation)
        await require_apart(doors, place.organisation, command)


async def _referred(
    doors: Doors, caller: Caller, place: Place, command: Command, command_id: str | None
) -> Command:
    """The command as the record bears it out; who may not give it is told that, and nothing else."""
    try:
        return await referred(command, Where(doors, place.organisation, place.cycle, place.stream))
    except DomainError:
        where = (doors.reader, place.organisation, place.stream)
        if command_id and await store.read.receipt(*where, command_id) is not None:
            return command  # answered with its first receipt
        state = await _state(doors, place)
        _require_leave(
            place, command, state, await moment(doors, caller, place, command, state), caller
        )
        raise


async def _require_may_name(
    doors: Doors, caller: Caller, place: Place, command: Command, command_id: str
) -> None:
    where = (doors.reader, place.organisation, place.stream, command_id)
    if _names_others(command, caller) and await store.read.receipt(*where) is None:
        state = await _state(doors, place)
        at = await moment(doors, caller, place, command, state)
        _require_leave(place, command, state, at, caller)


def _names_others(command: Command, caller: Caller) -> bool:
    return bool({one.person for one in texts(command)} - {None, caller.person})


def _require_leave(
    place: Place, command: Command, state: State | None, at: datetime, caller: Caller
) -> None:
    """Raise NotAuthorised before anything is sealed: who may not give it makes nobody a key, and is told of no erasure."""
    try:
        aggregate_of(place.stream).decide(command, state, at=at, by=caller.actor)
    except NotAuthorised:
        raise
    except DomainError:
        return  # whatever else is wrong with it is told of what is recorded, which is sealed


async def _require_themselves(
    doors: Doors, caller: Caller, place: Place, command: Command, command_id: str
) -> None:
    if await themselves(doors, place.organisation, command):
        return
    where = (doors.reader, place.organisation, place.stream, command_id)
    if await store.read.receipt(*where) is None:
        # Tried whole: who may not give the command is told that, and nothing of anybody's id.
        await foreseen(doors, caller, place, command)


async def _told(
    doors: Doors, caller: Caller, place: Place, command: Command, refused: DomainError
) -> DomainError:
    """Who starts a cycle has no part in it yet; anybody else is told only of what they know."""
    if isinstance(command, StartCycle):
        return refused
    return await veiled(doors, caller, (place.organisation, place.cycle, place.unit), refused)


def _envelope(caller: Caller, place: Place, command: Command, command_id: str) -> Envelope:
    return Envelope.of(
        command,
        organisation=place.organisation,
        stream=place.stream,
        command_id=command_id,
        by=caller.actor,
        client=caller.client,
        at=caller.at,
    )


def _attempt(place: Place, command: Command, command_id: str | None) -> Attempt:
    return Attempt(
        organisation=place.organisation,
        action=type(command).__name__,
        cycle=place.cycle,
        unit=place.unit,
        command_id=command_id,
    )


def _require_kept(body: JsonValue) -> None:
    try:
        canonical.encode(body)
    except Invalid as refused:
        words = "The body holds what the record does not keep."
        raise Malformed(words, missing=(refused.detail,)) from refused


async def tried(doors: Doors, caller: Caller, place: Place, command: Command) -> Tried:
    """What the command would record; raises its DomainError, after a row in the security log.

    The row has no command id: nothing was given.
    """
    try:
        return await foreseen(doors, caller, place, command)
    except DomainError as refused:
        await note_refusal(doors, caller, _attempt(place, command, None), refused)
        raise


async def foreseen(doors: Doors, caller: Caller, place: Place, command: Command) -> Tried:
    """What the command would record, decided here on the folded stream; it enters no workflow."""
    await _require_may_enter(doors, caller, place, command)
    await require_confided(doors, caller, (place.organisation, place.cycle), command)
    state = await _state(doors, place)
    at = await moment(doors, caller, place, command, state)
    _require_kept(command.model_dump(mode="json"))
    try:
        command = await _referred(doors, caller, place, command, None)
        if _names_others(command, caller):
            _require_leave(place, command, state, at, caller)
        wanted = await sealed(doors, caller, place.key, command)
        events = aggregate_of(place.stream).decide(wanted, state, at=at, by=caller.actor)
    except DomainError as refused:
        raise await _told(doors, caller, place, command, refused) from refused
    await require_themselves(doors, place.organisation, command)
    if any(isinstance(event, RevocationRefused) for event in events):
        raise CommitmentIsIrrevocable("A commitment once made stands.", practice="S0-22")
    return told(events, reads=await _reads(doors, caller, place))


async def _reads(doors: Doors, caller: Caller, place: Place) -> bool:
    """Whether what a unit's events say is the caller's to read; of any other plan, who may act reads it."""
    where = (doors.reader, place.organisation, place.cycle, caller.person)
    return place.unit is None or place.unit in await offices.visible(*where, doors.now())


async def moment(
    doors: Doors,
    caller: Caller,
    place: Place,
    command: Command,
    state: State | None,
) -> datetime:
    """The instant at which a workflow would decide this: a rehearsal's own clock never goes back."""
    starts = command.rehearsal if isinstance(command, StartCycle) else False
    at = told_time(caller, rehearsal=state.rehearsal if state else starts, now=doors.now())
    if state is None or not state.rehearsal:
        return at
    (last,) = await store.read.stream(
        doors.reader, place.organisation, place.stream, after=state.version - 1, limit=1
    )
    entry = entry_of(last)
    told = abs((entry.recorded_at - entry.occurred_at).total_seconds()) > TOLD_BY
    if caller.at is None:
        return entry.occurred_at if told else at
    return max(at, entry.occurred_at)


async def _state(doors: Doors, place: Place) -> State | None:
    return (await doors.streams.folded(place.organisation, place.stream)).state
