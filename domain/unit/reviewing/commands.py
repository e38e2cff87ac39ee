"""Everything that somebody can ask of a guided review."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from domain.model import Command
from domain.people import Action
from domain.unit.reviewing.values import Section, Settled
from domain.words import Identifier, Words

MOST = 50
"""Decisions, next actions, and outcomes of one section."""


class OpenReview(Command):
    """By the leader, once the quarter's actuals are there: the record is prepared from the plan."""

    period: str
    attendees: Annotated[tuple[Identifier, ...], Field(min_length=1)]


class ConfirmReviewSection(Command):
    """What was said of a section, and what follows; said again while it is open, it replaces that.

    `settled` says of each decision and next action of last time what became of it.
    """

    period: str
    section: Section
    said: Words
    decisions: Annotated[tuple[Action, ...], Field(max_length=MOST)] = ()
    next_actions: Annotated[tuple[Action, ...], Field(max_length=MOST)] = ()
    settled: Annotated[tuple[Settled, ...], Field(max_length=MOST)] = ()


class ReportAgreedAction(Command):
    """By its owner or the leader: what a review agreed is done; the next review asks for it still."""

    agreed: Identifier
    words: Words


class CloseReview(Command):
    """With the review in the leader's words; its record stands from here."""

    period: str
    words: Words


COMMANDS: dict[str, type[Command]] = {
    kind.__name__: kind
    for kind in (OpenReview, ConfirmReviewSection, ReportAgreedAction, CloseReview)
}
"""Every command by its name on the wire."""
