"""Everything that can have happened to a unit's look-back."""

from __future__ import annotations

from domain.model import Event
from domain.unit.lookback.values import Aspect, Score, YearBefore
from domain.words import Day, Identifier, Name, Words


class LookBackBegun(Event):
    """The unit looks back on a year before it plans the next (S3-05)."""

    year: Name
    begun_by: Identifier


class LookBackScored(Event):
    """The team, or one person, was scored on something of last year (S3-06); again replaces."""

    item: Identifier
    aspect: Aspect
    person: Identifier | None
    words: Words
    percent: Score
    why_not: Words | None
    scored_by: Identifier


class HandoffScored(Event):
    """A function said how well sales set it up (S3-07); again replaces."""

    item: Identifier
    function: Name
    words: Words
    percent: Score
    why_not: Words | None
    scored_by: Identifier


class PlannedToHundred(Event):
    """An item below 100 % has what is done about it, by whom and until when (S3-08)."""

    item: Identifier
    words: Words
    owner: Identifier
    due_on: Day
    planned_by: Identifier


class WhyNotReported(Event):
    """How far an item has come since it was scored."""

    item: Identifier
    percent: Score
    words: Words
    reported_by: Identifier


class YearReceived(Event):
    """The year before came over from its closed cycle; where nothing was begun, it begins the look-back."""

    year: YearBefore


class LookBackClosed(Event):
    """Looked back on, each why-not with its plan; scores and plans stand from here."""

    closed_by: Identifier


EVENTS: dict[str, type[Event]] = {
    kind.__name__: kind
    for kind in (
        LookBackBegun, LookBackScored, HandoffScored, PlannedToHundred, WhyNotReported,
        YearReceived, LookBackClosed,
    )
}  # fmt: skip
"""Every event type of the topic by its name on the record."""
