"""A tree of units as far as one page shows it: whole where it is small, else one level at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query

WHOLE = 40
"""A tree of so many units is read at a glance, and shown with every level open."""
PAGE = 50

Below = Mapping[str | None, Sequence[str]]


@dataclass(frozen=True)
class Place:
    """Where in a tree somebody looks: in which unit, from the how manieth one below it on."""

    within: Annotated[str, Query(max_length=100)] = ""
    start: Annotated[int, Query(ge=0, le=10_000)] = 0


TOP = Place()
Looking = Annotated[Place, Depends()]


@dataclass(frozen=True)
class Line:
    """A unit that is shown; `below` counts those under it that are not."""

    unit: str
    depth: int
    below: int = 0


@dataclass(frozen=True)
class Opened:
    """`path` leads from the top to the unit whose units below are shown; empty where all are.

    Of these, which are `of` in all, the ones from number `start` on are here.
    """

    lines: tuple[Line, ...]
    path: tuple[str, ...] = ()
    start: int = 0
    of: int = 0

    @property
    def earlier(self) -> int | None:
        return max(0, self.start - PAGE) if self.start else None

    @property
    def later(self) -> int | None:
        return self.start + PAGE if self.start + PAGE < self.of else None


def opened(parents: Mapping[str, str | None], place: Place) -> Opened:
    """The units in the order given; one whose parent is not among them stands at the top.

    Where the place names no unit of these, the top is opened.
    """
    below = _below(parents)
    if len(parents) <= WHOLE:
        return Opened(tuple(_every(below, None, 0)))
    tops = below.get(None, [])
    unit = place.within if place.within in parents else (tops[0] if len(tops) == 1 else None)
    children = below.get(unit, [])
    begin = place.start if place.start < len(children) else 0
    depth = 0 if unit is None else 1
    shown = [Line(one, depth, _size(below, one)) for one in children[begin : begin + PAGE]]
    head = [] if unit is None else [Line(unit, 0)]
    return Opened((*head, *shown), _path(parents, unit), begin, len(children))


def _below(parents: Mapping[str, str | None]) -> dict[str | None, list[str]]:
    found: dict[str | None, list[str]] = {}
    for unit, parent in parents.items():
        found.setdefault(parent if parent in parents else None, []).append(unit)
    return found


def _every(below: Below, parent: str | None, depth: int) -> Iterator[Line]:
    for unit in below.get(parent, ()):
        yield Line(unit, depth)
        yield from _every(below, unit, depth + 1)


def _size(below: Below, unit: str) -> int:
    return sum(1 + _size(below, one) for one in below.get(unit, ()))


def _path(parents: Mapping[str, str | None], unit: str | None) -> tuple[str, ...]:
    found: list[str] = []
    while unit is not None and unit in parents:
        found.insert(0, unit)
        unit = parents[unit]
    return tuple(found)
