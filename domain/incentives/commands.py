"""Everything that can be asked of a cycle's incentives.

A command names neither the cycle nor who asks: the way in knows both.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from domain.incentives import values as v
from domain.model import Command
from domain.people import Document, Role, Roles
from domain.policy import Policy
from domain.words import Identifier, Name, Words


class OpenIncentives(Command):
    """By the cycle, once somebody began them there."""

    cycle: Identifier
    name: Name
    levels: tuple[v.Level, ...]
    roles: Roles
    policy: Policy
    zone: str
    rehearsal: bool = False


class ReplaceLevelLeader(Command):
    """By the cycle, when somebody else leads a unit."""

    unit: Identifier
    leader: Identifier


class ChangeIncentivesRoles(Command):
    """By the cycle, when its offices change hands."""

    grants: tuple[Role, ...] = ()
    revokes: tuple[Role, ...] = ()


class ImportIncentives(Command):
    """What managers and executives are paid for, from one checked file; it replaces theirs."""

    source: Document
    plans: Annotated[tuple[v.PersonIncentives, ...], Field(min_length=1, max_length=v.MOST_PLANS)]


class StateCap(Command):
    """What people of a unit can earn is limited, and they can see it."""

    cap: v.Cap


class LiftCap(Command):
    cap: Identifier
    reason: Words


class CloseIncentives(Command):
    """By the cycle, when it is closed."""


COMMANDS: dict[str, type[Command]] = {
    kind.__name__: kind
    for kind in tuple(globals().values())
    if isinstance(kind, type) and issubclass(kind, Command) and kind is not Command
}
"""Every command by its name on the wire."""
