"""Sessions of browsers: begun, found by their cookie, rotated, ended."""

from __future__ import annotations

from datetime import datetime, timedelta

from identity import accounts, journal
from identity.model import ABSOLUTE, IDLE, Account, Opened, Session
from identity.secret import digest, new_id, new_secret
from store.pool import Connection, Pool
from store.pool import session as connected

LONGEST_AGENT = 300
SEEN_EVERY = timedelta(minutes=1)
"""A session's last use is written down no more often."""
FIND = """
    SELECT id, account, agent, created_at, last_seen_at, expires_at, reauthenticated_at
    FROM tally.sessions
"""
ALIVE = "revoked_at IS NULL AND expires_at > $2 AND last_seen_at > $3"


async def begin(
    connection: Connection,
    account: Account,
    *,
    agent: str,
    at: datetime,
    proved_at: datetime | None = None,
) -> Opened:
    """A new session; `proved_at` is when its user proved who they are, now unless said."""
    secret, name = new_secret(), new_id()
    await connection.execute(
        "INSERT INTO tally.sessions (id, secret_sha256, account, agent, created_at, last_seen_at,"
        " expires_at, reauthenticated_at) VALUES ($1, $2, $3, $4, $5, $5, $6, $7)",
        name,
        digest(secret),
        account.id,
        agent[:LONGEST_AGENT],
        at,
        at + ABSOLUTE,
        proved_at or at,
    )
    found = await of_secret(connection, secret, at=at)
    assert found is not None
    return Opened(session=found, secret=secret)


async def of_secret(
    connection: Connection, secret: str, *, at: datetime, used: bool = True
) -> Session | None:
    """The session of a cookie; None where it ended, or its account is disabled.

    Its use is noted where it was `used`: what a page asks for by itself keeps no session open.
    """
    row = await connection.fetchrow(
        f"{FIND} WHERE secret_sha256 = $1 AND {ALIVE}", digest(secret), at, at - IDLE
    )
    if row is None:
        return None
    account = await accounts.of_id(connection, row["account"])
    if account.disabled_at is not None:
        return None
    if used and at - row["last_seen_at"] > SEEN_EVERY:
        await connection.execute(
            "UPDATE tally.sessions SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $2",
            row["id"],
            at,
        )
    return Session(**{**dict(row), "account": account})


async def account_of_ended(connection: Connection, secret: str) -> str | None:
    """Whose cookie this is or was, for what only they may have back."""
    found: str | None = await connection.fetchval(
        "SELECT account FROM tally.sessions WHERE secret_sha256 = $1", digest(secret)
    )
    return found


async def of_account(connection: Connection, account: str, *, at: datetime) -> tuple[Session, ...]:
    """Every session that has not ended, the newest first."""
    owner = await accounts.of_id(connection, account)
    rows = await connection.fetch(
        f"{FIND} WHERE account = $1 AND {ALIVE} ORDER BY created_at DESC", account, at, at - IDLE
    )
    return tuple(Session(**{**dict(row), "account": owner}) for row in rows)


async def end(connection: Connection, session: Session, *, at: datetime, client: str = "") -> None:
    """Sign out."""
    async with connection.transaction():
        await _revoke(connection, session.id, at)
        await journal.note(
            connection, "SignedOut", at=at, account=session.account.id, client=client
        )


async def revoke(
    connection: Connection,
    account: str,
    *,
    at: datetime,
    only: str | None = None,
    keep: str | None = None,
    client: str = "",
) -> int:
    """End one session of an account, or all but `keep`; how many ended."""
    async with connection.transaction():
        rows = await connection.fetch(
            "UPDATE tally.sessions SET revoked_at = $2 WHERE account = $1 AND revoked_at IS NULL"
            " AND ($3::text IS NULL OR id = $3) AND ($4::text IS NULL OR id <> $4) RETURNING id",
            account,
            at,
            only,
            keep,
        )
        if rows:
            await journal.note(
                connection,
                "SessionRevoked",
                at=at,
                account=account,
                client=client,
                how_many=str(len(rows)),
            )
    return len(rows)


async def rotate(
    connection: Connection, session: Session, *, at: datetime, proved_at: datetime | None = None
) -> Opened:
    """The same sign-in under a new secret; the old one ends. Its absolute end stays."""
    secret, name = new_secret(), new_id()
    async with connection.transaction():
        await _revoke(connection, session.id, at)
        await connection.execute(
            "INSERT INTO tally.sessions (id, secret_sha256, account, agent, created_at,"
            " last_seen_at, expires_at, reauthenticated_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            name,
            digest(secret),
            session.account.id,
            session.agent,
            session.created_at,
            at,
            session.expires_at,
            proved_at or session.reauthenticated_at,
        )
    made = session.model_copy(
        update={
            "id": name,
            "last_seen_at": at,
            "reauthenticated_at": proved_at or session.reauthenticated_at,
        }
    )
    return Opened(session=made, secret=secret)


async def reauthenticate(
    pool: Pool, session: Session, password: str, *, at: datetime, client: str = ""
) -> Opened | None:
    """The session rotated and stamped with `at`; None for a wrong password.

    The caller limits how often it is tried, and sets the cookie anew with the secret.
    """
    account = session.account.id
    right = await accounts.has_that_password(pool, account, password)
    async with connected(pool) as connection:
        if not right:
            await journal.note(
                connection, "ReauthenticationFailed", at=at, account=account, client=client
            )
            return None
        opened = await rotate(connection, session, at=at, proved_at=at)
        await journal.note(connection, "Reauthenticated", at=at, account=account, client=client)
    return opened


async def _revoke(connection: Connection, session: str, at: datetime) -> None:
    await connection.execute(
        "UPDATE tally.sessions SET revoked_at = coalesce(revoked_at, $2) WHERE id = $1", session, at
    )
