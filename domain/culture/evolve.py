"""Folding the events of a cycle's culture."""

from __future__ import annotations

from datetime import datetime

from domain.culture import events as e
from domain.culture.evolving import (
    belonging,
    confiding,
    fostering,
    measuring,
    publishing,
    recognising,
)
from domain.culture.evolving.change import Moment, change
from domain.culture.state import CultureState
from domain.model import Actor, Event, numbered

TOPICS = (belonging, confiding, fostering, measuring, publishing, recognising)
"""The modules whose import registers every event."""


def evolve(
    state: CultureState | None, event: Event, *, at: datetime, by: Actor, version: int
) -> CultureState:
    """The state after one recorded event; raises ValueError for a stream that begins elsewhere."""
    if isinstance(event, e.CultureOpened):
        return CultureState(**dict(event), version=version)
    if state is None:
        raise ValueError(f"a cycle's culture begins with CultureOpened, not {event.type}")
    return numbered(change(event, state, Moment(at, version, by.person)), state, version)
