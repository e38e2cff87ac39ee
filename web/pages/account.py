"""One's own account: sessions, API tokens, password and time zone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any, cast, get_args
from zoneinfo import available_timezones

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from identity import accounts, passwords, sessions, tokens
from identity.model import IdentityRefused, Opened, Scope, Session
from store.pool import session as connected
from web import limits, proofs
from web.addresses import local
from web.doors import Doors, OpenDoors
from web.pages.acting import NOTHING_TYPED, Trouble, Typed, done, typed
from web.pages.browsers import browser_of
from web.pages.parking import typed_before
from web.pages.plain import SignedIn, plain
from web.pages.sign_in import REFUSED, UNUSABLE, agent_of, has_passwords
from web.routing import Router

router = Router(include_in_schema=False)

HERE = "/account"
WRONG = "That is not your password."
DAYS = ("7", "30", "90", "365")

Beside = Callable[[Request, Doors, Session], Awaitable[Mapping[str, Any]]]
BESIDE: list[Beside] = []
"""What other parts of the account page need; each adds its own names to the page."""


@router.get(HERE)
async def show(request: Request, doors: OpenDoors, session: SignedIn) -> Response:
    return await _page(request, doors, session, await typed_before(request, doors))


@router.post(f"{HERE}/sessions")
async def end_sessions(request: Request, doors: OpenDoors, session: SignedIn) -> Response:
    """End one session, or every other one."""
    only = (await typed(request)).text("session")
    async with connected(doors.writer) as connection:
        ended = await sessions.revoke(
            connection,
            session.account.id,
            at=doors.now(),
            only=only,
            keep=session.id,
            client=agent_of(request),
        )
    return done(HERE, "It has ended." if ended else "There was no such session.")


@router.post(f"{HERE}/tokens")
async def make_token(request: Request, doors: OpenDoors, session: SignedIn) -> Response:
    """The one page that ever shows the token."""
    form = await typed(request)
    try:
        async with connected(doors.writer) as connection:
            made, secret = await tokens.make(
                connection,
                session.account,
                organisation=form.get("organisation"),
                name=form.get("name"),
                scope=_scope(form),
                at=doors.now(),
                lasts=timedelta(days=_days(form)),
                client=agent_of(request),
            )
    except IdentityRefused as refused:
        return await _page(request, doors, session, form, Trouble(UNUSABLE, str(refused)))
    return plain(request, "token.html", session=session, token=made, secret=secret)


@router.post(f"{HERE}/tokens/revoke")
async def revoke_token(request: Request, doors: OpenDoors, session: SignedIn) -> Response:
    token = (await typed(request)).get("token")
    async with connected(doors.writer) as connection:
        ended = await tokens.revoke(
            connection, session.account.id, token, at=doors.now(), client=agent_of(request)
        )
    return done(HERE, "The token is revoked." if ended else "There was no such token.")


@router.post(f"{HERE}/zone")
async def set_zone(request: Request, doors: OpenDoors, session: SignedIn) -> Response:
    form = await typed(request)
    try:
        async with connected(doors.writer) as connection:
            await accounts.set_zone(connection, session.account.id, form.get("zone").strip())
    except IdentityRefused as refused:
        trouble = Trouble(UNUSABLE, str(refused), fields={"zone": str(refused)})
        return await _page(request, doors, session, form, trouble)
    return done(HERE, "The time zone is set.")


@router.post(f"{HERE}/password")
async def set_password(request: Request, doors: OpenDoors, session: SignedIn) -> Response:
    """A new password, for who proves the old one; every other session ends."""
    form, agent, account = await typed(request), agent_of(request), session.account.id
    try:
        passwords.require_usable(form.get("password"), form.get("again"))
    except IdentityRefused as refused:
        trouble = Trouble(UNUSABLE, str(refused), fields={"password": str(refused)})
        return await _page(request, doors, session, form, trouble)
    opened = await proved(doors, session, form.get("current"), agent)
    if isinstance(opened, Trouble):
        return await _page(request, doors, session, form, opened)
    await accounts.set_password(
        doors.writer, account, form.get("password"), at=doors.now(), client=agent
    )
    async with connected(doors.writer) as connection:
        await sessions.revoke(
            connection, account, at=doors.now(), keep=opened.session.id, client=agent
        )
    answer = done(HERE, "The password is set, and every other session has ended.")
    proofs.set_session(answer, opened)
    return answer


@router.get(f"{HERE}/prove")
async def ask_to_prove(request: Request, session: SignedIn) -> Response:
    """Say again who you are, before something that needs it just now."""
    return _proving(request, session, Typed({"next": (local(request.query_params.get("next")),)}))


@router.post(f"{HERE}/prove")
async def prove(request: Request, doors: OpenDoors, session: SignedIn) -> Response:
    form = await typed(request)
    opened = await proved(doors, session, form.get("current"), agent_of(request))
    if isinstance(opened, Trouble):
        return _proving(request, session, form, opened)
    answer = RedirectResponse(local(form.get("next")), 303)
    proofs.set_session(answer, opened)
    return answer


async def proved(doors: Doors, session: Session, password: str, client: str) -> Opened | Trouble:
    """The session as rotated, for who gave the account's password just now; limited in number.

    Whoever calls sets the cookie anew: `proofs.set_session`.
    """
    account = session.account.id
    try:
        counted = await limits.counted(doors, (limits.PROVING, account), account=account)
    except limits.TooManyAttempts as refused:
        return Trouble(refused.status, refused.detail)
    opened = await sessions.reauthenticate(
        doors.writer, session, password, at=doors.now(), client=client
    )
    if opened is None:
        return Trouble(REFUSED, WRONG, fields={"current": WRONG})
    await limits.forgiven(doors, counted)
    return opened


def _proving(
    request: Request, session: Session, form: Typed, trouble: Trouble | None = None
) -> Response:
    settings = proofs.settings_of(request)
    return plain(
        request,
        "prove.html",
        session=session,
        typed=form,
        trouble=trouble,
        then=local(form.get("next")),
        passwords=session.account.has_password,
        external=settings.oidc_issuer is not None,
    )


async def _page(
    request: Request,
    doors: Doors,
    session: Session,
    form: Typed = NOTHING_TYPED,
    trouble: Trouble | None = None,
) -> Response:
    async with connected(doors.writer) as connection:
        mine = await sessions.of_account(connection, session.account.id, at=doors.now())
        kept = await tokens.of_account(connection, session.account.id)
    beside: dict[str, Any] = {}
    for more in BESIDE:
        beside |= await more(request, doors, session)
    return plain(
        request,
        "account.html",
        session=session,
        typed=form,
        trouble=trouble,
        account=session.account,
        sessions=mine,
        browser_of=browser_of,
        tokens=kept,
        now=doors.now(),
        days=tuple((one, f"{one} days") for one in DAYS),
        zones=tuple(sorted(available_timezones())),
        passwords=has_passwords(proofs.settings_of(request)),
        **beside,
    )


def _scope(form: Typed) -> Scope:
    found = form.get("scope")
    for scope in get_args(Scope):
        if scope == found:
            return cast("Scope", scope)
    raise IdentityRefused("Say what the token is for: reading, or deciding too.")


def _days(form: Typed) -> int:
    found = form.get("days")
    if found not in DAYS:
        raise IdentityRefused("Say for how long the token is good.")
    return int(found)
