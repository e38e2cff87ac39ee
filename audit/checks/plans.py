"""V08 and V14, and the passage of every stream past the checks that need its state."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

import asyncpg
from pydantic import ValidationError

from audit.canonical import NotCanonical, read
from audit.checks import authority
from audit.checks.custody import CustodyCheck
from audit.checks.decided import Decided
from audit.checks.decider import DeciderCheck
from audit.checks.log import where_of
from audit.checks.models import ModelsCheck
from audit.checks.signatures import SignatureCheck
from audit.entries import Entry, entry_of
from audit.recovered import Asked, Commands, recovered
from audit.report import Sheet
from audit.runs import Kept
from domain.aggregates import Aggregate, aggregate_of
from domain.errors import Unknown
from domain.model import Actor, Event
from store.codec import FIRST_VERSION
from store.pool import Connection

EVENTS = """
    SELECT e.position, e.stream, e.version, e.entry, p.payload, p.salt
    FROM tally.events AS e LEFT JOIN tally.payloads AS p USING (organisation, stream, version)
    WHERE organisation = $1 ORDER BY stream, e.version
"""
ORPHANS = """
    SELECT p.stream, p.version FROM tally.payloads AS p
    LEFT JOIN tally.events AS e USING (organisation, stream, version)
    WHERE organisation = $1 AND e.position IS NULL ORDER BY p.stream, p.version LIMIT 100
"""


class _Unfoldable(Exception):
    """Nothing after this event can be said of its stream."""


@dataclass
class _Pending:
    """The events of one command, until the next command begins."""

    position: int
    entry: Entry
    events: list[Event] = field(default_factory=list)
    states: list[Any] = field(default_factory=list)


@dataclass
class _Stream:
    name: str
    aggregate: Aggregate[Any]
    kept: Kept
    state: Any = None
    pending: _Pending | None = None
    is_lost: bool = False


class PlansCheck:
    """Takes rows of EVENTS in their order: stream by stream, one state at a time."""

    def __init__(self, sheet: Sheet, organisation: str, commands: Commands) -> None:
        self._sheet, self._organisation, self._commands = sheet, organisation, commands
        self._stream: _Stream | None = None
        self._signatures = SignatureCheck(sheet)
        self._decider = DeciderCheck(sheet)
        self._models = ModelsCheck(sheet, organisation)
        self._custody = CustodyCheck(sheet, organisation)

    async def take(self, connection: Connection, row: asyncpg.Record) -> None:
        if self._stream is None or self._stream.name != row["stream"]:
            await self._end(connection)
            self._stream = self._begun(row)
        stream, entry = self._stream, self._committed(row)
        if stream is None or stream.is_lost:
            return
        try:
            self._event(stream, row, entry)
        except _Unfoldable as why:
            self._sheet["V14"].find(where_of(row), str(why))
            self._pass(stream)
            stream.is_lost = True

    def _begun(self, row: asyncpg.Record) -> _Stream | None:
        name = row["stream"]
        try:
            aggregate = aggregate_of(name)
        except Unknown as unknown:
            self._sheet["V14"].find(where_of(row), unknown.detail)
            return None
        return _Stream(name, aggregate, self._commands.of(self._organisation, name))

    def _committed(self, row: asyncpg.Record) -> Entry | NotCanonical:
        """The entry, whose payload is looked at; or what is wrong with its bytes."""
        tally = self._sheet["V08"]
        tally.counted += 1
        entry = _entry(row["entry"])
        if row["payload"] is None:
            tally.find(where_of(row), "Its payload is gone.")
            return entry
        try:
            if isinstance(entry, NotCanonical):
                raise entry
            if sha256(row["salt"] + row["payload"]).hexdigest() != entry.payload_commitment:
                tally.find(where_of(row), "Its payload is not the one that its entry commits to.")
            read(row["payload"])
        except NotCanonical as wrong:
            tally.find(where_of(row), f"Not canonical: {wrong}.")
        return entry

    def _event(self, stream: _Stream, row: asyncpg.Record, entry: Entry | NotCanonical) -> None:
        if isinstance(entry, NotCanonical):
            raise _Unfoldable(f"The entry cannot be read: {entry}.") from entry
        event = _decoded(stream.aggregate, entry, row["payload"])
        pending = stream.pending
        if pending is None or pending.entry.command_id != entry.command_id:
            self._pass(stream)
            pending = stream.pending = _Pending(row["position"], entry)
        pending.events.append(event)
        pending.states.append(stream.state)
        stream.state = _evolved(stream, entry, event)
        self._custody.take(stream.name, entry.version, event, stream.state)
        self._sheet["V14"].counted += 1

    def _pass(self, stream: _Stream) -> None:
        """The command that ended goes past each check."""
        pending, stream.pending = stream.pending, None
        if pending is None:
            return
        entry = pending.entry
        asked = Asked(
            organisation=entry.organisation,
            stream=entry.stream,
            command_id=entry.command_id,
            command_sha256=entry.command_sha256,
            by=Actor.model_construct(person=entry.actor, on_behalf_of=entry.on_behalf_of),
        )
        events, before = tuple(pending.events), pending.states[0]
        decided = Decided(
            aggregate=stream.aggregate,
            position=pending.position,
            entry=entry,
            events=events,
            states=tuple(pending.states),
            command=recovered(stream.aggregate, asked, before, events, stream.kept),
        )
        authority.check(self._sheet, decided)
        self._signatures.check(decided)
        self._decider.check(decided)

    async def _end(self, connection: Connection) -> None:
        stream, self._stream = self._stream, None
        if stream is None:
            return
        self._pass(stream)
        await self._signatures.compare(connection, self._organisation)
        if stream.is_lost:
            self._models.unfolded(stream.name)
        else:
            await self._models.derive(connection, stream.name, stream.state)

    async def close(self, connection: Connection) -> None:
        await self._end(connection)
        self._signatures.close()
        self._decider.close()
        await self._models.close(connection)
        await self._custody.close(connection)
        for row in await connection.fetch(ORPHANS, self._organisation):
            self._sheet["V08"].find(
                f"{row['stream']} version {row['version']}", "This payload has no entry."
            )


def _entry(data: bytes) -> Entry | NotCanonical:
    try:
        return entry_of(data)
    except NotCanonical as wrong:
        return wrong


def _decoded(aggregate: Aggregate[Any], entry: Entry, payload: bytes | None) -> Event:
    kind = aggregate.events.get(entry.type)
    if kind is None or entry.type_version != FIRST_VERSION:
        raise _Unfoldable(f"{entry.type} version {entry.type_version} is not known here.")
    if payload is None:
        raise _Unfoldable("Its payload is gone.")
    try:
        return kind.model_validate_json(payload)
    except ValidationError as wrong:
        raise _Unfoldable(
            f"Its payload is no {entry.type}: {wrong.error_count()} faults."
        ) from wrong


def _evolved(stream: _Stream, entry: Entry, event: Event) -> Any:
    try:
        return stream.aggregate.evolve(
            stream.state,
            event,
            at=datetime.fromisoformat(entry.occurred_at),
            by=Actor.model_construct(person=entry.actor, on_behalf_of=entry.on_behalf_of),
            version=entry.version,
        )
    except Exception as fault:
        raise _Unfoldable(
            f"{entry.type} does not fit what was before it: {fault!r:.200}."
        ) from fault
