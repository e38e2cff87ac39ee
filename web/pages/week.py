"""My week: how one feels, answered once and counted; a question to oneself; how one's units felt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import Request, Response
from pydantic import ValidationError

from domain.authority.reads import OWN
from domain.errors import DomainError, Unknown
from domain.model import Value
from domain.words import Words
from projections import reflection
from web import drafts, pulse
from web.asking import says
from web.drafts import NoRoomForDrafts, Writing
from web.pages.acting import NOTHING_TYPED, Trouble, Typed, done, trouble_of, typed
from web.pages.viewing import View, Views
from web.pulse import Feeling
from web.routing import Router

router = Router(prefix="/o/{organisation}/cycles/{cycle}/culture/week", include_in_schema=False)

LATEST = 8
"""Weeks of which the page tells how people felt."""


class Reflected(Value):
    reflection: Words


@router.get("")
@says(OWN)
async def show(view: Views) -> Response:
    return await _shown(view)


@router.post("/answer")
@says(OWN)
async def answer(request: Request, view: Views) -> Response:
    """How one feels, once a week; what was answered is kept nowhere as anybody's."""
    form = await typed(request)
    try:
        await pulse.feel(view.reading, Feeling.model_validate({"answer": form.get("answer")}))
    except (ValidationError, DomainError) as error:
        return await _shown(view, form, trouble_of(error))
    return done(_address(view), "Counted. Nobody can tell that it was you.")


@router.post("/reflection")
@says(OWN)
async def reflect(request: Request, view: Views) -> Response:
    """One's own answer to the week's question, as a draft; left empty it is deleted."""
    form = await typed(request)
    reading = view.reading
    mine = (reading.doors, reading.caller, reading.organisation, _draft(view))
    if not form.text("reflection"):
        await _forget(view)
        return done(_address(view), "Nothing is kept.")
    try:
        written = Reflected.model_validate({"reflection": form.get("reflection")})
        await drafts.keep(*mine, Writing(cycle=reading.cycle, body=written.model_dump()))
    except (ValidationError, NoRoomForDrafts) as error:
        return await _shown(view, form, trouble_of(error))
    return done(_address(view), "Kept. Only you can read it, and it is not on the record.")


async def _shown(
    view: View, form: Typed = NOTHING_TYPED, trouble: Trouble | None = None
) -> Response:
    reading = view.reading
    state = await reading.culture_state()
    felt = (await pulse.felt(reading)).weeks
    return view.page(
        "culture/week.html",
        typed=form,
        trouble=trouble,
        address=_address(view),
        asked=view.person in state.homes and not await pulse.has_answered(reading),
        belongs=view.person in state.homes,
        question=reflection.QUESTION,
        reflected=await _reflected(view),
        least=state.policy.of_culture.least_group,
        weeks=_latest(felt),
        unit_names={one.draft.unit: one.draft.name for one in view.state.units},
    )


def _latest(felt: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is told of the latest weeks, the last one first."""
    weeks = sorted({one["week"] for one in felt})[-LATEST:]
    return sorted(
        (one for one in felt if one["week"] in weeks),
        key=lambda one: (one["week"], one["unit"]),
        reverse=True,
    )


async def _reflected(view: View) -> str:
    reading = view.reading
    mine = (reading.doors, reading.caller, reading.organisation, _draft(view))
    try:
        body = (await drafts.one(*mine)).body
    except Unknown:
        return ""
    return str(body.get("reflection", "")) if isinstance(body, dict) else ""


async def _forget(view: View) -> None:
    reading = view.reading
    if await _reflected(view):
        await drafts.drop(reading.doors, reading.caller, reading.organisation, _draft(view))


def _draft(view: View) -> str:
    return reflection.draft_of(view.reading.at.date())


def _address(view: View) -> str:
    return f"{view.base}/culture/week"
