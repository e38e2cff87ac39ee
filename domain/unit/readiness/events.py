"""Everything that can have happened to what a unit's target stands on."""

from __future__ import annotations

from domain.model import Event
from domain.money import Money
from domain.unit.readiness.values import Contribution, PlanLine, RevenuePart, RunRateComponent
from domain.words import Identifier, Words


class RunRateListed(Event):
    """What is expected without new effort, component by component (S3-11)."""

    components: tuple[RunRateComponent, ...]


class PlanLineAdded(Event):
    """Planned activity with quantity, value, date and owner (S3-14)."""

    line: PlanLine
    author: Identifier


class PlanLineDropped(Event):
    line: Identifier
    reason: Words
    dropped_by: Identifier


class PlanLineReported(Event):
    """What came of a line in a period (S4-05)."""

    line: Identifier
    period: str
    value: Money
    reported_by: Identifier


class MarketingPlanAttached(Event):
    """Marketing's plan with its owner and what it brings (S3-44)."""

    words: Words
    owner: Identifier
    contributions: tuple[Contribution, ...]


class TargetSplit(Event):
    """The kinds of revenue in a target (S3-03)."""

    version: int
    target: Identifier
    parts: tuple[RevenuePart, ...]


EVENTS: dict[str, type[Event]] = {
    kind.__name__: kind
    for kind in (
        RunRateListed, PlanLineAdded, PlanLineDropped, PlanLineReported, MarketingPlanAttached,
        TargetSplit,
    )
}  # fmt: skip
"""Every event type of the topic by its name on the record."""
