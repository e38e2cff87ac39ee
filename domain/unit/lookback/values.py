"""The value objects of a look-back, and the look-back as it stands."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from domain.model import Value
from domain.money import Percent
from domain.unit import values as v
from domain.words import Day, Identifier, Instant, Name, Words

FULL = Decimal(100)
"""What every plan to 100 % aims at."""

Score = Annotated[Percent, Field(ge=0, le=1000)]
"""Percent of what was to be reached."""

Aspect = Literal["result", "efficiency", "effectiveness", "handoff"]
"""What an item judges; a hand-off is judged by the function that received it (S3-07)."""


class ToHundred(Value):
    """What is done about a why-not, by whom and until when."""

    words: Words
    owner: Identifier
    due_on: Day


class Report(Value):
    """How far a why-not has come since, in words and percent."""

    percent: Score
    words: Words
    by: Identifier
    at: Instant


class Item(Value):
    """One score of last year: the team's without a person, a function's with its name."""

    id: Identifier
    aspect: Aspect
    words: Words
    percent: Score
    scored_by: Identifier
    person: Identifier | None = None
    function: Name | None = None
    why_not: Words | None = None
    plan: ToHundred | None = None
    reports: tuple[Report, ...] = ()

    def scored_over(self, before: Item) -> Item:
        """Scored again, it keeps the plan that it has, and what was reported of it."""
        return self.model_copy(update={"plan": before.plan, "reports": before.reports})

    @property
    def short(self) -> bool:
        return self.percent < FULL

    @property
    def latest(self) -> Percent:
        return self.reports[-1].percent if self.reports else self.percent

    @property
    def is_open(self) -> bool:
        """Whether what was short is so still."""
        return self.short and self.latest < FULL


class Undertaken(Value):
    """What a leader promised in the year, and how much of it was kept or breached."""

    made: int
    kept: int
    breached: int


class FoundBefore(Value):
    """A practice that warned in the year, and how often."""

    practice: str
    count: int


class YearBefore(Value):
    """A unit's closed year as the next one looks back on it: `version` is its stream's.

    `closed` is what it was closed with, `restated` what is known since; `open_items` are the
    why-nots of its own look-back that did not come to 100 %.
    """

    cycle: Identifier
    year: Name
    version: int
    closed: tuple[v.Figures, ...]
    restated: tuple[v.Figures, ...]
    calibration: tuple[v.Calibration, ...]
    promises: Undertaken
    findings: tuple[FoundBefore, ...] = ()
    open_items: tuple[Item, ...] = ()

    @property
    def is_restated(self) -> bool:
        return self.closed != self.restated


class LookBack(Value):
    """A unit's look-back on the year before; `closed_at` is when it was found complete."""

    year: Name
    begun_at: Instant
    items: tuple[Item, ...] = ()
    closed_at: Instant | None = None

    def item(self, item: str) -> Item | None:
        return next((one for one in self.items if one.id == item), None)

    @property
    def open_items(self) -> tuple[Item, ...]:
        return tuple(one for one in self.items if one.is_open)
