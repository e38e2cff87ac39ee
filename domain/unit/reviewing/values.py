"""The value objects of a review: what it looks at, what is said of it, and what follows."""

from __future__ import annotations

from typing import Literal, get_args

from domain.model import Value
from domain.money import Percent
from domain.people import Action
from domain.unit.values import Attainment, Delivery
from domain.words import Day, Identifier, Instant, Name, Sentence, Words

Section = Literal["last_time", "numbers", "goals", "steps", "deliveries", "findings"]
SECTIONS: tuple[Section, ...] = get_args(Section)
"""In the order in which a review goes through them."""

Became = Literal["done", "not_done", "dropped"]
Kind = Literal["decision", "next_action"]


class Agreed(Value):
    """A decision or next action, with who carries it and by when; it comes back at the next review."""

    id: Identifier
    kind: Kind
    action: Action


class Settled(Value):
    """What became of something that an earlier review agreed; not done, it comes back."""

    agreed: Identifier
    became: Became
    words: Words


class Reported(Value):
    """What was said of something agreed before the next review asked for it: that it is done."""

    agreed: Identifier
    words: Words
    reported_by: Identifier
    at: Instant


class GoalSeen(Value):
    """A goal's metric against its target; `actual` as reported last, for `period`."""

    goal: Identifier
    owner: Identifier
    metric: Name
    baseline: Percent
    target: Percent
    actual: Percent | None
    period: str | None
    reached: bool
    steps_due: int
    steps_done: int


class StepSeen(Value):
    """A step's state; one that was due and is not done is late."""

    step: Identifier
    goal: Identifier | None
    owner: Identifier
    due_on: Day
    standing: Literal["done", "late", "ahead"]


class FindingSeen(Value):
    """What a practice finds in the plan on the day of the review."""

    practice: str
    words: Sentence
    subject: Identifier | None


class Facts(Value):
    """What a review looks at, taken from the plan at an instant: nobody types it."""

    last_time: tuple[Agreed, ...]
    numbers: tuple[tuple[Identifier, Attainment], ...]
    goals: tuple[GoalSeen, ...]
    steps: tuple[StepSeen, ...]
    deliveries: tuple[Delivery, ...]
    findings: tuple[FindingSeen, ...]


class SectionSaid(Value):
    """What was said of a section, and what follows from it."""

    section: Section
    said: Words
    agreed: tuple[Agreed, ...] = ()
    settled: tuple[Settled, ...] = ()
    confirmed_by: Identifier
    at: Instant


class Record(Value):
    """A guided review from its opening on; `facts` as of then."""

    opened_at: Instant
    opened_by: Identifier
    attendees: tuple[Identifier, ...]
    facts: Facts
    sections: tuple[SectionSaid, ...] = ()

    @property
    def needed(self) -> tuple[Section, ...]:
        """The sections to go through: where nothing is left of last time there is nothing to say."""
        return SECTIONS if self.facts.last_time else SECTIONS[1:]

    @property
    def left(self) -> tuple[Section, ...]:
        said = {one.section for one in self.sections}
        return tuple(one for one in self.needed if one not in said)

    @property
    def agreed(self) -> tuple[Agreed, ...]:
        return tuple(one for section in self.sections for one in section.agreed)

    @property
    def settled(self) -> tuple[Settled, ...]:
        return tuple(one for section in self.sections for one in section.settled)
