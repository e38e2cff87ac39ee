"""Everything that somebody can ask of what a unit's target stands on."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from domain.model import Command
from domain.money import Money
from domain.unit.readiness.values import Contribution, PlanLine, RevenuePart, RunRateComponent
from domain.words import Identifier, Words


class ListRunRate(Command):
    """All components; what was listed before is replaced."""

    components: Annotated[tuple[RunRateComponent, ...], Field(min_length=1)]


class AddPlanLine(Command):
    """By the leader or a member; its author is on the record."""

    line: PlanLine


class DropPlanLine(Command):
    line: Identifier
    reason: Words


class ReportPlanLine(Command):
    """What came of a line in a period, once for each (S4-05)."""

    line: Identifier
    period: str
    value: Money


class AttachMarketingPlan(Command):
    """Marketing's plan, whole; what was attached before is replaced."""

    words: Words
    owner: Identifier
    contributions: tuple[Contribution, ...] = ()


class SplitTarget(Command):
    """How much of a target recurs, is new, and comes once."""

    version: int
    target: Identifier = "revenue"
    parts: Annotated[tuple[RevenuePart, ...], Field(min_length=1)]


COMMANDS: dict[str, type[Command]] = {
    kind.__name__: kind
    for kind in (
        ListRunRate, AddPlanLine, DropPlanLine, ReportPlanLine, AttachMarketingPlan, SplitTarget,
    )
}  # fmt: skip
"""Every command by its name on the wire."""
