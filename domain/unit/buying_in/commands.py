"""Everything that somebody can ask of executive buy-in."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from domain.model import Command
from domain.unit.buying_in.values import Dependency, Owed
from domain.words import Identifier, Instant, Words


class NameDependency(Command):
    """By the leader: what another function owes, with an owner there."""

    dependency: Dependency


class AnswerDependency(Command):
    """By its owner alone, in words either way."""

    dependency: Identifier
    outcome: Owed
    words: Words


class DropDependency(Command):
    dependency: Identifier
    reason: Words


class AlignWithCeo(Command):
    """The leader worked on a version with the CEO, before executives see it."""

    version: int
    ceo: Identifier
    held_at: Instant
    words: Words


class PresentToExecutives(Command):
    version: int
    held_at: Instant
    attendees: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    words: Words


COMMANDS: dict[str, type[Command]] = {
    kind.__name__: kind
    for kind in (
        NameDependency, AnswerDependency, DropDependency, AlignWithCeo, PresentToExecutives,
    )
}  # fmt: skip
"""Every command by its name on the wire."""
