"""Any moment of a cycle over HTTP: as it stood, as somebody saw it, what changed, and step by step."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import Query
from pydantic import TypeAdapter, ValidationError

import store.read
from domain.authority.reads import READ_REPLAY
from domain.cycle.state import CycleState
from domain.errors import Unknown
from domain.model import Value
from domain.words import Identifier, Instant
from projections import stepping, view
from projections.moments import Course, Moment
from projections.stepping import Stepped
from projections.streams import NOW, Until
from projections.view import UnitView
from web import sight as seeing
from web.asking import asks
from web.doors import Doors
from web.problems import RESPONSES, Malformed
from web.queries import LARGEST
from web.reading import Reading, Reads, Unit
from web.routing import Router
from web.shown import as_read, within
from web.sight import Difference

LONGEST_MOMENT = 100
_INSTANT: TypeAdapter[datetime] = TypeAdapter(Instant)

router = Router(
    prefix="/v1/{organisation}/cycles/{cycle}",
    tags=["queries"],
    responses=RESPONSES,
    dependencies=[asks(READ_REPLAY)],
)

AMoment = Annotated[
    str, Query(description="An instant, or a position of the log", max_length=LONGEST_MOMENT)
]
MaybeMoment = Annotated[
    str | None,
    Query(description="An instant, or a position of the log; else now", max_length=LONGEST_MOMENT),
]
Eyes = Annotated[
    Identifier | None,
    Query(description="As this person saw it then: oneself, or for an auditor anyone"),
]


class Replayed(Value):
    """What stood then; the moment is told as it was understood."""

    at: datetime | None
    position: int | None
    state: UnitView | CycleState


@router.get("/replay")
async def replay(
    reading: Reads, at: AMoment, unit: Identifier | None = None, person: Eyes = None
) -> Replayed:
    """The state of the cycle, or of a unit's plan, as it stood then."""
    until = await until_of(reading, at)
    state: UnitView | CycleState
    if person is not None:
        every = await seeing.course(reading)
        seen = await seeing.sight(reading, every, _moment(reading, every, until), person)
        state = (
            seen.cycle
            if unit is None
            else view.of(as_read(await seen.unit(unit), seen.reading), person)
        )
    elif unit is None:
        state = within(await reading.cycle_state(until), reading)
    else:
        state = view.of(
            as_read(await reading.unit_state(unit, until), reading), reading.caller.person
        )
    return Replayed.model_construct(at=until.at, position=until.position, state=state)


@router.get("/diff")
async def differing(
    reading: Reads,
    since: Annotated[AMoment, Query(alias="from")],
    to: AMoment,
    unit: Identifier | None = None,
    person: Eyes = None,
) -> Difference:
    """What changed between two moments, in words; with a person, as far as they saw it at the later."""
    first, last = await until_of(reading, since), await until_of(reading, to)
    every = await seeing.course(reading)
    seen = await seeing.sight(reading, every, _moment(reading, every, last), person)
    if unit is not None:
        await seen.unit(unit)
    begins = _moment(reading, every, first).position
    if begins > seen.then.position:
        raise Malformed("The first moment is after the second.", missing=("from: the earlier one",))
    return await seeing.difference(seen, begins, unit)


@router.get("/units/{unit}/step")
async def step(
    reading: Reads,
    unit: Unit,
    at: Annotated[
        int | None, Query(ge=1, le=LARGEST, description="A position; else the last")
    ] = None,
) -> Stepped:
    """What happened there, what caused it and what came of it, and where the steps beside it are."""
    head = await store.read.head(reading.doors.reader, reading.organisation)
    every = await seeing.course(reading)
    seen = await seeing.sight(reading, every, seeing.reached(every, head))
    place = (reading.organisation, reading.cycle, unit)
    return await stepping.at(reading.doors.streams, *place, position=at, reader=seen.reader)


async def asked(reading: Reading, at: str) -> tuple[int, datetime]:
    """The position and instant that an address means: the last of the cycle's up to there.

    Raises Malformed for what is no moment, Unknown before the cycle and beyond the log.
    """
    until = await until_of(reading, at)
    found = _moment(reading, await seeing.course(reading), until)
    return found.position, until.at or found.at


def _moment(reading: Reading, every: Course, until: Until) -> Moment:
    """The last thing that was recorded of the cycle by then; raises Unknown before the first."""
    if until.position is not None:
        return seeing.reached(every, until.position)
    found = every.last_by(until.at) if until.at else None
    if found is None:
        raise Unknown(f"The cycle {reading.cycle} had not begun at that moment.")
    return found


async def until_of(reading: Reading, at: str | None) -> Until:
    """Now, or the moment that is asked for, as `reached_by` says."""
    return await reached_by(reading.doors, reading.organisation, at)


async def reached_by(doors: Doors, organisation: str, at: str | None) -> Until:
    """Now, or a moment; raises Malformed for what is none, Unknown beyond the end of the log.

    For who may read what they ask about: the end of the log is told.
    """
    until = NOW if at is None else _until(at)
    if until.position is None:
        return until
    last = await store.read.head(doors.reader, organisation)
    if until.position > last:
        raise Unknown(
            f"Position {until.position} is beyond the end of the log: {last} is the last."
        )
    return until


def _until(at: str) -> Until:
    # A plus sign in an address reads as a space.
    written = at.strip().replace(" ", "+") if "T" in at else at.strip()
    if written.isdecimal() and written.isascii():
        return Until(position=int(written))
    try:
        return Until(at=_INSTANT.validate_python(written))
    except ValidationError as refused:
        words = "at: an instant like 2026-12-18T17:00:00Z, or a position like 120"
        raise Malformed("That is no moment.", missing=(words,)) from refused
