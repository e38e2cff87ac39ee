"""One command's events with the state that they were decided on, as the later checks look at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from audit.causes import lead_of
from audit.entries import Entry
from audit.recovered import Recovered
from domain.aggregates import Aggregate
from domain.model import Actor, Event


@dataclass(frozen=True)
class Decided:
    """Events of one command id in a row; `states` are before each of them, in their order."""

    aggregate: Aggregate[Any]
    position: int
    entry: Entry
    events: tuple[Event, ...]
    states: tuple[Any, ...]
    command: Recovered | None

    @property
    def before(self) -> Any:
        return self.states[0]

    @property
    def at(self) -> datetime:
        return datetime.fromisoformat(self.entry.occurred_at)

    @property
    def by(self) -> Actor:
        return Actor(person=self.entry.actor, on_behalf_of=self.entry.on_behalf_of)

    @property
    def person(self) -> str:
        """In whose name it counts."""
        return self.entry.on_behalf_of or self.entry.actor

    @property
    def where(self) -> str:
        return f"position {self.position}, {self.entry.stream} version {self.entry.version}"

    @property
    def lead(self) -> Event:
        """The event that says which command it was."""
        return lead_of(self.events)

    @property
    def told(self) -> str:
        """Who did what, for a person."""
        behalf = f" for {self.entry.on_behalf_of}" if self.entry.on_behalf_of else ""
        return f"{self.lead.type} by {self.entry.actor}{behalf}"
