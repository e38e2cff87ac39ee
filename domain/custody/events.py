"""Everything that can have happened to what an organisation keeps."""

from __future__ import annotations

from domain.custody.values import Ground, HoldScope, Kind, Part, Removed, Retention
from domain.model import Event
from domain.words import Identifier, Name, Sentence, Words


class LogKeyCreated(Event):
    """The log has its first key; `signs_from` is the size of the first checkpoint under it."""

    number: int
    key: str
    signs_from: int
    words: Sentence


class LogKeyRotated(Event):
    """Another key signs from here; the one `before` vouched for it."""

    number: int
    key: str
    signs_from: int
    before: str
    words: Sentence


class LogKeyLost(Event):
    """A key is withdrawn: what it signed after `trusted_until` entries counts for nothing."""

    number: int
    key: str
    signs_from: int
    lost: str
    trusted_until: int
    words: Sentence


class OfficesReceived(Event):
    """Who held which office in a cycle at a version of its stream: who may decide here."""

    cycle: Identifier
    version: int
    is_running: bool
    administrators: tuple[Identifier, ...]
    hr_partners: tuple[Identifier, ...]
    sponsors: tuple[Identifier, ...]
    approvers: tuple[Identifier, ...]
    auditors: tuple[Identifier, ...] = ()


class StandingReceived(Event):
    """What every cycle said of a person when their erasure was asked for."""

    person: Identifier
    parts: tuple[Part, ...]


class HoldPlaced(Event):
    """Nothing of a person, a cycle or the organisation is erased or removed from here."""

    hold: Identifier
    scope: HoldScope
    subject: Identifier | None
    reason: Words
    reference: Name
    placed_by: Identifier


class HoldReleaseAsked(Event):
    """One person wants a hold to end; a second must agree."""

    hold: Identifier
    reason: Words
    asked_by: Identifier


class HoldReleased(Event):
    """Two people ended a hold."""

    hold: Identifier
    reason: Words
    asked_by: Identifier
    agreed_by: Identifier


class RetentionProposed(Event):
    """One person wants other periods; a second must agree."""

    change: Identifier
    retention: Retention
    reason: Words
    proposed_by: Identifier


class RetentionChanged(Event):
    """Other periods hold from here."""

    change: Identifier
    retention: Retention
    proposed_by: Identifier
    agreed_by: Identifier


class ErasureAsked(Event):
    """One person wants somebody's personal data destroyed; a second must agree."""

    person: Identifier
    ground: Ground
    reference: Name
    asked_by: Identifier


class ErasureWithdrawn(Event):
    """The erasure is not asked for any more; nothing was destroyed."""

    person: Identifier
    reason: Words
    withdrawn_by: Identifier


class PersonErased(Event):
    """Two people decided it: from here the person's key and everything under it is destroyed.

    Amounts, roles and dates in force stay, and so does the id, which says nothing of anybody.
    """

    person: Identifier
    ground: Ground
    destroyed: tuple[Kind, ...]
    asked_by: Identifier
    agreed_by: Identifier


class ErasureCompleted(Event):
    """What was there of the erased person is gone, in so many pieces."""

    person: Identifier
    removed: tuple[Removed, ...]


EVENTS: dict[str, type[Event]] = {
    kind.__name__: kind
    for kind in tuple(globals().values())
    if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
}
"""Every event type of the stream by its name on the record."""
