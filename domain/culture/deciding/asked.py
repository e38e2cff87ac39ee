"""What a decision about a cycle's culture is made on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import singledispatch

from domain import errors
from domain.culture.state import CultureState
from domain.culture.values import Circle
from domain.model import Command, Event


@dataclass(frozen=True)
class Asked:
    """The culture as it stands, the instant, and who asks."""

    state: CultureState
    at: datetime
    person: str


@singledispatch
def decided(command: Command, _asked: Asked) -> tuple[Event, ...]:
    """The events of a command; every command of the culture registers here."""
    raise errors.Unknown(f"A cycle's culture knows no command {type(command).__name__}.")


def circle_of(asked: Asked, unit: str) -> Circle:
    """The unit's people; raises Unknown where there is no such unit."""
    found = asked.state.circle(unit)
    if found is None:
        raise errors.Unknown(f"This cycle has no unit {unit}.")
    return found
