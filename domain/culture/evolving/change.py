"""The one door through which events change a cycle's culture."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import singledispatch
from typing import Any, TypeVar

from domain.culture.state import CultureState
from domain.model import Event, Value

One = TypeVar("One", bound=Value)


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


def updated(every: tuple[One, ...], one: One | None, **update: Any) -> tuple[One, ...]:
    """All of them, `one` as it is now; the same where the record knows no such one."""
    return tuple(each.model_copy(update=update) if each is one else each for each in every)


def extended(every: tuple[One, ...], one: One | None, **more: Any) -> tuple[One, ...]:
    """All of them, `one` with one more at the end of each of these fields."""
    longer = {name: (*getattr(one, name), last) for name, last in more.items()} if one else {}
    return updated(every, one, **longer)
