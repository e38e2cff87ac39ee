"""Receipts on pages: looked up by a command id, kept as a file, and checked against the record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import Query, Request, Response
from fastapi.responses import JSONResponse

from audit.receipts import Blocks, ReceiptFile, ReceiptRefused, contradicted, read
from domain.authority.reads import AUDIT, READ_OWN_RECEIPT, READ_RECEIPT
from projections.fetching import Found, fetched
from store.pool import session as connected
from web.asking import says
from web.doors import OpenDoors
from web.giving import GivenId
from web.pages.acting import Trouble, Typed, form_of, of_form
from web.pages.audit import attached, audit_page
from web.pages.room import AuditorsRooms
from web.pages.start_files import uploaded
from web.problems import RequestRefused
from web.receipts import Asked, OfCustody, file_of
from web.routing import Router

router = Router(prefix="/o/{organisation}", include_in_schema=False)

UNREADABLE = 422
TOO_LARGE = 413
LARGEST_RECEIPT = 5 * 1024 * 1024
WHERE = """
    SELECT stream, min(position) AS position FROM tally.events
    WHERE organisation = $1 AND command_id = $2 GROUP BY stream ORDER BY stream LIMIT 20
"""


@router.get("/cycles/{cycle}/receipts/{command_id}")
@says(READ_RECEIPT)
async def kept(request: Request, doors: OpenDoors, place: Asked, command_id: GivenId) -> Response:
    """A decision's proof as a file, from any page that shows the decision."""
    return _attached(await file_of(request, doors, *place.key, command_id))


@router.get("/audit/kept/receipts/{command_id}")
@says(READ_OWN_RECEIPT)
async def kept_of_custody(
    request: Request, doors: OpenDoors, place: OfCustody, command_id: GivenId
) -> Response:
    """The proof of a decision of custody as a file, for its maker."""
    return _attached(await file_of(request, doors, *place, command_id))


def _attached(found: ReceiptFile) -> Response:
    name = f"receipt-{found.command_id[:60]}.json"
    return JSONResponse(found.model_dump(mode="json"), headers=attached(name))


@router.get("/audit/receipts")
@says(AUDIT)
async def receipts(
    room: AuditorsRooms, command_id: Annotated[str, Query(max_length=300)] = ""
) -> Response:
    """Where a command is recorded, with its proof to keep."""
    wanted = command_id.strip()
    rows: Sequence[Found] = ()
    if wanted:
        rows = await fetched(room.doors.reader, WHERE, room.organisation, wanted)
    trouble = None
    if not rows:
        trouble = Trouble(404, f"Nothing is recorded under the command id {wanted or '(none)'}.")
    return await audit_page(room, Typed({"command_id": (wanted,)}), trouble, found=rows)


@router.get("/audit/receipts/file")
@says(READ_RECEIPT)
async def receipt(
    room: AuditorsRooms,
    stream: Annotated[str, Query(max_length=300)],
    command_id: Annotated[str, Query(max_length=300)],
) -> Response:
    """A decision's proof as a file."""
    found = await file_of(room.request, room.doors, room.organisation, stream, command_id)
    return JSONResponse(found.model_dump(mode="json"), headers=attached("receipt.json"))


@router.post("/audit/receipts/check")
@says(AUDIT)
async def check(room: AuditorsRooms) -> Response:
    """Whether the record still holds what an uploaded receipt proves."""
    if refused := getattr(room.request.state, "too_large", None):
        assert isinstance(refused, RequestRefused)
        words = "This file is larger than 5 MiB, and no receipt is: it was not read."
        return await audit_page(room, trouble=Trouble(TOO_LARGE, words))
    form = await form_of(room.request, fields=5)
    content, _ = await uploaded(form)
    if not content:
        return await audit_page(room, of_form(form), Trouble(UNREADABLE, "Choose a receipt first."))
    try:
        held, at = read(content[: LARGEST_RECEIPT + 1])
    except ReceiptRefused as refused:
        return await audit_page(room, of_form(form), Trouble(UNREADABLE, str(refused)))
    if held.organisation != room.organisation:
        words = "This receipt is of another organisation: check it on that one's page."
        return await audit_page(room, of_form(form), Trouble(UNREADABLE, words))
    async with connected(room.doors.reader) as connection:  # with nothing remembered
        why = await contradicted(connection, Blocks(), held, at)
    return await audit_page(
        room, of_form(form), checked={"held": held, "size": at.size, "why": why}
    )
