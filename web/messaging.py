"""How a person is told of things, and the calendar of their deadlines: their own, over the API."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Request, Response

from domain.authority.reads import OWN
from domain.errors import Unknown
from domain.model import Value
from messages import feeds, preferences
from messages.preferences import Preference
from runtime.settings import Settings
from web.asking import says
from web.doors import OpenDoors
from web.identity import WhoCalls
from web.problems import RESPONSES
from web.proofs import settings_of
from web.reading import Organisation
from web.routing import Router

LONGEST_SECRET = 200

router = Router(prefix="/v1/{organisation}/messages", tags=["messages"], responses=RESPONSES)
feed = Router(include_in_schema=False)


class Feed(Value):
    """The secret address, which is told this once."""

    address: str


def public_url(settings: Settings) -> str:
    return (settings.public_url or f"http://localhost:{settings.http_port}").rstrip("/")


@router.get("")
@says(OWN)
async def wanted(doors: OpenDoors, caller: WhoCalls, organisation: Organisation) -> Preference:
    """How the caller wants to be told."""
    return await preferences.of(doors.writer, organisation, caller.person)


@router.put("")
@says(OWN)
async def want(
    doors: OpenDoors, caller: WhoCalls, organisation: Organisation, body: Preference
) -> Preference:
    """Be told in another way from now on; what asks something always comes at once."""
    await preferences.keep(doors.writer, organisation, caller.person, body)
    return body


@router.post("/feed")
@says(OWN)
async def make_feed(
    request: Request, doors: OpenDoors, caller: WhoCalls, organisation: Organisation
) -> Feed:
    """A new calendar address; the one before leads nowhere from now on."""
    secret = await feeds.make(doors.writer, organisation, caller.person, at=doors.now())
    return Feed(address=address_of(request, secret))


@router.delete("/feed", status_code=204)
@says(OWN)
async def revoke_feed(doors: OpenDoors, caller: WhoCalls, organisation: Organisation) -> Response:
    """Revoke the caller's calendar address."""
    if not await feeds.revoke(doors.writer, organisation, caller.person, at=doors.now()):
        raise Unknown("You have no calendar address.")
    return Response(status_code=204)


def address_of(request: Request, secret: str) -> str:
    return f"{public_url(settings_of(request))}/feeds/{secret}.ics"


@feed.get("/feeds/{secret}.ics")
@says(OWN)
async def calendar(
    request: Request, doors: OpenDoors, secret: Annotated[str, Path(max_length=LONGEST_SECRET)]
) -> Response:
    """Whoever has the address reads the deadlines of whose it is, and nothing else."""
    found = await feeds.whose(doors.writer, secret)
    if found is None:
        raise Unknown("There is no calendar here: its address was revoked, or never was one.")
    organisation, person = found
    due = await feeds.opened(doors.seals, await feeds.deadlines(doors.reader, organisation, person))
    content = feeds.calendar(
        organisation, person, due, public_url=public_url(settings_of(request)), at=doors.now()
    )
    headers = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)
