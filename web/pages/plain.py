"""Pages outside a cycle: whoever is signed in, or nobody yet."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse

from identity.model import Session
from web import rendering
from web.doors import OpenDoors
from web.pages.acting import NOTHING_TYPED, Trouble, Typed, new_command_id
from web.pages.parking import BACK, TYPED
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
    **context: Any,
) -> HTMLResponse:
    """The page; with a trouble, its status. `said` is what the act before it did."""
    query = request.query_params
    zone = (session.account.zone if session else "") or "UTC"
    return rendering.page(
        request,
        template,
        eyes=Eyes(locale=rendering.locale_of(request), zone=zone),
        status=trouble.status if trouble else 200,
        session=session,
        typed=typed,
        trouble=trouble,
        said=BACK if typed.fields and not trouble and TYPED in query else query.get("said"),
        new_command_id=new_command_id,
        **context,
    )


async def signed_in(request: Request, doors: OpenDoors) -> Session:
    """Whose browser this is. Raises NotIdentified, which leads to the sign-in page."""
    session = await session_of(request, doors)
    if session is None:
        raise NotIdentified("Sign in first.")
    return session


SignedIn = Annotated[Session, Depends(signed_in)]
