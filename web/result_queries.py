"""Questions about results over HTTP: facts as known on a day, and how far plans are carried out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Annotated

from fastapi import Query

from domain.authority.reads import READ_PLAN
from domain.calendar import instant
from domain.words import Day
from projections import execution, facts, goal_facts, market_rates
from projections.streams import Until
from store.pool import Pool
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
    """Actuals per person, period and measure with files and corrections, as known on a day."""
    known_at = await known_at_end(reading, known_on)
    return await facts.of(*_place(reading), (unit,), known_at)


@router.get("/facts")
async def cycle_facts(reading: Reads, known_on: KnownOn = None) -> facts.Facts:
    """The same of every unit that the caller may read."""
    known_at = await known_at_end(reading, known_on)
    return await facts.of(*_place(reading), reading.units, known_at)


@router.get("/facts/totals")
async def fact_totals(reading: Reads, known_on: KnownOn = None) -> facts.Totals:
    """What each unit's periods add up to at plan rates, booked and restated, as known on a day."""
    known_at = await known_at_end(reading, known_on)
    return await facts.totals(*_place(reading), reading.units, known_at)


@router.get("/units/{unit}/goal-facts")
async def known_goals(reading: Reads, unit: Unit, known_on: KnownOn = None) -> goal_facts.GoalFacts:
    """Where this unit's goals stood by period, booked and restated, as known on a day."""
    known_at = await known_at_end(reading, known_on)
    return await goal_facts.of(*_place(reading), (unit,), known_at)


@router.get("/goal-facts")
async def cycle_goals(reading: Reads, known_on: KnownOn = None) -> goal_facts.GoalFacts:
    """The same of every unit that the caller may read."""
    known_at = await known_at_end(reading, known_on)
    return await goal_facts.of(*_place(reading), reading.units, known_at)


@router.get("/market-rates")
async def known_rates(reading: Reads, known_on: KnownOn = None) -> market_rates.MarketRates:
    """What currencies were worth day by day, each with its effect on quotas in force now."""
    known_at = await known_at_end(reading, known_on)
    return await market_rates.of(*_place(reading), reading.units, known_at)


@router.get("/units/{unit}/execution")
async def unit_execution(
    reading: Reads, unit: Unit, known_on: KnownOn = None
) -> execution.Execution:
    """How far this unit's plans are carried out and what came of it, as known on a day."""
    return await executed(reading, (unit,), known_on)


@router.get("/execution")
async def cycle_execution(reading: Reads, known_on: KnownOn = None) -> execution.Execution:
    """The same for every unit that the caller may read; the spread is over its people together."""
    return await executed(reading, reading.units, known_on)


def _place(reading: Reading) -> tuple[Pool, str, str]:
    return reading.doors.reader, reading.organisation, reading.cycle


async def executed(
    reading: Reading, units: Sequence[str], known_on: date | None
) -> execution.Execution:
    """Now from one row a unit; as known on a day from the plans as they stood then."""
    known_at = await known_at_end(reading, known_on)
    if known_on is None:
        return await execution.now(*_place(reading), units, known_at)
    streams, until = reading.doors.streams, Until(at=known_at)
    plans = await streams.units_then(reading.organisation, reading.cycle, units, until)
    return execution.of(plans, known_at)


async def known_at_end(reading: Reading, known_on: date | None) -> datetime:
    """The last moment of a day in the cycle's zone; else now."""
    if known_on is None:
        return reading.at
    zone = (await reading.cycle_state()).zone
    return instant(known_on + timedelta(days=1), time(), zone) - timedelta(microseconds=1)
