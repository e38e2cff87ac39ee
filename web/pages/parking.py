"""Nobody is signed in: to the sign-in page and back, with what was typed into a form."""

from __future__ import annotations

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile

from identity import parked, sessions
from identity.model import PARKED_LASTS
from identity.secret import new_secret
from store.pool import session as connected
from web import addresses
from web.doors import Doors, doors_of
from web.pages.acting import COMMAND_ID, NOTHING_TYPED, Typed, form_of
from web.problems import is_page, not_taken
from web.proofs import SESSION, session_of

BROWSER = "__Host-tally-parked"
TYPED = "typed"
SIGN_IN = "/sign-in"
ASKS = frozenset({"GET", "HEAD"})
NEVER_KEPT = (COMMAND_ID, "password", "secret", "next", "nonce", "credential", "signature")
BACK = "What you had typed is back in its fields. Nothing was sent yet: look at it and send it."


async def to_sign_in(request: Request, error: Exception) -> Response:
    """Where a request goes that nobody is known to have sent: a program is told so instead."""
    if not is_page(request):
        return await not_taken(request, error)
    if request.method in ASKS:
        return _redirect(addresses.of_request(request))
    return await _parked(request, doors_of(request))


async def typed_before(request: Request, doors: Doors) -> Typed:
    """What was typed on this page before its sender had to sign in again; mostly nothing."""
    name, browser = request.query_params.get(TYPED), request.cookies.get(BROWSER)
    session = await session_of(request, doors) if name and browser else None
    if session is None or name is None or browser is None:
        return NOTHING_TYPED
    async with connected(doors.writer) as connection:
        found = await parked.found(
            connection,
            name,
            page=request.url.path,
            browser=browser,
            account=session.account.id,
            at=doors.now(),
        )
    return NOTHING_TYPED if found is None else Typed(found)


async def _parked(request: Request, doors: Doors) -> Response:
    page, fields = addresses.of_form(request), await _fields(request)
    browser = request.cookies.get(BROWSER) or new_secret()
    ended = request.cookies.get(SESSION)
    async with connected(doors.writer) as connection:
        name = await parked.park(
            connection,
            fields,
            page=page.partition("?")[0],
            browser=browser,
            account=await sessions.account_of_ended(connection, ended) if ended else None,
            at=doors.now(),
        )
    answer = _redirect(page if name is None else addresses.with_query(page, **{TYPED: name}))
    answer.set_cookie(
        BROWSER,
        browser,
        max_age=int(PARKED_LASTS.total_seconds()),
        path="/",
        secure=True,
        httponly=True,
        samesite="lax",
    )
    return answer


async def _fields(request: Request) -> dict[str, tuple[str, ...]]:
    """What was typed: no file, no secret, and not the id of an act that was never given."""
    found: dict[str, tuple[str, ...]] = {}
    for name, value in (await form_of(request)).multi_items():
        if not isinstance(value, UploadFile) and not any(one in name for one in NEVER_KEPT):
            found[name] = (*found.get(name, ()), value.replace("\r\n", "\n"))
    return found


def _redirect(then: str) -> RedirectResponse:
    return RedirectResponse(addresses.with_query(SIGN_IN, next=then), 303)
