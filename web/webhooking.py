"""Webhook endpoints of an organisation: its administrators add, try, look at and remove them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import Path, Request, Response

from domain.authority.reads import KEEP_WEBHOOKS
from domain.errors import NotAuthorised, Unknown
from domain.model import Value
from messages import deliveries, endpoints
from messages.addresses import Refused, checked
from messages.endpoints import Endpoint, Kind, Wanted
from projections.fetching import fetched
from store.pool import session
from web.asking import says
from web.doors import Doors, OpenDoors
from web.identity import Caller, WhoCalls
from web.problems import RESPONSES, Malformed
from web.proofs import settings_of
from web.reading import Organisation
from web.routing import Router
from web.security import Attempt, note_refusal

ADMINISTERS = """
    SELECT 1 AS one FROM read_models.offices
    WHERE organisation = $1 AND person = $2 AND unit = '' AND 'administrator' = ANY (offices)
    LIMIT 1
"""
EndpointId = Annotated[str, Path(pattern=r"^[0-9a-f]{16}$")]

router = Router(prefix="/v1/{organisation}/webhooks", tags=["webhooks"], responses=RESPONSES)


class Hook(Value):
    """An endpoint without its secret; no events means all."""

    id: str
    url: str
    kind: Kind
    events: tuple[str, ...]
    created_by: str
    created_at: datetime


class Made(Hook):
    """A new endpoint with its secret, which is shown this once."""

    secret: str


class Hooks(Value):
    webhooks: tuple[Hook, ...]


class Lost(Value):
    """A delivery that was given up after the last attempt."""

    webhook: str
    position: int
    event: str
    message_id: str
    why: str | None


class Failed(Value):
    failed: tuple[Lost, ...]


class Again(Value):
    """One position, or all that was given up."""

    position: int | None = None


class Resent(Value):
    resent: int


@router.get("")
@says(KEEP_WEBHOOKS)
async def every(doors: OpenDoors, caller: WhoCalls, organisation: Organisation) -> Hooks:
    """The organisation's endpoints."""
    return Hooks(webhooks=tuple(_hook(one) for one in await _all(doors, caller, organisation)))


@router.post("")
@says(KEEP_WEBHOOKS)
async def add(
    request: Request, doors: OpenDoors, caller: WhoCalls, organisation: Organisation, body: Wanted
) -> Made:
    """Send the organisation's events there, signed as Standard Webhooks has it."""
    await _require(doors, caller, organisation, "add a webhook")
    try:
        checked(body.url, inside=settings_of(request).environment == "development")
    except Refused as refused:
        raise Malformed("A webhook cannot go there.", missing=(str(refused),)) from refused
    made = await endpoints.add(doors.writer, organisation, body, by=caller.person, at=doors.now())
    return Made(**_hook(made).model_dump(), secret=made.secret)


@router.get("/failed")
@says(KEEP_WEBHOOKS)
async def failed(doors: OpenDoors, caller: WhoCalls, organisation: Organisation) -> Failed:
    """What was given up, the oldest first."""
    await _require(doors, caller, organisation, "read failed webhooks")
    found = await deliveries.failed(doors.writer, organisation, f"{endpoints.WEBHOOK}%")
    return Failed(
        failed=tuple(
            Lost(
                webhook=endpoints.id_of(one.key.channel),
                position=one.key.position,
                event=str(one.content["type"]),
                message_id=one.message_id,
                why=one.error,
            )
            for one in found
        )
    )


@router.delete("/{endpoint}", status_code=204)
@says(KEEP_WEBHOOKS)
async def remove(
    doors: OpenDoors, caller: WhoCalls, organisation: Organisation, endpoint: EndpointId
) -> Response:
    """Send nothing more there."""
    await _one(doors, caller, organisation, endpoint)
    await endpoints.remove(doors.writer, organisation, endpoint, at=doors.now())
    return Response(status_code=204)


@router.post("/{endpoint}/test", status_code=202)
@says(KEEP_WEBHOOKS)
async def test(
    doors: OpenDoors, caller: WhoCalls, organisation: Organisation, endpoint: EndpointId
) -> Resent:
    """Send an event of the type Test, about nothing."""
    found = await _one(doors, caller, organisation, endpoint)
    async with session(doors.writer) as connection:
        at = doors.now()
        await deliveries.add(connection, [endpoints.trial(found, at)], at=at)
    return Resent(resent=1)


@router.post("/{endpoint}/resend", status_code=202)
@says(KEEP_WEBHOOKS)
async def resend(
    doors: OpenDoors,
    caller: WhoCalls,
    organisation: Organisation,
    endpoint: EndpointId,
    body: Again,
) -> Resent:
    """Send again what was given up, under its old id."""
    found = await _one(doors, caller, organisation, endpoint)
    count = await deliveries.resend(
        doors.writer, organisation, found.channel, body.position, at=doors.now()
    )
    return Resent(resent=count)


async def _all(doors: Doors, caller: Caller, organisation: str) -> tuple[Endpoint, ...]:
    await _require(doors, caller, organisation, "read webhooks")
    async with session(doors.writer) as connection:
        return await endpoints.of(connection, organisation)


async def _one(doors: Doors, caller: Caller, organisation: str, endpoint: str) -> Endpoint:
    found = await _all(doors, caller, organisation)
    for one in found:
        if one.id == endpoint:
            return one
    raise Unknown(f"There is no webhook {endpoint} in {organisation}.")


async def _require(doors: Doors, caller: Caller, organisation: str, what: str) -> None:
    """Raise NotAuthorised, after a row in the security log, for who is no administrator."""
    if caller.administrator:
        return
    if await fetched(doors.reader, ADMINISTERS, organisation, caller.person):
        return
    refused = NotAuthorised(f"Only an administrator of {organisation} may {what}.")
    await note_refusal(doors, caller, Attempt(organisation=organisation, action=what), refused)
    raise refused


def _hook(endpoint: Endpoint) -> Hook:
    return Hook(
        id=endpoint.id,
        url=endpoint.url,
        kind=endpoint.kind,
        events=endpoint.events,
        created_by=endpoint.created_by,
        created_at=endpoint.created_at,
    )
