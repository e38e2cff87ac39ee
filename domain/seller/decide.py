"""What one person's plan decides: who may ask, then guard, then event."""

from __future__ import annotations

from datetime import datetime

from domain import errors
from domain.model import SYSTEM, Actor, Command, Event
from domain.seller import commands as c
from domain.seller import events as e
from domain.seller.authority import require_office
from domain.seller.deciding import agreeing, paying, reviewing, timing, writing
from domain.seller.deciding.asked import Asked, decided
from domain.seller.plan import SellerState

TOPICS = (agreeing, paying, reviewing, timing, writing)
"""The modules whose import registers every command."""


def decide(
    command: Command, state: SellerState | None, *, at: datetime, by: Actor
) -> tuple[Event, ...]:
    """The events that a command leads to; raises a DomainError and changes nothing otherwise."""
    if isinstance(command, c.OpenSellerPlan):
        return _opened(command, state, by)
    if state is None:
        raise errors.Unknown(
            "This person has no plan yet: they, their leader or a planner begins it in the unit."
        )
    require_office(command, state, by)
    if state.over:
        raise errors.WrongStage("The plan is closed; nothing more is decided in it.")
    return decided(command, Asked(state=state, at=at, person=by.person))


def _opened(command: c.OpenSellerPlan, state: SellerState | None, by: Actor) -> tuple[Event, ...]:
    if by != SYSTEM:
        raise errors.NotAuthorised("The unit's plan opens its sellers' plans.")
    if state is not None:
        raise errors.AlreadyExists(f"The plan of {state.seller.id} was opened before.")
    return (e.SellerPlanOpened(**dict(command)),)
