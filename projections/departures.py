"""Who held a seat or the lead of a unit, or was to join it, and has no part in its plan any more; since when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise

from domain.unit.plan import UnitState
from projections.cells import day
from projections.write import Row


def rows(state: UnitState) -> Mapping[str, Row]:
    """A row for each; nobody who holds another seat, leads, or is asked to sign for a seat."""
    return {
        person: {"cycle": state.cycle, "unit": state.unit, "person": person, "since": day(since)}
        for person, since in _left(state).items()
    }


def _left(state: UnitState) -> dict[str, date]:
    here = {state.leader, *state.members, *(one.person for one in state.joining)}
    found: dict[str, date] = {}
    for person, since in _followed(state):
        if person not in here:
            found[person] = max(since, found.get(person, since))
    return found


def _followed(state: UnitState) -> Iterator[tuple[str, date]]:
    """Whoever had a seat, or led, or was asked to join, before another or nobody was, and from which day on."""
    yield from ((one.person, one.since) for one in state.passed_over if one.person)
    for before, after in pairwise(state.led):
        yield before.person, after.since
    for seat in dict.fromkeys(one.seat for one in state.held):
        for was, now in pairwise(one for one in state.held if one.seat == seat):
            if was.person is not None:
                yield was.person, now.since
