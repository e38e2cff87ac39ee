"""Questions about results over HTTP: facts as known on a day, and how far plans are carried out."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated

from fastapi import Query

from domain.authority.reads import READ_PLAN
from domain.calendar import instant
from domain.words import Day, Identifier
from projections import execution, execution_then, facts, goal_facts, market_rates
from projections.execution import Asked
from store.pool import Pool
from web.asking import asks
from web.paging import Pages
from web.problems import RESPONSES
from web.reading import Reading, Reads, Unit
from web.routing import Router
from web.sight import course

router = Router(
    prefix="/v1/{organisation}/cycles/{cycle}",
    tags=["queries"],
    responses=RESPONSES,
    dependencies=[asks(READ_PLAN)],
)

KnownOn = Annotated[
    Day | None, Query(description="As known at the end of this day, in the cycle's zone; else now")
]


class FactsPage(facts.Facts):
    """`next` continues after the last unit shown; None where there was no more."""

    next: Identifier | None


class TotalsPage(facts.Totals):
    """`next` continues after the last unit shown; None where there was no more."""

    next: Identifier | None


class GoalFactsPage(goal_facts.GoalFacts):
    """`next` continues after the last unit shown; None where there was no more."""

    next: Identifier | None


class ExecutionPage(execution.Execution):
    """`next` continues after the last unit shown; None where there was no more."""

    next: Identifier | None


@router.get("/units/{unit}/facts")
async def known_facts(reading: Reads, unit: Unit, known_on: KnownOn = None) -> facts.Facts:
    """Actuals per person, period and measure with files and corrections, as known on a day."""
    known_at = await known_at_end(reading, known_on)
    return await facts.of(*_place(reading), (unit,), known_at)


@router.get("/facts")
async def cycle_facts(reading: Reads, page: Pages, known_on: KnownOn = None) -> FactsPage:
    """The same of every unit that the caller may read, so many units at a time."""
    known_at = await known_at_end(reading, known_on)
    found = await facts.of(*_place(reading), page.units, known_at)
    return FactsPage(**dict(found), next=page.next)


@router.get("/facts/totals")
async def fact_totals(reading: Reads, page: Pages, known_on: KnownOn = None) -> TotalsPage:
    """What each unit's periods add up to at plan rates, booked and restated, as known on a day."""
    known_at = await known_at_end(reading, known_on)
    found = await facts.totals(*_place(reading), page.units, known_at)
    return TotalsPage(**dict(found), next=page.next)


@router.get("/units/{unit}/goal-facts")
async def known_goals(reading: Reads, unit: Unit, known_on: KnownOn = None) -> goal_facts.GoalFacts:
    """Where this unit's goals stood by period, booked and restated, as known on a day."""
    known_at = await known_at_end(reading, known_on)
    return await goal_facts.of(*_place(reading), (unit,), known_at)


@router.get("/goal-facts")
async def cycle_goals(reading: Reads, page: Pages, known_on: KnownOn = None) -> GoalFactsPage:
    """The same of every unit that the caller may read, so many units at a time."""
    known_at = await known_at_end(reading, known_on)
    found = await goal_facts.of(*_place(reading), page.units, known_at)
    return GoalFactsPage(**dict(found), next=page.next)


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
    return await executed(reading, Asked((unit,)), known_on)


@router.get("/execution")
async def cycle_execution(reading: Reads, page: Pages, known_on: KnownOn = None) -> ExecutionPage:
    """The same for every unit that the caller may read, so many units at a time.

    The first page has the spread, over everybody in these units together.
    """
    asked = Asked(page.units, reading.units if page.first else ())
    found = await executed(reading, asked, known_on)
    measures = found.measures if page.first else ()
    return ExecutionPage(teams=found.teams, measures=measures, next=page.next)


def _place(reading: Reading) -> tuple[Pool, str, str]:
    return reading.doors.reader, reading.organisation, reading.cycle


async def executed(reading: Reading, asked: Asked, known_on: date | None) -> execution.Execution:
    """Now from one row a unit; as known on a day from that too, where nothing changed it since."""
    known_at = await known_at_end(reading, known_on)
    if known_on is None:
        return await execution.now(*_place(reading), asked, known_at)
    place = (reading.organisation, reading.cycle)
    return await execution_then.then(reading.doors.streams, *place, asked, known_at)


async def known_at_end(reading: Reading, known_on: date | None) -> datetime:
    """The last moment of a day in the cycle's zone; else now, of a rehearsal where it has come to."""
    if known_on is None:
        return await come_to(reading)
    zone = (await reading.cycle_state()).zone
    return instant(known_on + timedelta(days=1), time(), zone) - timedelta(microseconds=1)


async def come_to(reading: Reading) -> datetime:
    """Now, of a rehearsal where it has come to.

    Who tells a rehearsal no time asks what it knows by now, though its clock may be years ahead.
    """
    if reading.caller.at is not None or not (await reading.cycle_state()).rehearsal:
        return reading.at
    return max(reading.at, *(one.at for one in (await course(reading)).moments))
