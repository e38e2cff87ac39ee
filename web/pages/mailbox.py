"""What the embedded mailbox was sent, in development, for whoever is somebody here."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from domain.authority.reads import OWN
from domain.errors import Unknown
from identity.model import Session
from messages import maildir
from runtime.settings import Settings
from web.asking import says
from web.doors import OpenDoors
from web.pages.plain import plain
from web.proofs import require_local, session_of, settings_of

router = APIRouter(include_in_schema=False)

MOST_SHOWN = 200


async def reader_of(request: Request, doors: OpenDoors) -> Session | None:
    """Raises Unknown where there is no mailbox, NotAuthorised for a stranger."""
    if not settings_of(request).embeds_mailbox:
        raise Unknown("There is no mailbox here: messages leave by the mail server that is set.")
    found = await session_of(request, doors)
    if found is None:
        require_local(request)
    return found


Reader = Annotated[Session | None, Depends(reader_of)]
Key = Annotated[str, Path(max_length=200, pattern=r"^[0-9A-Za-z._=-]+$")]


@router.get("/mailbox")
@says(OWN)
async def show(request: Request, reader: Reader, to: str = "") -> Response:
    """The latest first; `to` keeps those to one address."""
    settings: Settings = settings_of(request)
    found = tuple(one for one in maildir.letters(settings.state) if to in one.to)
    return plain(
        request,
        "mailbox.html",
        session=reader,
        letters=found[:MOST_SHOWN],
        to=to,
        letter=None,
        many=len(found),
    )


@router.get("/mailbox/{key}")
@says(OWN)
async def show_one(request: Request, reader: Reader, key: Key) -> Response:
    """One message as text with its headers; its HTML is not shown."""
    found = maildir.letter(settings_of(request).state, key)
    if found is None:
        raise Unknown("There is no such message any more.")
    return plain(request, "mailbox.html", session=reader, letters=(), to="", letter=found, many=1)
