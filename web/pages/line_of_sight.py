"""What goals are for: intents, what is to be delivered, goals and steps, and where that line breaks."""

from __future__ import annotations

from fastapi import Response

from domain.authority.reads import READ_PLAN
from projections import sight
from web.asking import asks
from web.pages.viewing import Views, names_of
from web.routing import Router

router = Router(prefix="/o/{organisation}/cycles/{cycle}/line-of-sight", include_in_schema=False)


@router.get("", dependencies=[asks(READ_PLAN)])
async def show(view: Views) -> Response:
    plans = await view.reading.unit_states()
    return view.knowing(names_of(plans)).page(
        "line_of_sight.html",
        sight=sight.of(view.state, plans),
        unit_names={one.draft.unit: one.draft.name for one in view.state.units},
    )
