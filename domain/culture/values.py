"""The value objects of a cycle's culture."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from domain.model import Value
from domain.money import Percent
from domain.words import Day, Identifier, Name

THE_VALUES = 3
"""How many values a sales organisation decides on (S2-09)."""


class Circle(Value):
    """The people of one unit, by their ids, and who leads them."""

    unit: Identifier
    parent: Identifier | None
    leader: Identifier
    people: tuple[Identifier, ...]


class ChosenValue(Value):
    """A value with the behaviours by which it is seen; both are the company's words, not a person's."""

    value: Identifier
    name: Name
    behaviours: Annotated[tuple[Name, ...], Field(min_length=1, max_length=7)]


class Expectation(Value):
    """What is expected of everyone, by which it is measured, and in which review it is looked at."""

    expectation: Identifier
    words: Name
    measure: Name | None = None
    review: Name | None = None


MOST_SCORES = 5_000
"""Scores that one file brings: what it becomes fits into one command."""

Audience = Literal["customers", "colleagues"]
"""Who was asked; what the two say is never mixed (S2-12)."""

MOST_ANSWERS = 1_000_000
Answers = Annotated[int, Field(ge=1, le=MOST_ANSWERS)]
Score = Annotated[Percent, Field(ge=0, le=100)]


class Perceived(Value):
    """How far a value is seen in a person, 0 to 100, by so many answers (S2-17)."""

    person: Identifier
    value: Identifier
    score: Score
    answers: Answers


CaseReason = Literal["incapable", "unwilling"]
"""S2-18 and S2-19: two reasons, never one for the other."""

CaseOutcome = Literal["stays", "another_role", "leaves"]
Source = Literal["survey", "behaviour"]
"""What a values case may rest on."""

FORBIDDEN = ("pushback", "dissent", "pulse")
"""What people say about a plan, a signature or how they feel: it is welcome, and feeds no case."""


class Evidence(Value):
    """What shows it: a survey, or a behaviour of the value and the day on which it was missing."""

    source: Source
    value: Identifier
    survey: Identifier | None = None
    behaviour: Name | None = None
    seen_on: Day | None = None


class Offered(Value):
    """Evidence as somebody offers it, before it is looked at; no words of anybody's are in it."""

    source: Literal["survey", "behaviour", "pushback", "dissent", "pulse"]
    value: Identifier
    survey: Identifier | None = None
    behaviour: Name | None = None
    seen_on: Day | None = None


class HelpGiven(Value):
    """A step that was taken before anything is decided."""

    step: Literal["conversation", "coaching", "training", "another_role", "written_warning"]
    on: Day


class Stage(Value):
    """A part of an initiative that is done or not, by a day."""

    stage: Identifier
    words: Name
    due_on: Day


ContestKind = Literal["team", "individual"]
Category = Literal["helpful", "considerate", "reliable_in_an_emergency", "good_colleague"]
"""What colleagues recognise in each other (S4-21); nobody is scored by it."""
