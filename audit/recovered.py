"""The commands behind recorded events, which the record holds only by their hash.

Three places are looked in: what was due at that position, the events' own fields, and histories of
Temporal where they are given. Whatever is found there counts only if it has the recorded hash.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from pydantic import JsonValue, ValidationError

from audit.causes import LEADING, lead_of
from domain.aggregates import Aggregate
from domain.cycle.events import UnitDefined
from domain.errors import Invalid
from domain.model import Actor, Command, Event
from store.canonical import digest_of


@dataclass(frozen=True)
class Asked:
    """What is known of a command without it."""

    organisation: str
    stream: str
    command_id: str
    command_sha256: str
    by: Actor


Kept = Mapping[str, Sequence[tuple[str, JsonValue]]]
"""Names and bodies by command id: whoever gave an id twice may have given other words with it."""


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
class Histories:
    """Workflow histories as JSON files, as Temporal's own tools and client write them."""

    folder: Path
    _files: dict[str, list[Path]] = field(default_factory=dict)

    def of(self, organisation: str, stream: str) -> Kept:
        if not self._files:
            for path in sorted(self.folder.rglob("*.json")):
                self._files.setdefault(_workflow_of(path), []).append(path)
        found: dict[str, list[tuple[str, JsonValue]]] = {}
        for path in self._files.get(f"{organisation}/{stream}", ()):
            for given in _given(json.loads(path.read_bytes())):
                one = (str(given["name"]), given["body"])
                found.setdefault(str(given["command_id"]), []).append(one)
        return found


def _workflow_of(path: Path) -> str:
    try:
        history = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return ""
    if not isinstance(history, dict):
        return ""
    first = next(_given(history), None)
    named = f"{first['organisation']}/{first['stream']}" if first else ""
    return str(history.get("workflowId") or named)


def _given(history: Any) -> Iterator[dict[str, Any]]:
    """The envelopes of every update that was accepted; other updates are passed over."""
    for event in history.get("events", ()):
        accepted = event.get("workflowExecutionUpdateAcceptedEventAttributes", {})
        arguments = accepted.get("acceptedRequest", {}).get("input", {}).get("args", {})
        for payload in arguments.get("payloads", ()):
            try:
                given = json.loads(b64decode(payload["data"]))
            except (ValueError, KeyError):
                continue
            if isinstance(given, dict) and {"command_id", "name", "body", "stream"} <= given.keys():
                yield given


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
    if before is not None and any(aggregate.commands.get("MarkTime") is kind for kind in kinds):
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
    try:
        return digest_of(
            {
                "organisation": asked.organisation,
                "stream": asked.stream,
                "name": name,
                "body": body,
                "actor": asked.by.person,
                "on_behalf_of": asked.by.on_behalf_of,
            }
        )
    except Invalid:
        return None
