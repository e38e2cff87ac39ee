"""The weekly reflection (S4-22): a question to oneself, whose answer is a draft and nobody else's."""

from __future__ import annotations

from datetime import date

from projections.pulse import week_of

QUESTION = "What did you do this week that you expect of others, and what is left to do?"


def draft_of(day: date) -> str:
    """The draft in which one's own answer of that week is kept: private, and deleted for good."""
    return f"reflection.{week_of(day)}"
