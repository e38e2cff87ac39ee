"""Given a plan, when a person asks, then events or a refusal: at fixed instants, as a history."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar, Generic, Protocol, Self

import pytest

from domain.aggregates import UNIT, Aggregate, S
from domain.errors import DomainError
from domain.model import SYSTEM, Actor, Command, Event
from domain.unit.plan import UnitState
from tests.domain.company import on

Told = tuple[Event, datetime, Actor]
OPENED = on("2026-10-06")


class History(Generic[S]):
    """One stream with its clock and what happened in it; `copy` before taking another way."""

    aggregate: ClassVar[Aggregate[Any]]
    begins: ClassVar[datetime]

    def __init__(self, opening: Command | None = None) -> None:
        self.now: S | None = None
        self.at = self.begins
        self.history: list[Told] = []
        if opening is not None:
            self.by("system", opening)

    @property
    def state(self) -> S:
        assert self.now is not None, "nothing has happened yet"
        return self.now

    def copy(self) -> Self:
        other = type(self)()
        other.now, other.at, other.history = self.now, self.at, [*self.history]
        return other

    def on(self, day: str) -> Self:
        self.at = on(day)
        return self

    def decides(self, who: str, command: Command, behalf: str | None = None) -> tuple[Event, ...]:
        """What would be recorded; nothing is."""
        return self.aggregate.decide(command, self.now, at=self.at, by=actor(who, behalf))

    def gives(self, who: str, command: Command, behalf: str | None = None) -> tuple[Event, ...]:
        events = self.decides(who, command, behalf)
        for event in events:
            self.happened(event, actor(who, behalf))
        return events

    def by(self, who: str, *commands: Command) -> Self:
        """A person asks for these, in order, and each is decided."""
        for command in commands:
            self.gives(who, command)
        return self

    def happened(self, event: Event, by: Actor) -> None:
        version = self.now.version + 1 if self.now is not None else 1
        self.now = self.aggregate.evolve(self.now, event, at=self.at, by=by, version=version)
        self.history.append((event, self.at, by))

    def until(self, day: str) -> Self:
        """Every timer until then fires at its instant, in order; at the end it is that day."""
        end = on(day)
        while timers := sorted(
            self.aggregate.due(self.state).timers, key=lambda timer: (timer.at, timer.key)
        ):
            first = timers[0]
            if first.at > end:
                break
            self.at = max(self.at, first.at)
            self.by("system", first.command)
        self.at = end
        return self

    def later(self, **span: float) -> Self:
        self.at += timedelta(**span)
        return self

    def kinds(self) -> list[str]:
        return [event.type for event, _, _ in self.history]

    def last(self, kind: type[Event]) -> Event:
        return next(event for event, _, _ in reversed(self.history) if isinstance(event, kind))


class Plan(History[UnitState]):
    """One unit's plan."""

    aggregate = UNIT
    begins = OPENED


def actor(who: str, behalf: str | None) -> Actor:
    return SYSTEM if who == "system" else Actor(person=who, on_behalf_of=behalf)


def sentences(names: str, rows: Sequence[tuple[Any, ...]]) -> pytest.MarkDecorator:
    """A table of tests: each row begins with the sentence that it reads as."""
    return pytest.mark.parametrize(
        names.split(), [row[1:] for row in rows], ids=[r[0] for r in rows]
    )


def types(events: tuple[Event, ...]) -> list[str]:
    return [event.type for event in events]


class Decides(Protocol):
    def decides(
        self, who: str, command: Command, behalf: str | None = None
    ) -> tuple[Event, ...]: ...


def refused(
    plan: Decides,
    who: str,
    command: Command,
    error: type[DomainError],
    *,
    practice: str | None = None,
    missing: str | None = None,
    words: str | None = None,
    behalf: str | None = None,
) -> None:
    """Asserts the refusal with its practice, a missing part and some of its words; changes nothing."""
    with pytest.raises(error) as caught:
        plan.decides(who, command, behalf)
    assert caught.type is error
    if practice is not None:
        assert caught.value.practice == practice
    if missing is not None:
        assert missing in " | ".join(caught.value.missing)
    if words is not None:
        assert words in caught.value.detail
