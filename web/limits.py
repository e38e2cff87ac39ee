"""Limits on what may be tried often, as an answer that says when to try again."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from fastapi import Request

from identity import attempts, journal
from identity.attempts import Limit, TooMany
from store.pool import session as connected
from web.doors import Doors
from web.problems import RequestRefused

PROVING = Limit(kind="re-authentication")
PREFIX = 64
"""One subscriber has that many IPv6 addresses."""


class TooManyAttempts(RequestRefused):
    status = 429
    title = "Too many attempts"

    def __init__(self, seconds: int) -> None:
        minutes = -(-seconds // 60)
        wait = "a minute" if minutes <= 1 else f"{minutes} minutes"
        super().__init__(f"This was tried too often. Wait {wait}, then try again.")
        self.headers = {"Retry-After": str(seconds)}


async def counted(
    doors: Doors, *limits: tuple[Limit, str], account: str | None = None
) -> tuple[int, ...]:
    """Count an attempt under each limit and subject; the ids are for `forgiven`.

    Raises TooManyAttempts where one is reached, after a row in the security log.
    """
    async with connected(doors.writer) as connection:
        at, found = doors.now(), []
        try:
            for limit, subject in limits:
                found.append(await attempts.count(connection, limit, subject, at=at))
        except TooMany as reached:
            await attempts.forgive(connection, *found)
            await journal.note(connection, "RateLimited", at=at, account=account, what=reached.kind)
            raise TooManyAttempts(reached.seconds) from None
    return tuple(found)


async def forgiven(doors: Doors, counted: tuple[int, ...]) -> None:
    """What succeeded counts no more."""
    async with connected(doors.writer) as connection:
        await attempts.forgive(connection, *counted)


def address_of(request: Request) -> str:
    """Where a request comes from, as far as a limit counts it as one place."""
    host = request.client.host if request.client else ""
    try:
        found = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if found.version == 4:  # noqa: PLR2004 - of the internet protocol
        return str(found)
    return str(ip_network((found, PREFIX), strict=False))
