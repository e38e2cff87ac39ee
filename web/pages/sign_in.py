"""Signing in and out, and the one-time link by which somebody comes in for the first time."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Request, Response
from fastapi.responses import RedirectResponse

from identity import accounts, journal, links, passwords, sessions
from identity.attempts import Limit
from identity.model import Account, IdentityRefused, Opened, Session
from identity.secret import LONGEST as LONGEST_SECRET
from runtime.settings import Settings
from store.pool import session as connected
from web import limits, proofs
from web.addresses import local, with_query
from web.doors import Doors, OpenDoors
from web.pages.acting import Trouble, Typed, typed
from web.pages.plain import SignedIn, plain
from web.problems import RequestRefused
from web.routing import Router

router = Router(include_in_schema=False)

BY_EMAIL = Limit(kind="sign-in by e-mail")
BY_ADDRESS = Limit(kind="sign-in by address")
REFUSED = 401
UNUSABLE = 422
GONE = 410
WRONG = "The e-mail or the password is not right."
Secret = Annotated[str, Path(max_length=LONGEST_SECRET)]


class LinkGone(RequestRefused):
    status = GONE
    title = "This link leads nowhere any more"


@router.get("/")
async def home(request: Request, session: SignedIn) -> Response:
    """To one's work; to choose where, if one is somebody in several organisations."""
    mine = session.account.memberships
    if len(mine) == 1:
        return RedirectResponse(f"/o/{mine[0].organisation}/work", 303)
    return plain(request, "home.html", session=session)


@router.get("/sign-in")
async def ask(request: Request, doors: OpenDoors) -> Response:
    session = await proofs.session_of(request, doors)
    return sign_in_page(
        request, session, Typed({"next": (local(request.query_params.get("next")),)})
    )


@router.post("/sign-in")
async def sign_in(request: Request, doors: OpenDoors) -> Response:
    form = await typed(request)
    session = await proofs.session_of(request, doors)
    if not has_passwords(proofs.settings_of(request)):
        return sign_in_page(
            request, session, form, Trouble(REFUSED, "Sign in with your company account.")
        )
    email = form.get("email")
    try:
        counted = await limits.counted(
            doors,
            (BY_EMAIL, email.strip().lower()),
            (BY_ADDRESS, limits.address_of(request)),
        )
    except limits.TooManyAttempts as refused:
        trouble = Trouble(refused.status, refused.detail)
        return sign_in_page(request, session, form, trouble, headers=refused.headers)
    account = await with_password(doors, email, form.get("password"), agent_of(request))
    if account is None:
        return sign_in_page(request, session, form, Trouble(REFUSED, WRONG))
    await limits.forgiven(doors, counted)
    return await let_in(request, doors, account, then=local(form.get("next")), how="password")


async def with_password(doors: Doors, email: str, password: str, client: str) -> Account | None:
    """Whose e-mail and password these are; None, as slowly, for a stranger."""
    async with connected(doors.writer) as connection:
        found = await accounts.of_email(connection, email)
    right = await accounts.has_that_password(doors.writer, found.id if found else None, password)
    if found is not None and right:
        return found
    async with connected(doors.writer) as connection:
        await journal.note(
            connection,
            "SignInFailed",
            at=doors.now(),
            account=found.id if found else None,
            client=client,
        )
    return None


async def let_in(
    request: Request, doors: Doors, account: Account, *, then: str, how: str
) -> Response:
    """A new session, whatever session there was in this browser; on to the page asked for."""
    before = await proofs.session_of(request, doors)
    async with connected(doors.writer) as connection:
        at, agent = doors.now(), agent_of(request)
        if before is not None:
            await sessions.end(connection, before, at=at, client=agent)
        opened = await sessions.begin(connection, account, agent=agent, at=at)
        await journal.note(connection, "SignedIn", at=at, account=account.id, client=agent, how=how)
    return _to(then, opened)


@router.get("/sign-out")
async def ask_to_sign_out(request: Request, session: SignedIn) -> Response:
    return plain(request, "sign_out.html", session=session)


@router.post("/sign-out")
async def sign_out(request: Request, doors: OpenDoors) -> Response:
    form, session = await typed(request), await proofs.session_of(request, doors)
    if session is not None:
        async with connected(doors.writer) as connection:
            await sessions.end(connection, session, at=doors.now(), client=agent_of(request))
    then = local(form.get("next"))
    answer = RedirectResponse("/sign-in" if then == "/" else with_query("/sign-in", next=then), 303)
    proofs.forget_session(answer)
    return answer


@router.get("/welcome/{secret}")
async def welcome(request: Request, doors: OpenDoors, secret: Secret) -> Response:
    """Looking uses nothing up: mail scanners follow links."""
    then = local(request.query_params.get("next"))
    return plain(request, "welcome.html", account=await _invited(doors, secret), then=then)


@router.post("/welcome/{secret}")
async def come_in(request: Request, doors: OpenDoors, secret: Secret) -> Response:
    form, account = await typed(request), await _invited(doors, secret)
    agent, then = agent_of(request), local(form.get("next"))
    try:
        passwords.require_usable(form.get("password"), form.get("again"))
        async with connected(doors.writer) as connection:
            await links.use(connection, secret, at=doors.now(), client=agent)
        await accounts.set_password(
            doors.writer, account.id, form.get("password"), at=doors.now(), client=agent
        )
    except links.LinkSpent as spent:
        raise LinkGone(str(spent)) from spent
    except IdentityRefused as refused:
        trouble = Trouble(UNUSABLE, str(refused), fields={"password": str(refused)})
        return plain(
            request, "welcome.html", account=account, typed=form, trouble=trouble, then=then
        )
    async with connected(doors.writer) as connection:
        await sessions.revoke(connection, account.id, at=doors.now(), client=agent)
    return await let_in(request, doors, account, then=then, how="one-time link")


async def _invited(doors: Doors, secret: str) -> Account:
    try:
        async with connected(doors.writer) as connection:
            return await links.look(connection, secret, at=doors.now())
    except links.LinkSpent as spent:
        raise LinkGone(str(spent)) from spent


def has_passwords(settings: Settings) -> bool:
    """Whether people may sign in with a password kept here."""
    return settings.environment == "development" or settings.local_accounts


def agent_of(request: Request) -> str:
    """The browser's own words about itself, as the account page shows them."""
    found = request.headers.get("user-agent", "")[: sessions.LONGEST_AGENT]
    return "".join(one for one in found if one.isprintable())


def sign_in_page(
    request: Request,
    session: Session | None,
    form: Typed,
    trouble: Trouble | None = None,
    headers: dict[str, str] | None = None,
) -> Response:
    settings = proofs.settings_of(request)
    answer = plain(
        request,
        "sign_in.html",
        session=session,
        typed=form,
        trouble=trouble,
        then=local(form.get("next")),
        passwords=has_passwords(settings),
        external=settings.oidc_issuer is not None,
    )
    answer.headers.update(headers or {})
    return answer


def _to(then: str, opened: Opened) -> Response:
    answer = RedirectResponse(then, 303)
    proofs.set_session(answer, opened)
    return answer
