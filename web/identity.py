"""Who calls: the person that a session's or a token's account is in the organisation asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Header, Request
from pydantic import StringConstraints

from domain.errors import NotAuthorised
from domain.model import SYSTEM, Actor, Value
from domain.words import Identifier, Instant, forbidden_character
from identity import journal
from identity.model import Account, Scope, Session
from runtime.settings import Settings, SettingsInvalid
from store.pool import session as connected
from web.doors import Doors, OpenDoors
from web.problems import Malformed, NotIdentified
from web.proofs import is_loopback, require_local, session_of, token_of

UNNAMED = "http"
BROWSER = "pages"
ASKS = frozenset({"GET", "HEAD"})
NO_PART = "You have no part here. If you should, ask whoever runs Tallystick here."
"""The same whether or not there is what was asked for."""


class NoIdentityProvider(SettingsInvalid):
    """The service could not know who anybody is."""


class Caller(Value):
    """The person, for whom they act if for another, and the rehearsal's clock if they told one.

    `session` is the browser's, where there is one: a token and this machine's key have none.
    `account` proved it, by a session or a token.
    """

    person: Identifier
    on_behalf_of: Identifier | None = None
    client: str = UNNAMED
    at: Instant | None = None
    session: Session | None = None
    account: str | None = None
    scope: Scope = "decide"
    administrator: bool = False

    @property
    def actor(self) -> Actor:
        return Actor(person=self.person, on_behalf_of=self.on_behalf_of)


def require_identity(settings: Settings) -> None:
    """Raise NoIdentityProvider for settings with which nobody, or anybody, could be anyone."""
    if settings.environment == "development":
        _require_loopback(settings)
        return
    if settings.local_key:
        raise NoIdentityProvider(
            "TALLY_LOCAL_KEY is set and TALLY_ENV is production: the header that it opens is for "
            "development only. Remove it."
        )
    known = (settings.oidc_issuer, settings.oidc_client_id, settings.oidc_client_secret)
    if any(known) and not all(known):
        raise NoIdentityProvider(
            "An identity provider needs all of TALLY_OIDC_ISSUER, TALLY_OIDC_CLIENT_ID and "
            "TALLY_OIDC_CLIENT_SECRET."
        )
    if not all(known) and not settings.local_accounts:
        raise NoIdentityProvider(
            "TALLY_ENV is production, and there is no identity provider: nobody could sign in. Set "
            "TALLY_OIDC_ISSUER, TALLY_OIDC_CLIENT_ID and TALLY_OIDC_CLIENT_SECRET, or allow local "
            "accounts with TALLY_LOCAL_ACCOUNTS=1."
        )
    _require_public_url(settings)


def _require_loopback(settings: Settings) -> None:
    if not is_loopback(settings.http_host):
        raise NoIdentityProvider(
            f"TALLY_HTTP_HOST is {settings.http_host}, and TALLY_ENV is development, which takes a "
            "caller's word on this machine and is no identity provider for others. "
            "Set TALLY_HTTP_HOST=127.0.0.1, or TALLY_ENV=production."
        )


def _require_public_url(settings: Settings) -> None:
    url = urlsplit(settings.public_url or "")
    if url.scheme != "https" and not is_loopback(url.hostname or ""):
        raise NoIdentityProvider(
            "TALLY_PUBLIC_URL is the https address at which people reach this service, for example "
            "https://tally.halden.example: cookies and passkeys are bound to it. Set it."
        )


async def caller_of(
    *,
    request: Request,
    doors: OpenDoors,
    tally_person: Annotated[Identifier | None, Header(description="Who asks")] = None,
    tally_on_behalf_of: Annotated[Identifier | None, Header()] = None,
    tally_client: Annotated[str | None, StringConstraints(max_length=100), Header()] = None,
    tally_at: Annotated[Instant | None, Header(description="A rehearsal's own clock")] = None,
) -> Caller:
    """The caller. Raises NotIdentified for nobody, NotAuthorised for who has no part there."""
    client = (tally_client or UNNAMED).strip() or UNNAMED
    if found := forbidden_character(client, one_line=True):
        raise Malformed("The header Tally-Client cannot be kept.", missing=(f"remove {found}",))
    proved = await _proved(request, doors, tally_person)
    if SYSTEM.person in {proved.person, tally_on_behalf_of}:
        raise NotAuthorised("The service acts for itself; nobody else acts as it.")
    request.state.person = proved.person
    named = BROWSER if proved.session and tally_client is None else client
    return proved.model_copy(
        update={"on_behalf_of": tally_on_behalf_of, "client": named, "at": tally_at}
    )


async def _proved(request: Request, doors: Doors, named: str | None) -> Caller:
    if session := await session_of(request, doors):
        return await _member(request, doors, session.account, session=session)
    if carried := await token_of(request, doors):
        token, account = carried
        if token.organisation != request.path_params.get("organisation"):
            raise await _no_part(request, doors, account)
        if token.scope == "read" and request.method not in ASKS:
            raise NotAuthorised("This API token may read and decides nothing: its scope is read.")
        return await _member(request, doors, account, scope=token.scope)
    if named is None:
        raise NotIdentified("Sign in, or send an API token: Authorization: Bearer tally_….")
    require_local(request)
    return Caller(person=named)


async def _member(
    request: Request,
    doors: Doors,
    account: Account,
    *,
    session: Session | None = None,
    scope: Scope = "decide",
) -> Caller:
    membership = account.in_organisation(request.path_params.get("organisation", ""))
    if membership is None:
        raise await _no_part(request, doors, account)
    return Caller(
        person=membership.person,
        session=session,
        account=account.id,
        scope=scope,
        administrator=membership.administrator,
    )


async def _no_part(request: Request, doors: Doors, account: Account) -> NotAuthorised:
    """The same words whether or not there is such an organisation."""
    async with connected(doors.writer) as connection:
        await journal.note(
            connection,
            "NoMembership",
            at=doors.now(),
            account=account.id,
            client=UNNAMED,
            path=request.url.path,
        )
    return NotAuthorised(NO_PART)


WhoCalls = Annotated[Caller, Depends(caller_of)]


def told_time(caller: Caller, *, rehearsal: bool, now: datetime) -> datetime:
    """The instant at which something is asked: a rehearsal may be told its own."""
    return caller.at if rehearsal and caller.at is not None else now
