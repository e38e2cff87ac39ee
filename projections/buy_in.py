"""Executive buy-in of one unit's plan: the CEO, the presentation, each answer, what functions owe."""

from __future__ import annotations

from typing import Literal

from domain.model import Value
from domain.unit.buying_in.values import CeoAligned, Depended, Presented
from domain.unit.deciding.accepting import asked_to_accept
from domain.unit.plan import UnitState
from domain.words import Identifier, Words


class Answered(Value):
    """Where one person who is asked to accept stands; `silent` until they say something.

    `attended` is whether they were at the presentation of this version; None before there was one.
    """

    person: Identifier
    attended: bool | None
    standing: Literal["accepted", "objected", "silent"]
    words: Words | None = None


class BoughtIn(Value):
    """Of the version that is open; None before a proposal."""

    version: int | None
    aligned: tuple[CeoAligned, ...]
    presented: tuple[Presented, ...]
    executives: tuple[Answered, ...]
    dependencies: tuple[Depended, ...]


def of(state: UnitState) -> BoughtIn:
    current = state.current
    number = None if current is None else current.number
    known = state.buy_in
    return BoughtIn(
        version=number,
        aligned=known.aligned,
        presented=known.presented,
        executives=() if number is None else _executives(state, number),
        dependencies=known.dependencies,
    )


def _executives(state: UnitState, version: int) -> tuple[Answered, ...]:
    there = {
        person
        for one in state.buy_in.presented
        if one.version == version
        for person in one.attendees
    }
    presented = state.buy_in.was_presented(version)
    return tuple(
        _answered(state, person, version, attended=person in there if presented else None)
        for person in asked_to_accept(state)
    )


def _answered(state: UnitState, person: str, version: int, *, attended: bool | None) -> Answered:
    said = [one for one in state.answers if one.person == person and one.version == version]
    last = next((one for one in reversed(said) if one.kind in {"accepted", "objected"}), None)
    return Answered(
        person=person,
        attended=attended,
        standing="silent" if last is None else last.kind,
        words=None if last is None else last.words,
    )
