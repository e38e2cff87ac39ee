"""How a request proves who sends it: a session's cookie, an API token, or this machine's key."""

from __future__ import annotations

import hmac
from ipaddress import ip_address

from fastapi import Request, Response

from domain.errors import NotAuthorised
from identity import sessions, tokens
from identity.model import ABSOLUTE, Account, ApiToken, Opened, Session
from runtime.settings import Settings
from store.pool import session as connected
from web.doors import Doors
from web.problems import NotIdentified

SESSION = "__Host-tally"
KEY = "tally-key"
BEARER = "bearer "
THROUGH_A_PROXY = ("forwarded", "x-forwarded-for", "x-real-ip", "via")
LISTENING = "/changes"
BY_ITSELF = "tally-by-itself"
"""A page's script says so where it asks without its reader: an open page is nobody at work."""

HERE = frozenset({"localhost", "127.0.0.1", "[::1]", "::1"})


async def session_of(request: Request, doors: Doors) -> Session | None:
    """The session of the request's cookie, found once; None where it ended or there is none."""
    if not hasattr(request.state, "session"):
        secret, found = request.cookies.get(SESSION), None
        if secret:
            async with connected(doors.writer) as connection:
                found = await sessions.of_secret(
                    connection, secret, at=doors.now(), used=_is_used(request)
                )
        request.state.session = found
        request.state.account = found.account if found else None
    kept: Session | None = request.state.session
    return kept


def _is_used(request: Request) -> bool:
    """Whether a person asks, and not the open page by itself: its feed, or what the feed led to."""
    return not (request.url.path.endswith(LISTENING) or BY_ITSELF in request.headers)


async def token_of(request: Request, doors: Doors) -> tuple[ApiToken, Account] | None:
    """The API token that the request carries. Raises NotIdentified for one that is none."""
    carried = request.headers.get("authorization", "")
    if not carried.lower().startswith(BEARER):
        return None
    async with connected(doors.writer) as connection:
        found = await tokens.of_secret(connection, carried[len(BEARER) :].strip(), at=doors.now())
    if found is None:
        raise NotIdentified(
            "This API token has expired, was revoked, or is none. Make another on your account "
            "page, or with `tally login`."
        )
    return found


def settings_of(request: Request) -> Settings:
    found = request.app.state.settings
    assert isinstance(found, Settings)
    return found


def require_local(request: Request) -> None:
    """Raise NotAuthorised unless the header is from this machine, and its sender has the key.

    Loopback at both ends: not through a proxy, and not from a page of another site.
    """
    host = request.headers.get("host", "")
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    from_here = request.client is not None and is_loopback(request.client.host)
    proxied = any(header in request.headers for header in THROUGH_A_PROXY)
    settings = settings_of(request)
    if settings.environment != "development" or not from_here or proxied or name not in HERE:
        raise NotAuthorised("A caller is named by a header on this very machine only.")
    kept = settings.local_key.get_secret_value() if settings.local_key else ""
    given = request.headers.get(KEY, "")
    if not kept or not hmac.compare_digest(given.encode(), kept.encode()):
        raise NotAuthorised(
            "The header Tally-Person is believed only beside this machine's key (Tally-Key), which "
            "`make up` keeps as local.key in its state folder. Sign in, or send an API token."
        )


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def set_session(answer: Response, opened: Opened) -> None:
    """Give the browser its session; the cookie ends no later than the session does."""
    answer.set_cookie(
        SESSION,
        opened.secret,
        max_age=int(ABSOLUTE.total_seconds()),
        path="/",
        secure=True,
        httponly=True,
        samesite="lax",
    )


def forget_session(answer: Response) -> None:
    answer.delete_cookie(SESSION, path="/", secure=True, httponly=True, samesite="lax")
