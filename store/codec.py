"""Between an aggregate's events and the record's: what is written, and what it meant when read.

A released event is read for ever; the upcaster of a type comes with its second version.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic

from domain.aggregates import Aggregate, S, S_co
from domain.model import Actor, Event
from store.model import GENESIS, Meta, NewEvent, Recorded

FIRST_VERSION = 1


class Unreadable(Exception):
    """The record holds an event that this release does not know."""


@dataclass(frozen=True)
class Decoded:
    """A recorded event with what stands around it: when, by whom, as which of its stream."""

    event: Event
    at: datetime
    by: Actor
    version: int
    recorded_at: datetime


@dataclass(frozen=True)
class Folded(Generic[S_co]):
    """A stream folded up to `version`, whose entry has `hash`; `at` is when that happened."""

    state: S_co | None = None
    version: int = 0
    hash: str = GENESIS
    at: datetime | None = None


def encode(event: Event, meta: Meta, *, part: int) -> NewEvent:
    return NewEvent(type=event.type, payload=event.model_dump(mode="json"), meta=meta, part=part)


def decode(aggregate: Aggregate[S], recorded: Recorded) -> Decoded:
    """The event that was recorded. Raises Unreadable for a type or version nobody here knows.

    Whether the bytes are the hashed ones is the audit's question, asked apart from this.
    """
    entry = json.loads(recorded.entry)
    kind = aggregate.events.get(entry["type"])
    if kind is None or entry["type_version"] != FIRST_VERSION:
        raise Unreadable(
            f"{recorded.stream} {recorded.version}: {entry['type']} version "
            f"{entry['type_version']} is not known to this release"
        )
    return Decoded(
        event=kind.model_validate_json(recorded.payload),
        at=datetime.fromisoformat(entry["occurred_at"]),
        by=Actor(person=entry["actor"], on_behalf_of=entry["on_behalf_of"]),
        version=recorded.version,
        recorded_at=datetime.fromisoformat(entry["recorded_at"]),
    )


def fold(aggregate: Aggregate[S], folded: Folded[S], recorded: Iterable[Recorded]) -> Folded[S]:
    """The stream with these further events; they follow on `folded` without a gap."""
    for one in recorded:
        read = decode(aggregate, one)
        if read.version != folded.version + 1:
            raise Unreadable(f"{one.stream}: version {read.version} follows {folded.version}")
        state = aggregate.evolve(
            folded.state, read.event, at=read.at, by=read.by, version=read.version
        )
        folded = Folded(state=state, version=read.version, hash=one.hash, at=read.at)
    return folded


def type_of(recorded: Recorded) -> str:
    return str(json.loads(recorded.entry)["type"])


def command_of(recorded: Recorded) -> str:
    """The id of the command that the event is part of."""
    return str(json.loads(recorded.entry)["command_id"])
