"""Everything that somebody can ask of what an organisation keeps."""

from __future__ import annotations

from typing import Literal

from domain.custody.values import Ground, HoldScope, Part, Period, Removed
from domain.model import Command
from domain.words import Identifier, Name, Sentence, Words


class RecordLogKey(Command):
    """By the service, for each change in the public list of the log's keys.

    `before` and `withdrawn_at` are the key that it follows and the last size under that one.
    """

    number: int
    reason: Literal["first", "rotated", "lost"] = "first"
    key: str
    signs_from: int
    before: str | None = None
    withdrawn_at: int | None = None
    words: Sentence


class ReceiveOffices(Command):
    """By the service: who holds which office in a cycle, as its stream has it at a version."""

    cycle: Identifier
    version: int
    is_running: bool
    administrators: tuple[Identifier, ...] = ()
    hr_partners: tuple[Identifier, ...] = ()
    sponsors: tuple[Identifier, ...] = ()
    approvers: tuple[Identifier, ...] = ()
    auditors: tuple[Identifier, ...] = ()


class ReceiveStanding(Command):
    """By the service: what every cycle says of a person now."""

    person: Identifier
    parts: tuple[Part, ...]


class PlaceHold(Command):
    """`subject` is the person or the cycle; the organisation has none."""

    hold: Identifier
    scope: HoldScope
    subject: Identifier | None = None
    reason: Words
    reference: Name


class ReleaseHold(Command):
    """By one person it is asked for, by a second it is done."""

    hold: Identifier
    reason: Words


class ProposeRetention(Command):
    """Only what changes is named; `waits_for_duties` too."""

    change: Identifier
    periods: tuple[Period, ...] = ()
    waits_for_duties: bool | None = None
    reason: Words


class AgreeToRetention(Command):
    change: Identifier


class ErasePerson(Command):
    """Asks for it; `reference` is where the request is kept: here nothing is said of the person."""

    person: Identifier
    ground: Ground
    reference: Name


class WithdrawErasure(Command):
    person: Identifier
    reason: Words


class AgreeToErasure(Command):
    """By a second person: from here it is destroyed."""

    person: Identifier


class CompleteErasure(Command):
    """By the service, once nothing is left of what was to be destroyed."""

    person: Identifier
    removed: tuple[Removed, ...]


COMMANDS: dict[str, type[Command]] = {
    kind.__name__: kind
    for kind in tuple(globals().values())
    if isinstance(kind, type) and issubclass(kind, Command) and kind is not Command
}
"""Every command by its name on the wire."""
