"""What a plan owes the world: instants to wait for, and commands to give to others.

Both are a pure function of the state, so that a workflow that begins again, from its own state
or from its stream alone, owes just what it owed before.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from domain.model import Command


@dataclass(frozen=True)
class Timer:
    """At this instant the workflow gives itself this command; `key` tells timers apart.

    `since` is the change of the workflows that brought it: runs that began before know it not.
    """

    key: str
    at: datetime
    command: Command
    since: str | None = None


@dataclass(frozen=True)
class Owed:
    """A command for another plan of the cycle, caused by the event at version `cause`.

    `to` is a unit's id, a person's, or the cycle's. The command's id is made of both ends and the cause,
    so that giving it again changes nothing. `since` is the event since which it says just this, where
    that is an earlier one: runs of today give it for that, and so once.
    """

    cause: int
    aggregate: Literal["cycle", "unit", "seller", "culture", "incentives"]
    to: str
    command: Command
    key: str = ""
    since: int | None = None

    @property
    def within(self) -> str | None:
        """What of the cycle it is for; None for what there is one of."""
        return None if self.aggregate in {"cycle", "culture", "incentives"} else self.to

    @property
    def once(self) -> Owed:
        """The same, caused by the event since which it says just this."""
        return self if self.since is None else replace(self, cause=self.since, since=None)

    def command_id(self, stream: str) -> str:
        parts = (stream, str(self.cause), self.to, type(self.command).__name__, self.key)
        return ":".join(part for part in parts if part)


@dataclass(frozen=True)
class Due:
    """Everything owed; `ended` when nothing more can come but a correction."""

    timers: tuple[Timer, ...] = ()
    commands: tuple[Owed, ...] = ()
    ended: bool = field(default=False)
