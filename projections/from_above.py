"""The way from the company's plan goal down to a number: the legs of each unit above, then its own."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

from domain.errors import Unknown
from domain.unit import events as u
from domain.unit.plan import UnitState
from projections import explained, explained_facts, measured, traces
from projections.steps import Amount, Explained, Leg
from projections.streams import NOW, Streams, Until
from projections.traces import Trace

T = TypeVar("T")


@dataclass(frozen=True)
class Question:
    """Which amount of a unit: of a seat, else of a target; over periods where it is attainment.

    With `until`, as it stood at that moment.
    """

    unit: str
    of: Amount | None = None
    seat: str | None = None
    target: str = "revenue"
    periods: tuple[str, ...] = ()
    until: Until = NOW


async def explain(
    streams: Streams, organisation: str, cycle: str, asked: Question, readable: Collection[str]
) -> Explained:
    """The amount with all that led to it, as far up as the asker may read.

    Raises Unknown for an amount that there is not.
    """
    trace = await traces.of_unit(streams, organisation, cycle, asked.unit, asked.until)
    if asked.periods and (asked.of, asked.seat is None) != ("attainment", False):
        raise _whole_year(trace.state, asked)
    found = _own(trace, asked)
    while (up := await _above(streams, organisation, trace, found, readable)) is not None:
        trace, legs = up
        found = found.model_copy(update={"legs": (*legs, *found.legs)})
    return found


def _own(trace: Trace, asked: Question) -> Explained:
    seat = asked.seat
    match asked.of or ("target" if seat is None else "portion"):
        case "target" if seat is None:
            return explained.target(trace, asked.target)
        case "portion" if seat is not None:
            return explained.seat(trace, seat)
        case "attainment" if seat is not None:
            return explained_facts.of_seat(trace, seat, asked.periods)
        case "attainment":
            return explained_facts.of_target(trace, asked.target)
        case "coverage" if seat is not None:
            return explained_facts.coverage(trace, seat)
        case of:
            raise Unknown(
                f"There is no {of} of that: a target and its attainment are a unit's; "
                "portion, coverage and attainment are a seat's."
            )


def _whole_year(state: UnitState, asked: Question) -> Unknown:
    """Why no part of the year is explained of this amount; raises for a period that there is not."""
    measured.known_periods(state, asked.periods)
    running = state.running
    seats = ", ".join(one.seat for one in running.portions) if running else "none yet"
    return Unknown(
        "A period is explained of a seat's attainment alone, and of the rest the whole year: "
        f"leave it out, or ask for the attainment of a seat with a quota in force: {seats}."
    )


async def _above(
    streams: Streams,
    organisation: str,
    trace: Trace,
    found: Explained,
    readable: Collection[str],
) -> tuple[Trace, tuple[Leg, ...]] | None:
    """The plan above when it gave the first goal, and the legs that lead to that portion."""
    state, first = trace.state, found.legs[0].steps[0]
    if state.parent is None or state.parent not in readable or first.event is None:
        return None
    said = trace.happened[first.event.version - 1]
    if not isinstance(said.event, u.GoalSet):
        return None
    until = Until(position=said.place.position)
    above = await traces.of_unit(streams, organisation, state.cycle, state.parent, until)
    seat = _only(
        [
            one.id
            for one in above.state.seats
            if one.leads == state.unit and one.target == said.event.target
        ]
    )
    if seat is None:
        return None
    legs = explained.seat(above, seat).legs
    return (above, legs) if legs[-1].reaches == found.legs[0].begins else None


def _only(found: Sequence[T]) -> T | None:
    return found[0] if len(found) == 1 else None
