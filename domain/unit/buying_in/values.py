"""The value objects of executive buy-in, and all of it as it is known."""

from __future__ import annotations

from typing import Literal

from domain.model import Value
from domain.words import Day, Identifier, Instant, Name, Words

Owed = Literal["accepted", "refused"]


class Dependency(Value):
    """What another function owes for the plan to succeed (S3-34), by whom there and by when."""

    id: Identifier
    function: Name
    words: Words
    owner: Identifier
    due_on: Day


class DependencyAnswer(Value):
    """What its owner said last, in words."""

    outcome: Owed
    words: Words
    by: Identifier
    at: Instant


class Depended(Value):
    """A dependency with its owner's answer; `dropped` in these words."""

    dependency: Dependency
    named_by: Identifier
    answer: DependencyAnswer | None = None
    dropped: Words | None = None


class CeoAligned(Value):
    """Leader and CEO worked on a version in advance (S3-37)."""

    version: int
    ceo: Identifier
    held_at: Instant
    words: Words


class Presented(Value):
    """A version was presented to executives (S3-35); `attendees` were there."""

    version: int
    held_at: Instant
    attendees: tuple[Identifier, ...]
    words: Words


class BuyIn(Value):
    """Everything that is known of buy-in."""

    dependencies: tuple[Depended, ...] = ()
    aligned: tuple[CeoAligned, ...] = ()
    presented: tuple[Presented, ...] = ()

    def dependency(self, dependency: str) -> Depended | None:
        return next((one for one in self.dependencies if one.dependency.id == dependency), None)

    @property
    def live(self) -> tuple[Depended, ...]:
        return tuple(one for one in self.dependencies if one.dropped is None)

    def was_presented(self, version: int) -> bool:
        return any(one.version == version for one in self.presented)
