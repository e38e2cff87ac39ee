"""Pages outside a cycle: of whoever is signed in, of nobody yet, of an organisation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse

from identity.model import Session
from projections import rehearsals
from web import rendering
from web.doors import Doors, OpenDoors
from web.identity import Caller
from web.pages.acting import NOTHING_TYPED, Trouble, Typed, new_command_id
from web.pages.parking import BACK, TYPED
from web.pages.refusing import of_trouble
from web.problems import NotIdentified
from web.proofs import session_of
from web.rendering import Eyes


def plain(
    request: Request,
    template: str,
    *,
    session: Session | None = None,
    typed: Typed = NOTHING_TYPED,
    trouble: Trouble | None = None,
    headers: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
    **context: Any,
) -> HTMLResponse:
    """The page; with a trouble, its status. `said` is what the act before it did, `names` of people by id."""
    return rendering.page(
        request,
        template,
        eyes=Eyes(rendering.locale_of(request), zone_of(session), names or {}),
        status=trouble.status if trouble else 200,
        headers=headers,
        session=session,
        typed=typed,
        trouble=trouble and of_trouble(trouble, names or {}, {}),
        said=_said(request, typed, trouble),
        new_command_id=new_command_id,
        **context,
    )


def zone_of(session: Session | None) -> str:
    """In which somebody reads instants outside a cycle, which would have one of its own."""
    return (session.account.zone if session else "") or "UTC"


def _said(request: Request, typed: Typed, trouble: Trouble | None) -> str | None:
    query = request.query_params
    return BACK if typed.fields and not trouble and TYPED in query else query.get("said")


async def organisational(
    request: Request, doors: Doors, caller: Caller, organisation: str, template: str, **context: Any
) -> HTMLResponse:
    """A page about an organisation: who reads it, and whether it is a rehearsal, are said in it."""
    session = caller.session
    return plain(
        request,
        template,
        session=session,
        organisation=organisation,
        rehearses=bool(await rehearsals.of(doors.reader, organisation)),
        who=session.account.name if session else caller.person,
        **context,
    )


async def signed_in(request: Request, doors: OpenDoors) -> Session:
    """Whose browser this is. Raises NotIdentified, which leads to the sign-in page."""
    session = await session_of(request, doors)
    if session is None:
        raise NotIdentified("Sign in first.")
    return session


SignedIn = Annotated[Session, Depends(signed_in)]
