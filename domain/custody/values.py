"""The classes of what is kept, for how long, and what a hold or an erasure is about."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import Field

from domain.model import Value
from domain.words import Identifier, Name

Kind = Literal[
    "decisions", "words_and_names", "security_log", "sessions", "drafts", "mailbox", "histories"
]
"""Classes of what is kept; each has one period."""

Ground = Literal["own_request", "no_longer_needed", "unlawful", "legal_duty"]
"""Why somebody's personal data go: article 17 (1) of the General Data Protection Regulation."""

HoldScope = Literal["person", "cycle", "organisation"]
Days = Annotated[int, Field(ge=1, le=36_500)]

YEAR = 365


class Period(Value):
    """How long a class is kept; with no `days` for ever."""

    kind: Kind
    days: Days | None
    basis: Name


class Retention(Value):
    """Every class's period; `waits_for_duties` keeps who still has a duty from being erased."""

    periods: tuple[Period, ...]
    waits_for_duties: bool = True

    def period(self, kind: Kind) -> Period:
        return next(one for one in self.periods if one.kind == kind)


DEFAULT = Retention(
    periods=(
        Period(kind="decisions", days=None, basis="what was decided stays provable"),
        Period(
            kind="words_and_names",
            days=10 * YEAR,
            basis="claims from pay and employment; then erase the person",
        ),
        Period(kind="security_log", days=None, basis="who tried what stays provable"),
        Period(kind="sessions", days=90, basis="to look into a misuse"),
        Period(kind="drafts", days=YEAR, basis="unfinished work of the year"),
        Period(kind="mailbox", days=2 * YEAR, basis="to show that a notice went out"),
        Period(kind="histories", days=None, basis="the second half of every decision"),
    )
)
"""What holds until two people agree to something else."""

FOR_EVER: tuple[Kind, ...] = ("decisions", "security_log", "histories")
"""Classes that can be proved only as long as they are whole: no period ends them."""


REMOVED: tuple[Kind, ...] = ("sessions", "drafts", "mailbox")
"""Classes that the service itself removes once their period is over; words go with the person."""


def due_before(retention: Retention, now: datetime) -> dict[Kind, datetime]:
    """For each class that is removed, the instant before which it is."""
    periods = (retention.period(kind) for kind in REMOVED)
    return {one.kind: now - timedelta(days=one.days) for one in periods if one.days is not None}


class Part(Value):
    """What a cycle says of a person: that it names them, and the duties they have in it."""

    cycle: Identifier
    is_running: bool
    duties: tuple[Name, ...] = ()


class Removed(Value):
    """How many pieces of a kind were destroyed."""

    what: Name
    count: Annotated[int, Field(ge=0)]
