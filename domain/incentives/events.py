"""Everything that can have happened to a cycle's incentives.

Who did it and when stands in the entry around the event.
"""

from __future__ import annotations

from domain.incentives import values as v
from domain.model import Event
from domain.people import Document, Role, Roles
from domain.policy import Policy
from domain.words import Identifier, Name, Sentence, Words


class IncentivesOpened(Event):
    """Who leads which unit, and who holds which office, as the cycle's incentives begin."""

    cycle: Identifier
    name: Name
    levels: tuple[v.Level, ...]
    roles: Roles
    policy: Policy
    zone: str
    rehearsal: bool = False


class LevelLeaderReplaced(Event):
    """Somebody else leads a unit from here; what they are paid for is imported anew."""

    unit: Identifier
    leader: Identifier


class IncentivesRolesChanged(Event):
    """Offices of the cycle changed hands."""

    grants: tuple[Role, ...]
    revokes: tuple[Role, ...]


class IncentivesImported(Event):
    """What these people are paid for from here (S3-16 … S3-19); components and weights, never pay."""

    source: Document
    plans: tuple[v.PersonIncentives, ...]


class IncentiveFindingRaised(Event):
    """A practice warns; nobody is held by it."""

    practice: str
    words: Sentence
    subject: Identifier | None = None


class CapStated(Event):
    """What people of a unit can earn is limited; no rule of the product does that (S3-40)."""

    cap: v.Cap


class CapLifted(Event):
    cap: Identifier
    reason: Words


class IncentivesClosed(Event):
    """The cycle is over."""


EVENTS: dict[str, type[Event]] = {
    kind.__name__: kind
    for kind in tuple(globals().values())
    if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
}
"""Every event type of the stream by its name on the record."""
