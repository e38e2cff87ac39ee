"""Folding a unit's events; the state itself is `UnitState`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache

from domain.model import Actor, Event, numbered
from domain.unit import events as e
from domain.unit.evolving import (
    agreeing,
    buying_in,
    executing,
    looking_back,
    measuring,
    objecting,
    promising,
    readying,
    reviewing,
    seating,
    selling,
    signing,
    striving,
    timing,
    waiving,
)
from domain.unit.evolving.change import Moment, change
from domain.unit.plan import UnitState

TOPICS = (
    agreeing,
    buying_in,
    objecting,
    signing,
    promising,
    executing,
    looking_back,
    measuring,
    readying,
    reviewing,
    seating,
    selling,
    striving,
    timing,
    waiving,
)
"""The modules whose import registers every event type."""


def evolve(
    state: UnitState | None, event: Event, *, at: datetime, by: Actor, version: int
) -> UnitState:
    """The state after one recorded event; raises ValueError for a stream that begins elsewhere."""
    moment = Moment(at, by, version)
    if type(event) is e.UnitPlanOpened:  # pydantic's isinstance takes as long as a small event
        return agreeing.opened(event, moment)
    if state is None:
        raise ValueError(f"a unit's stream begins with UnitPlanOpened, not {event.type}")
    return numbered(_change_for(type(event))(event, state, moment), state, version)


@cache
def _change_for(kind: type[Event]) -> Callable[[Event, UnitState, Moment], UnitState]:
    return change.dispatch(kind)
