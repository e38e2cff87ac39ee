"""What the embedded mailbox was sent, in development, for whoever is somebody here."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool

from domain.authority.reads import OWN
from domain.errors import Unknown
from identity.model import Session
from messages import maildir
from web.asking import says
from web.doors import OpenDoors
from web.pages.plain import plain
from web.problems import NotIdentified
from web.proofs import KEY, require_local, session_of, settings_of
from web.routing import Router

router = Router(include_in_schema=False)

A_PAGE = 50
MOST_PAGES = 1_000


async def reader_of(request: Request, doors: OpenDoors) -> Session | None:
    """Raises Unknown where there is no mailbox, NotIdentified for nobody, NotAuthorised for a stranger."""
    if not settings_of(request).embeds_mailbox:
        raise Unknown("There is no mailbox here: messages leave by the mail server that is set.")
    found = await session_of(request, doors)
    if found is None:
        if KEY not in request.headers:
            raise NotIdentified("Sign in first.")
        require_local(request)
    return found


Reader = Annotated[Session | None, Depends(reader_of)]
Key = Annotated[str, Path(max_length=200, pattern=r"^[0-9A-Za-z._=-]+$")]


@router.get("/mailbox")
@says(OWN)
async def show(
    request: Request,
    reader: Reader,
    to: str = "",
    about: str = "",
    page: Annotated[int, Query(ge=1, le=MOST_PAGES)] = 1,
) -> Response:
    """The latest first, a page at a time; `to` and `about` keep those to a person, on a subject."""
    every = await run_in_threadpool(maildir.heads, settings_of(request).state)
    found = tuple(one for one in every if one.is_to(to.strip()) and one.is_about(about.strip()))
    last = max(1, -(-len(found) // A_PAGE))
    now = min(page, last)
    return plain(
        request,
        "mailbox.html",
        session=reader,
        letters=found[(now - 1) * A_PAGE : now * A_PAGE],
        people=sorted({one.to for one in every}),
        to=to,
        about=about,
        letter=None,
        many=len(found),
        now=now,
        last=last,
    )


@router.get("/mailbox/{key}")
@says(OWN)
async def show_one(request: Request, reader: Reader, key: Key) -> Response:
    """One message as text with its headers; its HTML is not shown."""
    found = maildir.letter(settings_of(request).state, key)
    if found is None:
        raise Unknown("There is no such message any more.")
    return plain(request, "mailbox.html", session=reader, letter=found)
