"""Where the story is played: whose turn it is, on which day, and whether what must hold does."""

from __future__ import annotations

import time as clock
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from pydantic import JsonValue
from rich.console import Console
from rich.text import Text

from command_line.client import Client, Identity, Query, new_command_id, segment
from command_line.paths import kebab
from command_line.refusals import Problem, Stopped
from command_line.screen import moment, money, shown, steps
from command_line.view import View
from domain.calendar import instant
from domain.model import Command
from domain.money import Money

CYCLE = "fy27"
ZONE = "America/New_York"
CLIENT = "tally demo"
AT_ONCE = 8
PATIENCE = 60.0

T = TypeVar("T")


class DoesNotHold(Stopped):
    """Something that must hold does not; the message names the step."""

    code = 1


class Over(Exception):
    """The story was asked for up to a step, and has come to its end."""


@dataclass(frozen=True)
class Voice:
    """One person of the company, on the story's day."""

    story: Story
    person: str

    @property
    def identity(self) -> Identity:
        return Identity(self.person, at=self.story.now, client=CLIENT)

    def gives(self, command: Command, *, unit: str | None = None) -> View:
        """Give a command for real, to the cycle or a unit; its receipt."""
        return self._given(command, unit, dry_run=False)

    def tells(self, command: Command) -> View:
        """Give a command for real to the cycle's culture; its receipt."""
        path = self.story.path(None, "culture", kebab(type(command).__name__))
        return self.asks(path, command.model_dump(mode="json"))

    def writes(self, command: Command, *, of: str) -> View:
        """Give a command for real to somebody's own plan; its receipt."""
        path = self.story.path(None, "sellers", of, kebab(type(command).__name__))
        return self.asks(path, command.model_dump(mode="json"))

    def would(self, command: Command, *, unit: str | None = None) -> View:
        """What a command would record; nothing is."""
        return self._given(command, unit, dry_run=True)

    def _given(self, command: Command, unit: str | None, *, dry_run: bool) -> View:
        name = kebab(type(command).__name__)
        path = "/cycles" if name == "start-cycle" else self.story.path(unit, name)
        body: JsonValue = command.model_dump(mode="json")
        client = self.story.client
        return client.give(
            path, body, self.identity, command_id=new_command_id(), dry_run=dry_run
        ).view

    def reads(self, *parts: str, unit: str | None = None, query: Query | None = None) -> View:
        """A view of the cycle, or of one of its units."""
        return self.story.client.read(self.story.path(unit, *parts), self.identity, query).view

    def asks(self, path: str, body: JsonValue) -> View:
        """A question whose parts stand in a body."""
        client = self.story.client
        return client.give(path, body, self.identity, command_id=new_command_id()).view

    def plan(self, unit: str) -> View:
        """The whole plan of a unit as it stands."""
        return self.reads(unit=unit)

    def uploads(self, content: bytes, *to: str, query: Query) -> View:
        """Send a file to where the cycle takes such files."""
        path = self.story.path(None, *to)
        return self.story.client.upload(
            path, content, self.identity, command_id=new_command_id(), query=query
        ).view


class Story:
    """The organisation in which it is played, and its own clock, which only goes forward.

    Played `weeks` later than it is written, every day of it is: whole weeks, so that working days
    and the deadlines counted in them fall as they do in the story.
    """

    def __init__(
        self, client: Client, console: Console, until: int | None = None, *, weeks: int = 0
    ) -> None:
        self.client = client
        self.console = console
        self.weeks = weeks
        self.now = self.moment("2026-10-01", "09:00")
        self.step = "before the first step"
        self.until_step = until
        self.held = 0
        self.cited: set[str] = set()
        self.forecast = ""

    def day(self, written: str) -> date:
        """The day on which one of the story's is played."""
        return date.fromisoformat(written) + timedelta(weeks=self.weeks)

    def moment(self, day: str, at: str) -> datetime:
        return instant(self.day(day), time.fromisoformat(at), ZONE)

    def on(self, day: str, at: str = "09:00") -> None:
        """It is this moment now, by the clocks of Boston."""
        moment = self.moment(day, at)
        if moment < self.now:
            raise ValueError(f"{day} {at} lies before {self.now}")
        self.now = moment

    def passes(self, day: str, at: str = "09:00") -> None:
        """Let time pass in every unit: whatever is due by then happens."""
        self.on(day, at)
        path = self.path(None, "pass-time")
        identity = Identity("ines", at=self.now, client=CLIENT)
        self.client.give(path, {}, identity, command_id=new_command_id())

    def as_(self, person: str) -> Voice:
        return Voice(self, person)

    def path(self, unit: str | None, *more: str) -> str:
        parts = ["cycles", CYCLE, *(("units", unit) if unit else ()), *more]
        return "".join(f"/{segment(part)}" for part in parts)

    def begins(self, number: int, title: str) -> None:
        """A step of the story begins; raises Over behind the last that was asked for."""
        if self.until_step is not None and number > self.until_step:
            raise Over
        self.step = f"step {number}, {title}"
        self.console.print(Text(f"{number:>2}  {title}", style="bold"))

    def holds(self, words: str, found: object = True, expected: object = True) -> None:
        """`found` is what must hold, and is told; raises DoesNotHold otherwise."""
        if found != expected:
            raise DoesNotHold(
                f"{self.step}: {words}\n  expected {told(expected)}\n  found    {told(found)}"
            )
        self.held += 1
        said = words if expected is True else f"{words}: {told(expected)}"
        self.console.print(Text.assemble("    ", ("✓ ", "green"), shown(said)))

    def refuses(
        self, words: str, name: str, act: Callable[[], object], *, practice: str | None = None
    ) -> Problem:
        """`act` is refused by that name; raises DoesNotHold where it is let through."""
        try:
            act()
        except Problem as problem:
            cited = practice is None or problem.practice == practice
            if problem.name != name or not cited:
                raise DoesNotHold(
                    f"{self.step}: {words}\n  expected {name} {practice or ''}\n"
                    f"  found    {problem.name} {problem.practice}: {problem}"
                ) from problem
            self.holds(words)
            if problem.practice is not None:
                self.cited.add(problem.practice)
            return problem
        raise DoesNotHold(f"{self.step}: {words}\n  expected a refusal, {name}; it was let through")

    def refuses_body(
        self, words: str, person: str, name: str, body: JsonValue, unit: str
    ) -> Problem:
        """A body that is no such command is refused as malformed."""
        identity = self.as_(person).identity
        path = self.path(unit, name)
        try:
            self.client.give(path, body, identity, command_id=new_command_id())
        except Problem as problem:
            self.holds(words, problem.status, 422)
            return problem
        raise DoesNotHold(f"{self.step}: {words}\n  expected a refusal; it was let through")

    def refuses_for(
        self, words: str, delegate: str, person: str, command: Command, unit: str
    ) -> None:
        """`delegate` may not give a command in `person`'s name."""
        identity = Identity(delegate, person, at=self.now, client=CLIENT)
        path = self.path(unit, kebab(type(command).__name__))
        body: JsonValue = command.model_dump(mode="json")
        self.refuses(
            words,
            "NotAuthorised",
            lambda: self.client.give(path, body, identity, command_id=new_command_id()),
        )

    def until(self, words: str, ask: Callable[[], T | None]) -> T:
        """What `ask` finds, once it does: units tell each other in their own time."""
        end = clock.monotonic() + PATIENCE
        while True:
            found = _if_there(ask)
            if found:
                return found
            if clock.monotonic() > end:
                raise DoesNotHold(f"{self.step}: {words}\n  not so after {PATIENCE:.0f} s")
            clock.sleep(0.1)

    def together(self, what: str, acts: Sequence[Callable[[], object]]) -> None:
        """Several people at once, as many as the service is asked to bear here."""
        with steps(self.console, what, len(acts)) as done, ThreadPoolExecutor(AT_ONCE) as pool:
            for future in [pool.submit(act) for act in acts]:
                future.result()
                done()


def _if_there(ask: Callable[[], T | None]) -> T | None:
    try:
        return ask()
    except Problem as problem:
        if problem.name != "Unknown":
            raise
        return None


_PLAIN = {"None": "nothing", "True": "yes", "False": "no"}


def told(value: object) -> str:
    """A value as a person reads it."""
    if isinstance(value, Money):
        return money(value)
    if isinstance(value, datetime):
        return moment(value, ZONE)
    if isinstance(value, set | frozenset):
        return ", ".join(sorted(told(one) for one in value)) or "none"
    if isinstance(value, tuple | list):
        return " / ".join(told(one) for one in value) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{name}: {told(one)}" for name, one in value.items()) or "none"
    return _PLAIN.get(repr(value), str(value))


@contextmanager
def act(console: Console, title: str) -> Iterator[None]:
    """A part of the story under its own line."""
    console.print(Text(f"\n{title}", style="bold cyan"))
    begun = clock.monotonic()
    yield
    console.print(Text(f"    {clock.monotonic() - begun:.1f} s", style="dim"))
