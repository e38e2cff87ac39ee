"""Accounts, tokens and passkeys of an organisation at an instant, for whoever reviews access.

What happened to an account is read from the append-only log; the tables hold what it has now.
"""

from __future__ import annotations

from datetime import datetime

from domain.model import Value
from identity.model import Scope
from store.pool import Connection

ACCOUNTS = """
    SELECT m.person, a.name, a.email, m.administrator, m.created_at AS since,
        coalesce((SELECT l.name = 'AccountDisabled' FROM tally.security_log AS l
            WHERE l.actor = 'account:' || a.id AND l.at <= $2
                AND l.name IN ('AccountDisabled', 'AccountEnabled')
            ORDER BY l.at DESC, l.id DESC LIMIT 1), false) AS disabled,
        (SELECT max(s.created_at) FROM tally.sessions AS s
            WHERE s.account = a.id AND s.created_at <= $2) AS signed_in_at
    FROM tally.memberships AS m JOIN tally.accounts AS a ON a.id = m.account
    WHERE m.organisation = $1 AND m.created_at <= $2 ORDER BY m.person
"""
TOKENS = """
    SELECT m.person, t.name, t.scope, t.created_at, t.expires_at, t.last_used_at, t.revoked_at
    FROM tally.api_tokens AS t
    JOIN tally.memberships AS m ON m.account = t.account AND m.organisation = t.organisation
    WHERE t.organisation = $1 AND t.created_at <= $2 AND t.expires_at > $2
        AND (t.revoked_at IS NULL OR t.revoked_at > $2)
    ORDER BY m.person, t.created_at
"""
PASSKEYS = """
    SELECT m.person, k.label, k.enrolled_at, k.last_used_at, k.revoked_at
    FROM tally.passkeys AS k JOIN tally.memberships AS m ON m.account = k.holder
    WHERE m.organisation = $1 AND k.enrolled_at <= $2
        AND (k.revoked_at IS NULL OR k.revoked_at > $2)
    ORDER BY m.person, k.enrolled_at
"""
HAPPENED = """
    SELECT m.person, l.at, l.name AS happened, l.client AS by
    FROM tally.security_log AS l JOIN tally.memberships AS m ON l.actor = 'account:' || m.account
    WHERE m.organisation = $1 AND l.at > $2 AND l.at <= $3 AND l.organisation IN ('*', $1)
        AND l.name = ANY ($4)
    ORDER BY l.id
"""
TOLD = (
    "AccountAdded", "AccountDisabled", "AccountEnabled", "Invited", "PasswordSet",
    "PasskeyEnrolled", "PasskeyRevoked", "TokenMade", "TokenRevoked",
)  # fmt: skip
"""What changes how somebody can come in; signing in does not."""


class AccountThen(Value):
    """Somebody who could sign in, unless `disabled`; `signed_in_at` is their last time until then."""

    person: str
    name: str
    email: str
    administrator: bool
    since: datetime
    disabled: bool
    signed_in_at: datetime | None


class TokenThen(Value):
    """A program's way in that was good at that instant."""

    person: str
    name: str
    scope: Scope
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class PasskeyThen(Value):
    """A key with which somebody could sign at that instant."""

    person: str
    label: str
    enrolled_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class Happened(Value):
    """What was done to somebody's account; `by` is an administrator's or a client's name."""

    person: str
    at: datetime
    happened: str
    by: str


class Ways(Value):
    """Every way in that there was at an instant."""

    accounts: tuple[AccountThen, ...]
    tokens: tuple[TokenThen, ...]
    passkeys: tuple[PasskeyThen, ...]


async def at(connection: Connection, organisation: str, moment: datetime) -> Ways:
    """The accounts of an organisation with what they held; no secret is read."""
    asked = (organisation, moment)
    return Ways(
        accounts=tuple(
            AccountThen(**dict(one)) for one in await connection.fetch(ACCOUNTS, *asked)
        ),
        tokens=tuple(TokenThen(**dict(one)) for one in await connection.fetch(TOKENS, *asked)),
        passkeys=tuple(
            PasskeyThen(**dict(one)) for one in await connection.fetch(PASSKEYS, *asked)
        ),
    )


async def between(
    connection: Connection, organisation: str, since: datetime, until: datetime
) -> tuple[Happened, ...]:
    """What happened to accounts after one instant up to another."""
    rows = await connection.fetch(HAPPENED, organisation, since, until, list(TOLD))
    return tuple(Happened(**dict(one)) for one in rows)
