"""What somebody can ask about the facts of goals."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from domain.model import Command
from domain.people import Document
from domain.unit.measuring.values import GoalValue


class RecordGoalActuals(Command):
    """A period's values of goals' metrics, from a file with its hash."""

    period: str
    values: Annotated[tuple[GoalValue, ...], Field(min_length=1)]
    source: Document


COMMANDS = {RecordGoalActuals.__name__: RecordGoalActuals}
"""Every command of the topic by its name on the wire."""
