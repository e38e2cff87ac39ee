"""Facts as known on a day: what units add up to, and a unit's seats, goals and corrections."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import Query, Response
from pydantic import BeforeValidator

from domain.authority.reads import READ_GOAL, READ_PLAN
from domain.cycle.events import FileImported
from domain.errors import Unknown
from domain.words import Day
from projections import facts, goal_facts, market_rates
from projections.streams import Until
from store.pool import Pool
from web.asking import asks
from web.pages.viewing import View, Views, names_of
from web.paging import NumberedPage, numbered
from web.reading import Unit
from web.result_queries import known_at_end
from web.routing import Router

router = Router(prefix="/o/{organisation}/cycles/{cycle}", include_in_schema=False)

KnownOn = Annotated[Day | None, BeforeValidator(lambda typed: typed or None), Query()]
"""A day as a form sends it: left empty, it is now."""


@router.get("/facts", dependencies=[asks(READ_PLAN)])
async def of_cycle(view: Views, known_on: KnownOn = None, page: NumberedPage = 1) -> Response:
    known_at = await known_at_end(view.reading, known_on)
    units = numbered(view.reading.units, page)
    return view.page(
        "facts/cycle.html",
        known_on=known_on,
        page=units,
        totals=(await facts.totals(*_place(view), units.units, known_at)).totals,
        rates=(await market_rates.of(*_place(view), view.reading.units, known_at)).rates,
        files=await _files(view, known_on, known_at),
        unit_names={one.draft.unit: one.draft.name for one in view.state.units},
    )


@router.get("/units/{unit}/facts", dependencies=[asks(READ_PLAN)])
async def of_unit(view: Views, unit: Unit, known_on: KnownOn = None) -> Response:
    known_at = await known_at_end(view.reading, known_on)
    place = (*_place(view), (unit,), known_at)
    plan = await view.reading.unit_state(unit)
    return view.knowing(names_of((plan,))).page(
        "facts/unit.html",
        known_on=known_on,
        plan=plan,
        known=await facts.of(*place),
        goals=(await goal_facts.of(*place)).goals,
        titles={one.id: one.title for one in plan.seats},
        goal_words={one.set.goal: one.set.words for one in plan.strategic},
    )


async def _files(view: View, known_on: date | None, known_at: datetime) -> tuple[FileImported, ...]:
    """Those that had come in by then; of a cycle that was not begun there are none."""
    reading, top = view.reading, view.state.top
    if not reading.may(READ_GOAL, top.draft.unit if top else None):
        return ()
    if known_on is None:
        return view.state.imports
    place = (reading.organisation, reading.cycle)
    try:
        return (await reading.doors.streams.cycle(*place, Until(at=known_at))).imports
    except Unknown:
        return ()


def _place(view: View) -> tuple[Pool, str, str]:
    reading = view.reading
    return reading.doors.reader, reading.organisation, reading.cycle
