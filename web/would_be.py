"""What a dry run tells: each event that would be recorded, and what it says only for who reads that plan."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import JsonValue

from domain.model import Event, Value


class WouldBe(Value):
    """An event that a dry run would record; without its payload for who does not read the plan."""

    type: str
    payload: dict[str, JsonValue] | None


class Tried(Value):
    """What a command would record now; nothing of it is on the record."""

    events: tuple[WouldBe, ...]
    findings: tuple[dict[str, JsonValue], ...]


def told(events: Iterable[Event], *, reads: bool) -> Tried:
    """The events as they are told to who reads the plan, or may only do something in it.

    An HR partner gives a seat and reads no quota.
    """
    every = tuple((event.type, event.model_dump(mode="json")) for event in events)
    return Tried(
        events=tuple(
            WouldBe(type=name, payload=payload if reads else None) for name, payload in every
        ),
        findings=tuple(payload for name, payload in every if reads and name == "FindingRaised"),
    )
