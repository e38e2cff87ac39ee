"""Everything that can have happened on the way to executive buy-in."""

from __future__ import annotations

from domain.model import Event
from domain.unit.buying_in.values import Dependency, Owed
from domain.words import Identifier, Instant, Words


class DependencyNamed(Event):
    """Success is tied to another function, with an owner in it (S3-34)."""

    dependency: Dependency
    named_by: Identifier


class DependencyAnswered(Event):
    """Its owner accepts or refuses it, in words (S3-34); a later answer replaces it."""

    dependency: Identifier
    outcome: Owed
    words: Words
    answered_by: Identifier


class DependencyDropped(Event):
    dependency: Identifier
    reason: Words
    dropped_by: Identifier


class CeoAlignmentRecorded(Event):
    """Leader and CEO worked on the plan before the executives saw it (S3-37)."""

    version: int
    ceo: Identifier
    held_at: Instant
    words: Words
    recorded_by: Identifier


class PlanPresentedToExecutives(Event):
    """The leader presented a version to executives (S3-35)."""

    version: int
    held_at: Instant
    attendees: tuple[Identifier, ...]
    words: Words
    presented_by: Identifier


EVENTS: dict[str, type[Event]] = {
    kind.__name__: kind
    for kind in (
        DependencyNamed, DependencyAnswered, DependencyDropped, CeoAlignmentRecorded,
        PlanPresentedToExecutives,
    )
}  # fmt: skip
"""Every event type of the topic by its name on the record."""
