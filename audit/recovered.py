"""The commands behind recorded events, which the record holds only by their hash.

Three places are looked in: what was due at that position, the events' own fields, and histories of
Temporal where they are given. Whatever is found there counts only if it has the recorded hash.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import JsonValue, ValidationError

from audit.causes import LEADING, lead_of
from audit.runs import Given, Kept
from domain.aggregates import Aggregate
from domain.cycle.events import UnitDefined
from domain.model import Actor, Command, Event
from domain.seller.commands import MarkSellerTime
from domain.unit.commands import MarkTime

CLOCKS: tuple[type[Command], ...] = (MarkTime, MarkSellerTime)
"""What a plan asks of itself when an instant has come."""


@dataclass(frozen=True)
class Asked:
    """What is known of a command without it."""

    organisation: str
    stream: str
    command_id: str
    command_sha256: str
    by: Actor


class Commands(Protocol):
    """Commands as they were given, kept elsewhere than in the record."""

    def of(self, organisation: str, stream: str) -> Kept:
        """Everything given to a stream; empty where nothing of it is kept."""
        ...


class NoCommands:
    """Nothing was kept, or nothing was given."""

    def of(self, organisation: str, stream: str) -> Kept:  # noqa: ARG002 - as the protocol has it
        return {}


@dataclass(frozen=True)
class Recovered:
    """A command that has the recorded hash; `source` says where it was found."""

    command: Command
    source: str


def recovered(
    aggregate: Aggregate[Any],
    asked: Asked,
    before: Any,
    events: Sequence[Event],
    kept: Kept,
) -> Recovered | None:
    """The command, if it can be had anywhere."""
    for name, body in kept.get(asked.command_id, ()):
        kind = aggregate.commands.get(name)
        if kind is not None and _digest(asked, name, body) == asked.command_sha256:
            with suppress(ValidationError):
                return Recovered(kind.model_validate(body), "histories")
    for source, command in _candidates(aggregate, before, events):
        body = command.model_dump(mode="json")
        if _digest(asked, type(command).__name__, body) == asked.command_sha256:
            return Recovered(command, source)
    return None


def _candidates(
    aggregate: Aggregate[Any], before: Any, events: Sequence[Event]
) -> Iterator[tuple[str, Command]]:
    kinds = LEADING.get(lead_of(events).type, ())
    if before is not None and any(kind in CLOCKS for kind in kinds):
        for timer in aggregate.due(before).timers:
            yield "what was due", timer.command
    facts: dict[str, Any] = {}
    for event in reversed(events):
        facts |= vars(event)
    if units := [event for event in events if isinstance(event, UnitDefined)]:
        facts["units"] = [unit.model_dump() for unit in units]
    for kind in kinds:
        fields = {name: facts[name] for name in kind.model_fields if name in facts}
        try:
            yield "their events", kind.model_validate(fields)
        except ValidationError:
            continue


def _digest(asked: Asked, name: str, body: JsonValue) -> str | None:
    given = Given(name, body, asked.by.person, asked.by.on_behalf_of)
    return given.sha256(asked.organisation, asked.stream)
