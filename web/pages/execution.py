"""How far plans are carried out and what came of it, by team and person; no score of anybody."""

from __future__ import annotations

from fastapi import Response

from domain.authority.reads import READ_PLAN
from projections import execution
from projections.streams import NOW, Until
from web.asking import asks
from web.pages.facts import KnownOn, names_of
from web.pages.viewing import View, Views
from web.reading import Unit
from web.result_queries import known_at_end
from web.routing import Router

router = Router(prefix="/o/{organisation}/cycles/{cycle}", include_in_schema=False)


@router.get("/execution", dependencies=[asks(READ_PLAN)])
async def of_cycle(view: Views, known_on: KnownOn = None) -> Response:
    return await _page(view, view.reading.units, known_on)


@router.get("/units/{unit}/execution", dependencies=[asks(READ_PLAN)])
async def of_unit(view: Views, unit: Unit, known_on: KnownOn = None) -> Response:
    return await _page(view, (unit,), known_on)


async def _page(view: View, units: tuple[str, ...], known_on: KnownOn) -> Response:
    reading = view.reading
    known_at = await known_at_end(reading, known_on)
    until = NOW if known_on is None else Until(at=known_at)
    streams = reading.doors.streams
    plans = await streams.units_then(reading.organisation, reading.cycle, units, until)
    return view.knowing(names_of(plans)).page(
        "execution.html",
        known_on=known_on,
        one=units[0] if len(units) == 1 else None,
        found=execution.of(plans, known_at),
        unit_names={one.unit: one.name for one in plans},
        goal_words={goal.set.goal: goal.set.words for one in plans for goal in one.strategic},
    )
