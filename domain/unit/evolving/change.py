"""The one door through which an event changes the state, open to every module of this folder."""

from __future__ import annotations

from datetime import datetime
from functools import singledispatch
from typing import NamedTuple, TypeVar

from domain.model import Actor, Event
from domain.unit.plan import UnitState


class Moment(NamedTuple):
    """When and by whom something happened, and the stream version it has."""

    at: datetime
    by: Actor
    version: int


@singledispatch
def change(event: Event, _state: UnitState, _moment: Moment) -> UnitState:
    """The state after an event; every event type of the stream registers here."""
    raise ValueError(f"a unit's stream holds no {event.type}")


Row = TypeVar("Row")
Kept = TypeVar("Kept", bound=Event)


def unproved(event: Kept) -> Kept:
    """The event without its signature's evidence, which stays on the record and out of the state."""
    return event.model_copy(update={"signature": None})


def swapped(rows: tuple[Row, ...], before: Row, after: Row) -> tuple[Row, ...]:
    """The rows with one of them replaced, in its place; looked for from the end, where it mostly is."""
    kept, at = list(rows), len(rows) - 1
    while kept[at] is not before:
        at -= 1
    kept[at] = after
    return tuple(kept)
