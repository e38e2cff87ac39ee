"""Accounts: who may sign in, and who each is in which organisation."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import available_timezones

import asyncpg

from identity import journal, passwords
from identity.model import (
    Account,
    Duplicate,
    IdentityRefused,
    Membership,
    NoSuchAccount,
    normal_email,
)
from identity.secret import new_id
from store.pool import Connection, Pool, session

LONGEST_NAME = 200
FIND = """
    SELECT id, email, name, zone, password_hash IS NOT NULL AS has_password, disabled_at
    FROM tally.accounts
"""
MEMBERSHIPS = """
    SELECT organisation, person, administrator FROM tally.memberships
    WHERE account = $1 ORDER BY created_at, organisation
"""


async def add(
    connection: Connection, *, email: str, name: str, at: datetime, by: str = ""
) -> Account:
    """A new account without a password. Raises Duplicate, or IdentityRefused for a bad e-mail."""
    found, called = normal_email(email), name.strip()
    if not called or len(called) > LONGEST_NAME or not called.isprintable():
        raise IdentityRefused(f"A name has 1 to {LONGEST_NAME} characters on one line.")
    made = Account(id=new_id(), email=found, name=called)
    try:
        async with connection.transaction():
            await connection.execute(
                "INSERT INTO tally.accounts (id, email, name, zone, created_at)"
                " VALUES ($1, $2, $3, '', $4)",
                made.id,
                found,
                called,
                at,
            )
            await journal.note(
                connection, "AccountAdded", at=at, account=made.id, client=by, email=found
            )
    except asyncpg.UniqueViolationError:
        raise Duplicate(f"There is an account for {found} already.") from None
    return made


async def join(
    connection: Connection, account: str, membership: Membership, *, at: datetime
) -> None:
    """The account is that person in that organisation. Raises Duplicate where either is taken."""
    try:
        async with connection.transaction():
            await connection.execute(
                "INSERT INTO tally.memberships (account, organisation, person, administrator,"
                " created_at) VALUES ($1, $2, $3, $4, $5)",
                account,
                membership.organisation,
                membership.person,
                membership.administrator,
                at,
            )
    except asyncpg.UniqueViolationError as taken:
        what = (
            f"The account is somebody in {membership.organisation} already."
            if "pkey" in str(taken.constraint_name)
            else f"{membership.person} of {membership.organisation} has an account already."
        )
        raise Duplicate(what) from None


async def of_id(connection: Connection, account: str) -> Account:
    """Raises NoSuchAccount."""
    row = await connection.fetchrow(f"{FIND} WHERE id = $1", account)
    if row is None:
        raise NoSuchAccount("There is no such account.")
    return await _whole(connection, row)


async def of_email(connection: Connection, email: str) -> Account | None:
    """The account of an e-mail in any spelling; None for a stranger."""
    try:
        found = normal_email(email)
    except IdentityRefused:
        return None
    row = await connection.fetchrow(f"{FIND} WHERE lower(email) = $1", found)
    return None if row is None else await _whole(connection, row)


async def every(connection: Connection) -> tuple[Account, ...]:
    rows = await connection.fetch(f"{FIND} ORDER BY lower(email)")
    return tuple([await _whole(connection, row) for row in rows])


async def disable(connection: Connection, email: str, *, at: datetime, by: str = "") -> Account:
    """Nobody signs in with it any more, and all that it holds ends. Raises NoSuchAccount."""
    found = await of_email(connection, email)
    if found is None:
        raise NoSuchAccount(f"There is no account for {email.strip()}.")
    async with connection.transaction():
        await connection.execute(
            "UPDATE tally.accounts SET disabled_at = coalesce(disabled_at, $2) WHERE id = $1",
            found.id,
            at,
        )
        for table in ("sessions", "api_tokens"):
            await connection.execute(
                f"UPDATE tally.{table} SET revoked_at = $2"  # noqa: S608 - two names of our own
                " WHERE account = $1 AND revoked_at IS NULL",
                found.id,
                at,
            )
        await journal.note(connection, "AccountDisabled", at=at, account=found.id, client=by)
    return await of_id(connection, found.id)


async def enable(connection: Connection, email: str, *, at: datetime, by: str = "") -> Account:
    """It may sign in again; what ended with it stays ended. Raises NoSuchAccount."""
    found = await of_email(connection, email)
    if found is None:
        raise NoSuchAccount(f"There is no account for {email.strip()}.")
    async with connection.transaction():
        await connection.execute(
            "UPDATE tally.accounts SET disabled_at = NULL WHERE id = $1", found.id
        )
        await journal.note(connection, "AccountEnabled", at=at, account=found.id, client=by)
    return await of_id(connection, found.id)


async def set_zone(connection: Connection, account: str, zone: str) -> None:
    """Raises IdentityRefused for what is no zone."""
    if zone not in available_timezones():
        raise IdentityRefused("That is no time zone: write it like Europe/Oslo.")
    await connection.execute("UPDATE tally.accounts SET zone = $2 WHERE id = $1", account, zone)


async def set_password(
    pool: Pool, account: str, password: str, *, at: datetime, client: str = ""
) -> None:
    """Raises IdentityRefused for what is too weak to be one. Other sessions go on."""
    passwords.require_usable(password)
    # Hashed before a connection is taken: it is slow by design.
    kept = await passwords.hashed(password)
    async with session(pool) as connection, connection.transaction():
        await connection.execute(
            "UPDATE tally.accounts SET password_hash = $2 WHERE id = $1", account, kept
        )
        await journal.note(connection, "PasswordSet", at=at, account=account, client=client)


async def has_that_password(pool: Pool, account: str | None, password: str) -> bool:
    """As slow for an account that is not there as for one whose password is another."""
    async with session(pool) as connection:
        kept = await connection.fetchval(
            "SELECT password_hash FROM tally.accounts WHERE id = $1 AND disabled_at IS NULL",
            account,
        )
    return await passwords.matches(password, kept)


async def _whole(connection: Connection, row: asyncpg.Record) -> Account:
    memberships = await connection.fetch(MEMBERSHIPS, row["id"])
    return Account(**dict(row), memberships=tuple(Membership(**dict(one)) for one in memberships))
