"""What a unit's plan decides: who may ask, then guard, then event."""

from __future__ import annotations

from datetime import datetime

from domain import errors
from domain.model import SYSTEM, Actor, Command, Event
from domain.unit import commands as c
from domain.unit.authority import acting
from domain.unit.deciding import (
    amending,
    buying_in,
    closing,
    correcting,
    executing,
    finalising,
    looking_back,
    measuring,
    objecting,
    opening,
    promising,
    proving,
    readying,
    reviewing,
    revising,
    seating,
    selling,
    signing,
    striving,
    timing,
    waiving,
)
from domain.unit.deciding.asked import Asked, decided
from domain.unit.measuring import commands as m
from domain.unit.plan import OVER, UnitState

TOPICS = (
    amending, buying_in, closing, correcting, executing, finalising, looking_back, measuring,
    objecting, opening, promising, readying, reviewing, revising, seating, selling, signing,
    striving, timing, waiving,
)  # fmt: skip
"""The modules whose import registers every command."""

AFTER_THE_END = (
    c.ProposeCorrection, c.ApproveCorrection, m.WithdrawCorrection, m.RefuseCorrection,
    c.ChangeRoles,
)  # fmt: skip
"""A closed plan still takes corrections, by who is in office; they restate, and rewrite nothing."""


def decide(
    command: Command, state: UnitState | None, *, at: datetime, by: Actor
) -> tuple[Event, ...]:
    """The events that a command leads to; raises a DomainError and changes nothing otherwise."""
    if isinstance(command, c.OpenUnitPlan):
        if by != SYSTEM:
            raise errors.NotAuthorised("The cycle opens its units when it is announced.")
        return opening.opened(command, state)
    if state is None:
        raise errors.Unknown("This unit has no plan yet: its cycle is not announced.")
    person = acting(command, state, at=at, by=by)
    if state.stage in OVER and not isinstance(command, AFTER_THE_END):
        raise errors.WrongStage(f"The plan is {state.status}; nothing more is decided in it.")
    asked = Asked(state=state, at=at, by=by, person=person)
    events = decided(command, asked)
    proving.require_proof(command, asked)
    return events
