"""What was given in a year and the entries that it led to, sealed once for every record of that year."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from audit.tree import Frontier, leaf_hash
from domain.model import Actor, Command, Event
from domain.signature import Witnessed
from store.codec import encode
from store.entry import Sealed, seal
from store.model import GENESIS, Append, Meta
from workflows.envelope import Envelope

ORGANISATION = "halden"
STRETCH = 40
"""Decisions between two looks of the notary."""


@dataclass(frozen=True)
class Given:
    """One command as it was given, and the events that it led to."""

    stream: str
    at: datetime
    by: Actor
    command: Command
    command_id: str
    events: tuple[Event, ...]


@dataclass
class Log:
    """The entries of what was given, sealed once: every record of the year has these very bytes."""

    sealed: dict[tuple[str, int], tuple[Sealed, ...]] = field(default_factory=dict)
    tree: Frontier = field(default_factory=Frontier)
    newest: Witnessed | None = None
    _ends: dict[str, tuple[int, str]] = field(default_factory=dict)

    def take(self, given: Given) -> None:
        version, digest = self._ends.get(given.stream, (0, GENESIS))
        request = append_of(given, version, digest)
        made = seal(request, recorded_at=at_of(given))
        self.sealed[(given.stream, version)] = made
        self.tree.extend(leaf_hash(one.entry) for one in made)
        self._ends[given.stream] = (version + len(made), made[-1].hash.hex())

    def look(self) -> None:
        """As the notary does it after each stretch."""
        self.newest = Witnessed(size=self.tree.size, root=self.tree.root().hex())

    def again(self, request: Append, **_at: datetime) -> tuple[Sealed, ...]:
        """In place of the store's own sealing, whose salts are fresh ones."""
        return self.sealed[(request.stream, request.expected_version)]


def append_of(given: Given, version: int, digest: str) -> Append:
    return Append(
        organisation=ORGANISATION,
        stream=given.stream,
        expected_version=version,
        expected_hash=digest,
        events=tuple(
            encode(event, _meta(given), part=part) for part, event in enumerate(given.events)
        ),
    )


def at_of(given: Given) -> datetime:
    return given.at + timedelta(seconds=1)


def envelope_of(given: Given) -> Envelope:
    return Envelope.of(
        given.command,
        organisation=ORGANISATION,
        stream=given.stream,
        command_id=given.command_id,
        by=given.by,
        client="test",
    )


def _meta(given: Given) -> Meta:
    envelope = envelope_of(given)
    return Meta(
        command_id=envelope.command_id,
        command_sha256=envelope.sha256,
        causation_id=None,
        correlation_id=envelope.correlation_id,
        actor=envelope.actor,
        on_behalf_of=envelope.on_behalf_of,
        client=envelope.client,
        occurred_at=given.at,
    )
