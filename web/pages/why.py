"""Why this number: the steps that sum to it, as a waterfall, in words, each leading to its event."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Response

from domain.authority.reads import READ_EXPLANATION
from domain.unit.plan import UnitState
from projections.from_above import Question
from projections.steps import Leg
from web.asking import asks
from web.explaining import Asked, explained_to
from web.pages import picturing
from web.pages.viewing import View, Views
from web.pictures.waterfall import Waterfall
from web.routing import Router

router = Router(prefix="/o/{organisation}/cycles/{cycle}/units/{unit}/why", include_in_schema=False)


@dataclass(frozen=True)
class Shown:
    """One leg with its picture, and the name of the unit whose plan it is from."""

    leg: Leg
    unit: str
    currency: str
    waterfall: Waterfall | None


@router.get("", dependencies=[asks(READ_EXPLANATION)])
async def show(view: Views, asked: Asked) -> Response:
    """The number with all that led to it; another amount of the same seat or unit is a link."""
    found = await explained_to(view.reading, asked)
    state = await view.reading.unit_state(asked.unit, asked.until)
    names = {one.draft.unit: one.draft for one in view.state.units}
    return view.page(
        "why.html",
        plan=state,
        asked=asked,
        moment=view.request.query_params.get("at"),
        found=found,
        subject=_subject(view, state, asked),
        others=_others(state, asked),
        legs=[
            Shown(
                leg=leg,
                unit=names[leg.unit].name,
                currency=names[leg.unit].currency,
                waterfall=picturing.leg_waterfall(leg, view.eyes),
            )
            for leg in found.legs
        ],
    )


def _subject(view: View, state: UnitState, asked: Question) -> str:
    if asked.seat is not None:
        return picturing.named(state, view.eyes, asked.seat)
    return state.name if asked.target == "revenue" else f"{state.name}, {asked.target}"


def _others(state: UnitState, asked: Question) -> tuple[str, ...]:
    """The other amounts that there are of the same."""
    current, running = state.current, state.running
    if asked.seat is None:
        return ("target", "attainment") if running else ("target",)
    covered = current is not None and current.portion(asked.seat) is not None
    quota = running is not None and running.portion(asked.seat) is not None
    return ("portion", *(("coverage",) if covered else ()), *(("attainment",) if quota else ()))
