"""API tokens: made once, kept as a hash, of one organisation and scope, with an end."""

from __future__ import annotations

from datetime import datetime, timedelta

from identity import accounts, journal
from identity.model import LONGEST_TOKEN, TOKEN_LASTS, Account, ApiToken, IdentityRefused, Scope
from identity.secret import digest, new_id, new_secret
from store.pool import Connection

PREFIX = "tally_"
LONGEST_NAME = 100
SEEN_EVERY = timedelta(minutes=1)
FIND = """
    SELECT id, account, organisation, name, scope, created_at, expires_at, last_used_at, revoked_at
    FROM tally.api_tokens
"""


async def make(
    connection: Connection,
    account: Account,
    *,
    organisation: str,
    name: str,
    scope: Scope,
    at: datetime,
    lasts: timedelta = TOKEN_LASTS,
    client: str = "",
) -> tuple[ApiToken, str]:
    """A token and its secret, which nobody can be shown again. Raises IdentityRefused."""
    called = name.strip()
    if not called or len(called) > LONGEST_NAME or not called.isprintable():
        raise IdentityRefused(f"A token has a name of 1 to {LONGEST_NAME} characters.")
    if account.in_organisation(organisation) is None:
        raise IdentityRefused("A token is for one of your own organisations.")
    if not timedelta() < lasts <= LONGEST_TOKEN:
        raise IdentityRefused("A token lasts between a day and a year.")
    made = ApiToken(
        id=new_id(), account=account.id, organisation=organisation, name=called, scope=scope,
        created_at=at, expires_at=at + lasts,
    )  # fmt: skip
    secret = new_secret(PREFIX)
    async with connection.transaction():
        await connection.execute(
            "INSERT INTO tally.api_tokens (id, secret_sha256, account, organisation, name, scope,"
            " created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            made.id, digest(secret), made.account, organisation, called, scope, at, made.expires_at,
        )  # fmt: skip
        await journal.note(
            connection, "TokenMade", at=at, account=account.id, organisation=organisation,
            client=client, token=made.id, scope=scope,
        )  # fmt: skip
    return made, secret


async def of_secret(
    connection: Connection, secret: str, *, at: datetime
) -> tuple[ApiToken, Account] | None:
    """The token and whose it is, its use noted; None where it ended, or never was one."""
    row = await connection.fetchrow(
        f"{FIND} WHERE secret_sha256 = $1 AND revoked_at IS NULL AND expires_at > $2",
        digest(secret),
        at,
    )
    if row is None:
        return None
    account = await accounts.of_id(connection, row["account"])
    if account.disabled_at is not None:
        return None
    if row["last_used_at"] is None or at - row["last_used_at"] > SEEN_EVERY:
        await connection.execute(
            "UPDATE tally.api_tokens SET last_used_at = $2 WHERE id = $1", row["id"], at
        )
    return ApiToken(**dict(row)), account


async def of_account(connection: Connection, account: str) -> tuple[ApiToken, ...]:
    """Every token that was not revoked, the newest first."""
    rows = await connection.fetch(
        f"{FIND} WHERE account = $1 AND revoked_at IS NULL ORDER BY created_at DESC", account
    )
    return tuple(ApiToken(**dict(row)) for row in rows)


async def revoke(
    connection: Connection, account: str, token: str, *, at: datetime, client: str = ""
) -> bool:
    """Whether it was a token of that account that had not ended."""
    async with connection.transaction():
        organisation = await connection.fetchval(
            "UPDATE tally.api_tokens SET revoked_at = $3"
            " WHERE id = $2 AND account = $1 AND revoked_at IS NULL RETURNING organisation",
            account,
            token,
            at,
        )
        if organisation is not None:
            await journal.note(
                connection, "TokenRevoked", at=at, account=account, organisation=organisation,
                client=client, token=token,
            )  # fmt: skip
    return organisation is not None
