"""What somebody can ask about the facts of goals, and about corrections that wait."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from domain.model import Command
from domain.people import Document
from domain.unit.measuring.values import GoalValue
from domain.words import Identifier, Words


class RecordGoalActuals(Command):
    """A period's values of goals' metrics, from a file with its hash."""

    period: str
    values: Annotated[tuple[GoalValue, ...], Field(min_length=1)]
    source: Document


class WithdrawCorrection(Command):
    """By who proposed it: it waits no more, and can be proposed again under another id."""

    correction: Identifier
    reason: Words


class RefuseCorrection(Command):
    """By who could approve it: nothing is restated, and it can be proposed again."""

    correction: Identifier
    reason: Words


COMMANDS: dict[str, type[Command]] = {
    one.__name__: one for one in (RecordGoalActuals, WithdrawCorrection, RefuseCorrection)
}
"""Every command of the topic by its name on the wire."""
