"""A unit's prepared portions before its leader: looked at, then proposed by their own act."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response

from domain.errors import Unknown
from domain.unit.commands import ProposeStretchTarget
from domain.unit.plan import UnitState
from web import drafts
from web.pages.acting import Trouble, Typed, acted
from web.pages.viewing import View, Views
from web.portioning import draft_id

router = APIRouter(
    prefix="/o/{organisation}/cycles/{cycle}/units/{unit}/portions", include_in_schema=False
)


async def prepared(view: View, unit: str) -> tuple[ProposeStretchTarget, str] | None:
    """The proposal that the caller has as a draft for this unit, and who prepared it."""
    reading = view.reading
    where = (reading.doors, reading.caller, reading.organisation)
    try:
        draft = await drafts.one(*where, draft_id(reading.cycle, unit))
    except Unknown:
        return None
    if not isinstance(draft.body, Mapping):
        return None
    proposal = ProposeStretchTarget.model_validate(draft.body["proposal"])
    return proposal, str(draft.body.get("prepared_by", view.person))


@router.get("")
async def show(view: Views, unit: str) -> Response:
    plan = await view.reading.unit_state(unit)
    return await _page(view, plan)


@router.post("")
async def propose(request: Request, view: Views, unit: str) -> Response:
    """Propose what was prepared, in the caller's own words: the plan decides whether they may."""
    plan = await view.reading.unit_state(unit)
    found = await prepared(view, unit)

    def command(form: Typed) -> ProposeStretchTarget:
        if found is None:
            raise Unknown("You have no prepared portions for this unit: propose on its own page.")
        said = {"words": form.text("words"), "look_back": form.text("look_back")}
        return ProposeStretchTarget.model_validate({**dict(found[0]), **said})

    async def again(form: Typed, trouble: Trouble) -> Response:
        return await _page(view, plan, form, trouble)

    return await acted(
        request, view.reading, unit, command=command, again=again, then=view.unit_address(unit),
        said="Recorded: the portions are proposed. Everybody who carries one is told.",
    )  # fmt: skip


async def _page(
    view: View, plan: UnitState, form: Typed | None = None, trouble: Trouble | None = None
) -> Response:
    found = await prepared(view, plan.unit)
    return view.page(
        "start/unit_portions.html",
        typed=form or Typed(),
        trouble=trouble,
        plan=plan,
        proposal=found[0] if found else None,
        prepared_by=found[1] if found else None,
        seats={seat.id: seat for seat in plan.seats},
    )
