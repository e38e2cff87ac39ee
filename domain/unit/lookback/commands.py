"""Everything that somebody can ask of a unit's look-back."""

from __future__ import annotations

from typing import Literal

from domain.model import Command
from domain.unit.lookback.values import Score, YearBefore
from domain.words import Day, Identifier, Name, Words


class BeginLookBack(Command):
    """`year` is the year that is looked back on."""

    year: Name


class ScoreLookBack(Command):
    """By the leader: of the team, or of one person (S3-06); below 100 % with the reason why."""

    item: Identifier
    aspect: Literal["result", "efficiency", "effectiveness"] = "result"
    person: Identifier | None = None
    words: Words
    percent: Score
    why_not: Words | None = None


class ScoreHandoff(Command):
    """By who leads a function: how well it was set up by sales (S3-07)."""

    item: Identifier
    function: Name
    words: Words
    percent: Score
    why_not: Words | None = None


class PlanToHundred(Command):
    """What is done about an item below 100 %, by whom, until when (S3-08)."""

    item: Identifier
    words: Words
    owner: Identifier
    due_on: Day


class ReportWhyNot(Command):
    """How far an item has come since; at 100 % it is settled."""

    item: Identifier
    percent: Score
    words: Words


class ReceiveYear(Command):
    """By the service: this unit's closed year before; again, when it was restated."""

    year: YearBefore


class CloseLookBack(Command):
    pass


COMMANDS: dict[str, type[Command]] = {
    kind.__name__: kind
    for kind in (
        BeginLookBack, ScoreLookBack, ScoreHandoff, PlanToHundred, ReportWhyNot, ReceiveYear,
        CloseLookBack,
    )
}  # fmt: skip
"""Every command by its name on the wire."""
