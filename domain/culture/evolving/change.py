"""The one door through which events change a cycle's culture."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import singledispatch
from typing import Any

from domain.culture.state import CultureState
from domain.model import Event


@dataclass(frozen=True)
class Moment:
    at: datetime
    version: int
    by: str


@singledispatch
def change(event: Event, _state: CultureState, _moment: Moment) -> CultureState:
    """The state after an event; every event of the stream registers here."""
    raise ValueError(f"a cycle's culture holds no {event.type}")


def having(state: CultureState, **update: Any) -> CultureState:
    return state.model_copy(update=update)
