"""A condition of an act: the words that say why it is not open yet, and nothing once it is."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from domain.unit.plan import UnitState

Why = Callable[[UnitState, str, datetime], str | None]


def when(holds: Callable[[UnitState, str], object], words: str) -> Why:
    return lambda state, person, _at: None if holds(state, person) else words
