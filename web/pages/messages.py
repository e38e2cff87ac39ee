"""How one person is told of things: at once, each morning, in their calendar."""

from __future__ import annotations

from fastapi import Request, Response
from pydantic import ValidationError

from domain.authority.reads import OWN
from messages import feeds, lately, preferences
from messages.preferences import Preference
from projections import rehearsals
from web import rendering
from web.asking import says
from web.doors import Doors, OpenDoors
from web.identity import Caller, WhoCalls
from web.messaging import address_of
from web.pages.acting import NOTHING_TYPED, Trouble, Typed, done, new_command_id, trouble_of, typed
from web.reading import Organisation
from web.rendering import Eyes
from web.routing import Router

router = Router(include_in_schema=False)


@router.get("/o/{organisation}/messages")
@says(OWN)
async def show(
    request: Request, doors: OpenDoors, caller: WhoCalls, organisation: Organisation
) -> Response:
    return await _page(request, doors, caller, organisation)


@router.post("/o/{organisation}/messages")
@says(OWN)
async def want(
    request: Request, doors: OpenDoors, caller: WhoCalls, organisation: Organisation
) -> Response:
    form = await typed(request)
    try:
        wanted = Preference.model_validate(
            {
                "news": form.get("news"),
                "digest": form.chosen("digest", "yes"),
                "zone": form.get("zone").strip(),
            }
        )
    except ValidationError as error:
        trouble = trouble_of(error)
        return await _page(request, doors, caller, organisation, form=form, trouble=trouble)
    await preferences.keep(doors.writer, organisation, caller.person, wanted)
    return done(f"/o/{organisation}/messages", "Kept: from now on you are told this way.")


@router.post("/o/{organisation}/messages/feed")
@says(OWN)
async def make_feed(
    request: Request, doors: OpenDoors, caller: WhoCalls, organisation: Organisation
) -> Response:
    """The page with the new address, which is shown this once; nothing keeps it but its hash."""
    secret = await feeds.make(doors.writer, organisation, caller.person, at=doors.now())
    address = address_of(request, secret)
    return await _page(request, doors, caller, organisation, address=address)


@router.post("/o/{organisation}/messages/feed/revoke")
@says(OWN)
async def revoke_feed(doors: OpenDoors, caller: WhoCalls, organisation: Organisation) -> Response:
    await feeds.revoke(doors.writer, organisation, caller.person, at=doors.now())
    return done(f"/o/{organisation}/messages", "Revoked: the address leads nowhere any more.")


async def _page(
    request: Request,
    doors: Doors,
    caller: Caller,
    organisation: str,
    *,
    form: Typed = NOTHING_TYPED,
    trouble: Trouble | None = None,
    address: str | None = None,
) -> Response:
    kept = await preferences.of(doors.writer, organisation, caller.person)
    account = caller.session.account if caller.session else None
    if kept == Preference() and account and account.zone:
        kept = Preference(zone=account.zone)
    return rendering.page(
        request,
        "messages.html",
        eyes=Eyes(locale=rendering.locale_of(request), zone=kept.zone),
        status=trouble.status if trouble else 200,
        organisation=organisation,
        rehearses=bool(await rehearsals.of(doors.reader, organisation)),
        person=account.name if account else caller.person,
        kept=kept,
        made_at=await feeds.made_at(doors.writer, organisation, caller.person),
        address=address,
        sent=await lately.of(doors.writer, organisation, caller.person),
        typed=form,
        trouble=trouble,
        said=request.query_params.get("said"),
        new_command_id=new_command_id,
    )
