"""The value objects of what a target stands on, and all of it as it is known."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from domain.model import Value
from domain.money import Money, Percent
from domain.words import Day, Identifier, Instant, Words

Revenue = Literal["recurring", "new", "one_off"]

Several = Annotated[Percent, Field(gt=0)]


class RunRateComponent(Value):
    """Business that is expected for the year without new effort (S3-11), in the unit's currency."""

    id: Identifier
    target: Identifier
    revenue: Revenue
    words: Words
    amount: Money


class PlanLine(Value):
    """What is to be done (S3-14): how many, worth how much in the unit's currency, by when, by whom."""

    id: Identifier
    target: Identifier
    words: Words
    quantity: Several
    value: Money
    due_on: Day
    owner: Identifier


class LineResult(Value):
    """What came of a line in one period."""

    period: str
    value: Money
    by: Identifier
    at: Instant


class Line(Value):
    """A plan line with what came of it; `dropped` in these words."""

    line: PlanLine
    author: Identifier
    results: tuple[LineResult, ...] = ()
    dropped: Words | None = None


class Contribution(Value):
    """What marketing brings over a span; without leads and pipeline, or a date, it says nothing yet."""

    id: Identifier
    words: Words
    leads: Several | None = None
    pipeline: Money | None = None
    starts_on: Day | None = None
    due_on: Day | None = None

    @property
    def quantified(self) -> bool:
        dated = self.starts_on is not None and self.due_on is not None
        return dated and (self.leads is not None or self.pipeline is not None)


class MarketingPlan(Value):
    """Marketing's plan for the year (S3-44), by whoever answers for it."""

    words: Words
    owner: Identifier
    contributions: tuple[Contribution, ...] = ()


class RevenuePart(Value):
    revenue: Revenue
    amount: Money


class Split(Value):
    """The kinds of revenue in a target of one version (S3-03); they sum to its stretch target."""

    version: int
    target: Identifier
    parts: tuple[RevenuePart, ...]


class Readiness(Value):
    """Everything that is known of what the targets stand on."""

    run_rate: tuple[RunRateComponent, ...] = ()
    lines: tuple[Line, ...] = ()
    marketing: MarketingPlan | None = None
    splits: tuple[Split, ...] = ()

    def line(self, line: str) -> Line | None:
        return next((one for one in self.lines if one.line.id == line), None)

    @property
    def live(self) -> tuple[Line, ...]:
        return tuple(one for one in self.lines if one.dropped is None)

    def of(self, target: str) -> tuple[Line, ...]:
        """The lines of a target that still hold."""
        return tuple(one for one in self.live if one.line.target == target)
