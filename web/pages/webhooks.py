"""An organisation's webhooks before its administrator: where events go, and what could not be delivered."""

from __future__ import annotations

from fastapi import Request, Response
from pydantic import ValidationError

from domain.authority.outside import OUTSIDE
from domain.authority.reads import KEEP_WEBHOOKS
from domain.errors import DomainError
from messages.endpoints import Wanted
from web import webhooking
from web.asking import says
from web.doors import OpenDoors
from web.identity import Caller, WhoCalls
from web.pages.acting import NOTHING_TYPED, Trouble, Typed, done, trouble_of, typed
from web.pages.plain import organisational
from web.problems import Malformed, RequestRefused
from web.reading import Organisation
from web.routing import Router
from web.webhooking import Again, EndpointId, Made

router = Router(prefix="/o/{organisation}/webhooks", include_in_schema=False)


@router.get("")
@says(KEEP_WEBHOOKS)
async def show(
    request: Request, doors: OpenDoors, caller: WhoCalls, organisation: Organisation
) -> Response:
    return await _page(request, doors, caller, organisation)


@router.post("/add")
@says(KEEP_WEBHOOKS)
async def add(
    request: Request, doors: OpenDoors, caller: WhoCalls, organisation: Organisation
) -> Response:
    """The one page that ever shows the secret; or the form again, with what was typed."""
    form = await typed(request)
    try:
        made = await webhooking.add(request, doors, caller, organisation, _wanted(form))
    except (ValidationError, DomainError, RequestRefused) as refused:
        trouble = trouble_of(refused)
        return await _page(request, doors, caller, organisation, form=form, trouble=trouble)
    return await _page(request, doors, caller, organisation, made=made)


@router.post("/{endpoint}/test")
@says(KEEP_WEBHOOKS)
async def test(
    doors: OpenDoors, caller: WhoCalls, organisation: Organisation, endpoint: EndpointId
) -> Response:
    await webhooking.test(doors, caller, organisation, endpoint)
    return done(_here(organisation), "An event of the type Test is on its way there.")


@router.post("/{endpoint}/remove")
@says(KEEP_WEBHOOKS)
async def remove(
    doors: OpenDoors, caller: WhoCalls, organisation: Organisation, endpoint: EndpointId
) -> Response:
    await webhooking.remove(doors, caller, organisation, endpoint)
    return done(_here(organisation), "Nothing more is sent there.")


@router.post("/{endpoint}/resend")
@says(KEEP_WEBHOOKS)
async def resend(
    request: Request,
    doors: OpenDoors,
    caller: WhoCalls,
    organisation: Organisation,
    endpoint: EndpointId,
) -> Response:
    """One delivery, by its position, or all that were given up."""
    said = (await typed(request)).text("position")
    if said is not None and not said.isdecimal():
        raise Malformed("A delivery is named by its position on the record, a whole number.")
    body = Again(position=int(said) if said else None)
    found = await webhooking.resend(doors, caller, organisation, endpoint, body)
    times = "1 delivery is" if found.resent == 1 else f"{found.resent} deliveries are"
    return done(_here(organisation), f"{times} on the way again, under the old id.")


def _here(organisation: str) -> str:
    return f"/o/{organisation}/webhooks"


def _wanted(form: Typed) -> Wanted:
    events = form.get("events").replace(",", " ").split()
    return Wanted.model_validate(
        {"url": form.text("url") or "", "kind": form.get("kind", "standard"), "events": events}
    )


async def _page(
    request: Request,
    doors: OpenDoors,
    caller: Caller,
    organisation: str,
    *,
    form: Typed = NOTHING_TYPED,
    trouble: Trouble | None = None,
    made: Made | None = None,
) -> Response:
    hooks = await webhooking.every(doors, caller, organisation)
    lost = await webhooking.failed(doors, caller, organisation)
    return await organisational(
        request, doors, caller, organisation, "webhooks.html",
        typed=form,
        trouble=trouble,
        here=_here(organisation),
        hooks=hooks.webhooks,
        lost=lost.failed,
        urls={one.id: one.url for one in hooks.webhooks},
        events=sorted(OUTSIDE),
        made=made,
    )  # fmt: skip
