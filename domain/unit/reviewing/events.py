"""Everything that can have happened in a guided review before it is closed by `ReviewHeld`."""

from __future__ import annotations

from domain.model import Event
from domain.unit.reviewing.values import Agreed, Facts, Section, Settled
from domain.words import Identifier, Words


class ReviewOpened(Event):
    """The record of a quarter's review was prepared from the plan as it stood (S1-12)."""

    period: str
    attendees: tuple[Identifier, ...]
    facts: Facts
    opened_by: Identifier


class ReviewSectionConfirmed(Event):
    """A section was gone through; what was said of it before in this review is replaced."""

    period: str
    section: Section
    said: Words
    agreed: tuple[Agreed, ...]
    settled: tuple[Settled, ...]
    confirmed_by: Identifier


class AgreedActionReported(Event):
    """What a review agreed is done, as its owner or the leader says; the next review answers for it."""

    agreed: Identifier
    words: Words
    reported_by: Identifier


class StandstillEscalated(Event):
    """A goal was behind at two reviews and its plan did not change: the leader above is told (S1-14)."""

    period: str
    goal: Identifier
    to: Identifier


EVENTS: dict[str, type[Event]] = {
    kind.__name__: kind
    for kind in (ReviewOpened, ReviewSectionConfirmed, AgreedActionReported, StandstillEscalated)
}
"""Every event type of the topic by its name on the record."""
