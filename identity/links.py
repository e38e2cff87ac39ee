"""One-time links: shown once, usable once, and by nobody after a week."""

from __future__ import annotations

from datetime import datetime

from identity import accounts, journal
from identity.model import LINK_LASTS, Account, IdentityRefused
from identity.secret import digest, new_secret
from store.pool import Connection

PURPOSE = "welcome"


class LinkSpent(IdentityRefused):
    """The link was used, has expired, or never was one."""

    def __init__(self) -> None:
        super().__init__(
            "This link was used already, has expired, or was replaced by a newer one. "
            "Ask whoever runs Tallystick here for a new one: tally user link."
        )


async def make(connection: Connection, account: Account, *, at: datetime, by: str = "") -> str:
    """A new link's secret; earlier links of that account end. Raises IdentityRefused if disabled."""
    if account.disabled_at is not None:
        raise IdentityRefused(f"The account of {account.email} is disabled.")
    secret = new_secret()
    async with connection.transaction():
        await end(connection, account.id, at=at)
        await connection.execute(
            "INSERT INTO tally.one_time_links (secret_sha256, account, purpose, created_at,"
            " expires_at) VALUES ($1, $2, $3, $4, $5)",
            digest(secret),
            account.id,
            PURPOSE,
            at,
            at + LINK_LASTS,
        )
        await journal.note(connection, "LinkMade", at=at, account=account.id, client=by)
    return secret


async def end(connection: Connection, account: str, *, at: datetime) -> None:
    """Whatever links the account has open lead nowhere any more."""
    await connection.execute(
        "UPDATE tally.one_time_links SET expires_at = $2"
        " WHERE account = $1 AND used_at IS NULL AND expires_at > $2",
        account,
        at,
    )


async def waiting(connection: Connection, account: str, *, at: datetime) -> datetime | None:
    """Until when the account has a link that nobody used yet; None where it has none."""
    found: datetime | None = await connection.fetchval(
        "SELECT max(expires_at) FROM tally.one_time_links"
        " WHERE account = $1 AND used_at IS NULL AND expires_at > $2",
        account,
        at,
    )
    return found


async def look(connection: Connection, secret: str, *, at: datetime) -> Account:
    """Whose link it is; it stays unused. Raises LinkSpent."""
    account = await connection.fetchval(
        "SELECT account FROM tally.one_time_links"
        " WHERE secret_sha256 = $1 AND used_at IS NULL AND expires_at > $2",
        digest(secret),
        at,
    )
    found = None if account is None else await accounts.of_id(connection, account)
    if found is None or found.disabled_at is not None:
        raise LinkSpent
    return found


async def use(connection: Connection, secret: str, *, at: datetime, client: str = "") -> Account:
    """Whose link it was; of two at once, one gets it. Raises LinkSpent."""
    found = await look(connection, secret, at=at)
    async with connection.transaction():
        taken = await connection.fetchval(
            "UPDATE tally.one_time_links SET used_at = $2"
            " WHERE secret_sha256 = $1 AND used_at IS NULL RETURNING account",
            digest(secret),
            at,
        )
        if taken is None:
            raise LinkSpent
        await journal.note(connection, "LinkUsed", at=at, account=found.id, client=client)
    return found
