"""Signing in with a company account: to the identity provider's page, and back from it."""

from __future__ import annotations

import structlog
from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from identity import external, journal, sessions
from identity.external import Asked, Said
from identity.model import IdentityRefused, Session
from identity.secret import new_secret
from store.pool import session as connected
from web import proofs, provider
from web.addresses import local
from web.doors import Doors, OpenDoors
from web.pages.acting import Trouble, Typed
from web.pages.sign_in import REFUSED, agent_of, let_in, sign_in_page
from web.provider import Provider, ProviderFailed
from web.routing import Router

router = Router(include_in_schema=False)
log = structlog.get_logger(__name__)

BROWSER = "__Host-tally-external"
CALLBACK = "/sign-in/callback"
FAILED = "Your company account could not be checked. Nothing was done: try again."
LONGEST = 4_000


@router.get("/sign-in/external")
async def leave(request: Request, doors: OpenDoors) -> Response:
    """To the provider. What it answers is for this browser alone."""
    session = await proofs.session_of(request, doors)
    proving = session is not None and "prove" in request.query_params
    asked = Asked(
        nonce=new_secret(),
        verifier=new_secret(),
        then_to=local(request.query_params.get("next")),
        session=session.id if session and proving else None,
    )
    state, browser = new_secret(), new_secret()
    try:
        known = await _provider(request)
    except ProviderFailed as failed:
        return _failed(request, session, asked.then_to, str(failed))
    async with connected(doors.writer) as connection:
        await external.ask(connection, asked, state=state, browser=browser, at=doors.now())
    answer = RedirectResponse(known.address(asked, state), 303)
    answer.set_cookie(
        BROWSER,
        browser,
        max_age=int(external.LASTS.total_seconds()),
        path="/",
        secure=True,
        httponly=True,
        samesite="lax",
    )
    return answer


@router.get(CALLBACK)
async def come_back(request: Request, doors: OpenDoors) -> Response:
    """From the provider, with a code that is good once and only with what this browser holds."""
    session, query = await proofs.session_of(request, doors), request.query_params
    async with connected(doors.writer) as connection:
        asked = await external.answered(
            connection,
            state=query.get("state", ""),
            browser=request.cookies.get(BROWSER, ""),
            at=doors.now(),
        )
    if asked is None or "code" not in query:
        return _failed(request, session, asked.then_to if asked else "/", "no such question")
    try:
        known = await _provider(request)
        said = await provider.said(known, asked, query["code"][:LONGEST], at=doors.now())
        return await _let_in(request, doors, session, asked, said)
    except ProviderFailed as failed:
        await _note(request, doors)
        return _failed(request, session, asked.then_to, str(failed))
    except IdentityRefused as refused:
        await _note(request, doors)
        return _failed(request, session, asked.then_to, "refused", str(refused))


async def _let_in(
    request: Request, doors: Doors, session: Session | None, asked: Asked, said: Said
) -> Response:
    async with connected(doors.writer) as connection:
        account = await external.matched(connection, said, at=doors.now())
    if asked.session is None:
        return await let_in(request, doors, account, then=asked.then_to, how="identity provider")
    if session is None or session.id != asked.session or session.account.id != account.id:
        raise IdentityRefused("That is not the account that you are signed in with.")
    agent = agent_of(request)
    async with connected(doors.writer) as connection:
        opened = await sessions.rotate(
            connection, session, at=doors.now(), proved_at=said.proved_at
        )
        await journal.note(
            connection, "Reauthenticated", at=doors.now(), account=account.id, client=agent
        )
    answer = RedirectResponse(asked.then_to, 303)
    proofs.set_session(answer, opened)
    return answer


async def _provider(request: Request) -> Provider:
    settings = proofs.settings_of(request)
    base = settings.public_url or str(request.base_url)
    return await provider.discovered(settings, base.rstrip("/") + CALLBACK)


async def _note(request: Request, doors: Doors) -> None:
    async with connected(doors.writer) as connection:
        await journal.note(
            connection,
            "SignInFailed",
            at=doors.now(),
            client=agent_of(request),
            how="identity provider",
        )


def _failed(
    request: Request, session: Session | None, then: str, why: str, words: str = FAILED
) -> Response:
    log.warning("the identity provider let nobody in", error=why)
    return sign_in_page(request, session, Typed({"next": (then,)}), Trouble(REFUSED, words))
