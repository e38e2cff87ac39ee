"""The moment of which a page is to show what stood: by date or by position, and now without one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends

from domain.errors import DomainError
from projections.streams import NOW, Until
from web.doors import Doors
from web.pages.acting import Trouble
from web.problems import status_of
from web.replaying import reached_by

LONGEST_MOMENT = 40
NO_INSTANT = "A date and time reads like 2026-12-18T17:00."
NO_POSITION = "A position is a whole number, such as 120."


@dataclass(frozen=True)
class Then:
    """What is to be shown, and why not what was asked for; what is shown of the past is not acted on."""

    until: Until = NOW
    trouble: Trouble | None = None

    @property
    def past(self) -> bool:
        return self.until != NOW

    def refused(self, error: DomainError) -> Then:
        """Now instead, for nothing stood there at that moment."""
        return Then(trouble=Trouble(status_of(error), error.detail, error.name))


AS_NOW = Then()


@dataclass(frozen=True)
class Wanted:
    """A moment as it was typed or linked to."""

    at: str
    position: str

    async def then(self, doors: Doors, organisation: str, zone: str) -> Then:
        """For who may read what they ask about: the end of the log is told."""
        if self.at:
            instant = instant_of(self.at, zone)
            return Then(Until(at=instant)) if instant else Then(trouble=unread("at", NO_INSTANT))
        if not self.position:
            return AS_NOW
        if not is_position(self.position):
            return Then(trouble=unread("position", NO_POSITION))
        try:
            return Then(await reached_by(doors, organisation, self.position[:LONGEST_MOMENT]))
        except DomainError as beyond:
            return AS_NOW.refused(beyond)


def wanted(at: str = "", position: str = "") -> Wanted:
    return Wanted(at.strip(), position.strip())


Moments = Annotated[Wanted, Depends(wanted)]


def is_position(written: str) -> bool:
    return written.isascii() and written.isdecimal()


def instant_of(written: str, zone: str) -> datetime | None:
    """As a field for date and time gives it, in the reader's zone unless it says another; None for what is none."""
    try:
        # A plus sign in an address reads as a space.
        instant = datetime.fromisoformat(written[:LONGEST_MOMENT].replace(" ", "+"))
        if instant.tzinfo is None:
            instant = instant.replace(tzinfo=ZoneInfo(zone))
        return instant.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def unread(name: str, words: str) -> Trouble:
    """What was typed is no moment."""
    return Trouble(422, words, "Unknown", fields={name: words})
