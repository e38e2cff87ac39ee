"""Questions about results over HTTP: facts as known on a day, and how far plans are carried out."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated

from fastapi import Query

from domain.authority.reads import READ_PLAN
from domain.calendar import instant
from domain.words import Day
from projections import execution, facts
from projections.streams import NOW, Until
from web.asking import asks
from web.problems import RESPONSES
from web.reading import Reading, Reads, Unit
from web.routing import Router

router = Router(
    prefix="/v1/{organisation}/cycles/{cycle}",
    tags=["queries"],
    responses=RESPONSES,
    dependencies=[asks(READ_PLAN)],
)

KnownOn = Annotated[
    Day | None, Query(description="As known at the end of this day, in the cycle's zone; else now")
]


@router.get("/units/{unit}/facts")
async def known_facts(reading: Reads, unit: Unit, known_on: KnownOn = None) -> facts.Facts:
    """Actuals per person, period and measure with their files, as known on a day."""
    until = await _until_of(reading, unit, known_on)
    return facts.of(await reading.unit_state(unit, until), until.at or reading.at)


@router.get("/units/{unit}/execution")
async def unit_execution(
    reading: Reads, unit: Unit, known_on: KnownOn = None
) -> execution.Execution:
    """How far this unit's plans are carried out and what came of it, as known on a day."""
    until = await _until_of(reading, unit, known_on)
    return execution.of((await reading.unit_state(unit, until),), until.at or reading.at)


@router.get("/execution")
async def cycle_execution(reading: Reads) -> execution.Execution:
    """The same for every unit that the caller may read; the spread is over its people together."""
    return execution.of(await reading.unit_states(), reading.at)


async def _until_of(reading: Reading, unit: str, known_on: date | None) -> Until:
    """The last moment of a day where the unit plans; raises NotAuthorised as its plan does."""
    if known_on is None:
        return NOW
    return Until(at=_end(known_on, (await reading.unit_state(unit)).zone))


def _end(day: date, zone: str) -> datetime:
    return instant(day + timedelta(days=1), time(), zone) - timedelta(microseconds=1)
