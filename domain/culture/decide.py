"""What a cycle's culture decides: who may ask, then guard, then event."""

from __future__ import annotations

from datetime import datetime

from domain import errors
from domain.culture import commands as c
from domain.culture import events as e
from domain.culture.authority import require_office
from domain.culture.deciding import (
    belonging,
    confiding,
    fostering,
    measuring,
    publishing,
    recognising,
)
from domain.culture.deciding.asked import Asked, decided
from domain.culture.state import CultureState
from domain.model import SYSTEM, Actor, Command, Event

TOPICS = (belonging, confiding, fostering, measuring, publishing, recognising)
"""The modules whose import registers every command."""


def decide(
    command: Command, state: CultureState | None, *, at: datetime, by: Actor
) -> tuple[Event, ...]:
    """The events that a command leads to; raises a DomainError and changes nothing otherwise."""
    if isinstance(command, c.OpenCulture):
        return _opened(command, state, by)
    if state is None:
        raise errors.Unknown(
            "The culture of this cycle was not begun: its leader or an HR partner begins it."
        )
    require_office(command, state, by)
    if state.over:
        raise errors.WrongStage("The cycle is closed; nothing more is decided in it.")
    return decided(command, Asked(state=state, at=at, person=by.person))


def _opened(command: c.OpenCulture, state: CultureState | None, by: Actor) -> tuple[Event, ...]:
    if by != SYSTEM:
        raise errors.NotAuthorised("The cycle opens its culture.")
    if state is not None:
        raise errors.AlreadyExists(f"The culture of {state.cycle} was opened before.")
    return (e.CultureOpened(**dict(command)),)
