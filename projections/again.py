"""Rows of a state made again only where something that they were made of has changed.

Rows are a pure function of a state, and a state changes by sharing all that stays the same. So
where every field that a part of the rows looked at is still the very same object, the part would
come out the same, and is taken over.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from types import FunctionType
from typing import TypeVar, cast

from domain.model import Value
from projections.write import Rows

S = TypeVar("S", bound=Value)
Part = Callable[[S], Rows]
"""Makes the rows of one or more tables, all of them before it returns."""


@dataclass(frozen=True)
class Made:
    """A part's rows, and the names of the fields that they were made of."""

    rows: Rows
    of: frozenset[str]


@dataclass(frozen=True)
class Kept:
    """What the read models hold of one stream whose state this is, part by part."""

    state: Value | None = None
    parts: tuple[Made, ...] = ()

    @property
    def rows(self) -> Rows:
        return dict(chain.from_iterable(one.rows.items() for one in self.parts))


NOTHING = Kept()


def again(parts: Sequence[Part[S]], state: S, before: Kept) -> Kept:
    """Every part's rows of `state`; `before` is of an earlier state of the same stream."""
    if before.state is None:
        return Kept(state, tuple(_made(part, state) for part in parts))
    earlier, now = vars(before.state), vars(state)
    changed = {name for name, value in now.items() if value is not earlier[name]}
    return Kept(
        state,
        tuple(
            one if changed.isdisjoint(one.of) else _made(part, state)
            for part, one in zip(parts, before.parts, strict=True)
        ),
    )


def _made(part: Part[S], state: S) -> Made:
    looked_at = _LookedAt(state)
    rows = part(cast("S", looked_at))
    return Made(rows, frozenset(vars(looked_at).keys() & vars(state).keys()))


class _LookedAt:
    """Stands in for a state and keeps what it was asked for: fields, properties and methods.

    These are the state's own, on this: what they look at is kept too. Whatever else a state can
    do is refused, for it would look at fields unseen.
    """

    def __init__(self, state: Value) -> None:
        self._of = state

    def __getattr__(self, name: str) -> object:
        fields = vars(self._of)
        value = fields[name] if name in fields else self._made_of_fields(name)
        setattr(self, name, value)  # from now on found without coming here
        return value

    def _made_of_fields(self, name: str) -> object:
        member = vars(type(self._of)).get(name)
        if isinstance(member, property) and member.fget is not None:
            return member.fget(self)
        if isinstance(member, FunctionType):
            return partial(member, self)
        raise AttributeError(f"rows look at fields, and at what is made of fields; not at {name}")
