"""What can have happened to the facts of goals."""

from __future__ import annotations

from domain.model import Event
from domain.people import Document
from domain.unit.measuring.values import GoalValue


class GoalActualsRecorded(Event):
    """Where goals' metrics stood at a period's end; the file it came from by its hash."""

    period: str
    values: tuple[GoalValue, ...]
    source: Document


EVENTS: dict[str, type[Event]] = {GoalActualsRecorded.__name__: GoalActualsRecorded}
"""Every event type of the topic by its name on the record."""
