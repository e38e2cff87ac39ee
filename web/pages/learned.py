"""What a year taught: who judged best, how attainment is spread, what was kept, and the years beside it."""

from __future__ import annotations

from fastapi import Response

from domain.authority.reads import READ_PLAN
from domain.practices import TITLES
from projections import learned, years
from web.asking import asks
from web.pages.viewing import Views
from web.routing import Router

router = Router(prefix="/o/{organisation}/cycles/{cycle}/learned", include_in_schema=False)


@router.get("", dependencies=[asks(READ_PLAN)])
async def show(view: Views) -> Response:
    reading = view.reading
    reader = reading.doors.reader
    found = await learned.of(reader, reading.organisation, reading.cycle, reading.units)
    every = await years.of(reader, reading.organisation, reading.units)
    drafts = [one.draft for one in view.state.units]
    return view.page(
        "learned.html",
        learned=found,
        years=every,
        leaders=years.by_leader(every),
        titles={seat.id: seat.title for draft in drafts for seat in draft.seats},
        unit_names={draft.unit: draft.name for draft in drafts},
        practices=TITLES,
    )
