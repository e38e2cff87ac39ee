"""Who calls: until sign-in exists, the person that a header names, on this very machine only."""

from __future__ import annotations

from datetime import datetime
from ipaddress import ip_address
from typing import Annotated

from fastapi import Depends, Header, Request
from pydantic import StringConstraints

from domain.errors import NotAuthorised
from domain.model import SYSTEM, Actor, Value
from domain.words import Identifier, Instant, forbidden_character
from runtime.settings import Settings, SettingsInvalid
from web.problems import Malformed, NotIdentified

THROUGH_A_PROXY = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
HERE = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})
UNNAMED = "http"


class NoIdentityProvider(SettingsInvalid):
    """The service would have to believe a header that anybody can write."""


class Caller(Value):
    """The person, for whom they act if for another, and the rehearsal's clock if they told one."""

    person: Identifier
    on_behalf_of: Identifier | None = None
    client: str = UNNAMED
    at: Instant | None = None

    @property
    def actor(self) -> Actor:
        return Actor(person=self.person, on_behalf_of=self.on_behalf_of)


def require_identity(settings: Settings) -> None:
    """Raise NoIdentityProvider unless nobody but this machine's users can reach the header."""
    if settings.environment != "development":
        raise NoIdentityProvider(
            f"TALLY_ENV is {settings.environment}, and this release has no identity provider: "
            "anybody could name themselves as anyone. It serves only TALLY_ENV=development."
        )
    if not is_loopback(settings.http_host):
        raise NoIdentityProvider(
            f"TALLY_HTTP_HOST is {settings.http_host}, and this release has no identity provider: "
            "the caller is named by a header, which is honoured on a loopback address only. "
            "Set TALLY_HTTP_HOST=127.0.0.1."
        )


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


async def caller_of(
    request: Request,
    tally_person: Annotated[Identifier | None, Header(description="Who asks")] = None,
    tally_on_behalf_of: Annotated[Identifier | None, Header()] = None,
    tally_client: Annotated[str | None, StringConstraints(max_length=100), Header()] = None,
    tally_at: Annotated[Instant | None, Header(description="A rehearsal's own clock")] = None,
) -> Caller:
    """The caller. Raises NotIdentified without a header, NotAuthorised from elsewhere."""
    _require_from_here(request)
    if tally_person is None:
        raise NotIdentified("Say who asks with the header Tally-Person.")
    if SYSTEM.person in {tally_person, tally_on_behalf_of}:
        raise NotAuthorised("The service acts for itself; nobody else acts as it.")
    client = (tally_client or UNNAMED).strip() or UNNAMED
    if found := forbidden_character(client, one_line=True):
        raise Malformed("The header Tally-Client cannot be kept.", missing=(f"remove {found}",))
    return Caller(
        person=tally_person,
        on_behalf_of=tally_on_behalf_of,
        client=client,
        at=tally_at,
    )


def _require_from_here(request: Request) -> None:
    """Loopback at both ends: not through a proxy, and not from a page of another site."""
    host = request.headers.get("host", "")
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    from_here = request.client is not None and is_loopback(request.client.host)
    proxied = any(header in request.headers for header in THROUGH_A_PROXY)
    if not from_here or proxied or name not in HERE:
        raise NotAuthorised("A caller is named by a header on this very machine only.")


WhoCalls = Annotated[Caller, Depends(caller_of)]


def told_time(caller: Caller, *, rehearsal: bool, now: datetime) -> datetime:
    """The instant at which something is asked: a rehearsal may be told its own."""
    return caller.at if rehearsal and caller.at is not None else now
