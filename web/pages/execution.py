"""How far plans are carried out and what came of it, by team and person; no score of anybody."""

from __future__ import annotations

from fastapi import Response

from domain.authority.reads import READ_PLAN
from projections.execution import Asked
from web.asking import asks
from web.pages.facts import KnownOn
from web.pages.viewing import View, Views, joined, names_of
from web.paging import Numbered, NumberedPage, numbered
from web.reading import Unit
from web.result_queries import executed
from web.routing import Router

router = Router(prefix="/o/{organisation}/cycles/{cycle}", include_in_schema=False)


@router.get("/execution", dependencies=[asks(READ_PLAN)])
async def of_cycle(view: Views, known_on: KnownOn = None, page: NumberedPage = 1) -> Response:
    return await _page(view, numbered(view.reading.units, page), known_on)


@router.get("/units/{unit}/execution", dependencies=[asks(READ_PLAN)])
async def of_unit(view: Views, unit: Unit, known_on: KnownOn = None) -> Response:
    return await _page(view, Numbered((unit,), 1, 1), known_on, one=unit)


async def _page(view: View, page: Numbered, known_on: KnownOn, one: str | None = None) -> Response:
    found = await executed(view.reading, Asked(page.units), known_on)
    people = ((one.team.unit, line.person) for one in found.teams for line in one.people)
    plans = await joined(view, people)
    return view.knowing(names_of(plans)).page(
        "execution.html",
        known_on=known_on,
        one=one,
        page=page,
        found=found,
        goal_words={goal.goal: goal.words for one in found.teams for goal in one.live},
        unit_names={one.draft.unit: one.draft.name for one in view.state.units},
    )
