"""What can have happened to the facts of goals, and to corrections that waited."""

from __future__ import annotations

from domain.model import Event
from domain.people import Document
from domain.unit.measuring.values import GoalValue
from domain.words import Identifier, Words


class GoalActualsRecorded(Event):
    """Where goals' metrics stood at a period's end; the file it came from by its hash."""

    period: str
    values: tuple[GoalValue, ...]
    source: Document


class CorrectionWithdrawn(Event):
    """Who proposed a correction takes it back: it waits no more, and nothing is restated."""

    correction: Identifier
    reason: Words
    withdrawn_by: Identifier


class CorrectionRefused(Event):
    """Who could approve a correction does not: it waits no more, and nothing is restated."""

    correction: Identifier
    reason: Words
    refused_by: Identifier


EVENTS: dict[str, type[Event]] = {
    one.__name__: one for one in (GoalActualsRecorded, CorrectionWithdrawn, CorrectionRefused)
}
"""Every event type of the topic by its name on the record."""
