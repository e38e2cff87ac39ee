"""Everything that can have happened among colleagues: contests, awards, recognition, ideas, succession."""

from __future__ import annotations

from domain.culture import values as v
from domain.model import Event
from domain.money import Percent
from domain.words import Day, Identifier, Name, Words


class ContestOpened(Event):
    """A contest with its rules and days; its standings are attainment (S4-13)."""

    contest: Identifier
    name: Name
    rules: Words
    kind: v.ContestKind
    target: Identifier
    from_on: Day
    until_on: Day


class ContestEnded(Event):
    contest: Identifier
    winners: tuple[Identifier, ...]


class AwardGiven(Event):
    """Recognition at an occasion, tied to an attainment (S4-23)."""

    award: Identifier
    occasion: Name
    to: Identifier
    attainment: Percent
    period: Name
    contest: Identifier | None
    words: Words | None
    given_by: Identifier


class ColleagueRecognised(Event):
    """One colleague says what another is (S4-21)."""

    recognition: Identifier
    person: Identifier
    category: v.Category
    words: Words
    value: Identifier | None
    recognised_by: Identifier


class PeerHelpRecorded(Event):
    """Somebody was helped to win, and says by whom (S3-10)."""

    help: Identifier
    helper: Identifier
    words: Words
    helped: Identifier


class PeerNominated(Event):
    """A peer was nominated, unasked (S3-42)."""

    person: Identifier
    words: Words
    nominated_by: Identifier


class IdeaFiled(Event):
    """Everyone has good ideas (S4-18)."""

    idea: Identifier
    words: Words
    filed_by: Identifier


class IdeaLinked(Event):
    """An idea became part of a unit's plan."""

    idea: Identifier
    unit: Identifier


class SuccessionChosen(Event):
    """A person chose to be a candidate (S3-41)."""

    person: Identifier


class SuccessionLeft(Event):
    """And chose to be none."""

    person: Identifier


EVENTS: dict[str, type[Event]] = {
    kind.__name__: kind
    for kind in tuple(globals().values())
    if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
}
"""Those of the stream that are of colleagues."""
