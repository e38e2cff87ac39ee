"""Who an identity provider says somebody is: asked for once, matched to an account, kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.model import Value
from identity import accounts
from identity.model import Account, IdentityRefused, NoSuchAccount
from identity.secret import digest
from store.pool import Connection

LASTS = timedelta(minutes=15)
"""How long somebody may take at the provider's own page."""


class Asked(Value):
    """A question to the provider; `session` is whose user shall prove again who they are."""

    nonce: str
    verifier: str
    then_to: str
    session: str | None = None


class Said(Value):
    """What the provider's ID token says, once its signature and claims were checked."""

    issuer: str
    subject: str
    email: str
    email_verified: bool
    proved_at: datetime | None = None


async def ask(
    connection: Connection, asked: Asked, *, state: str, browser: str, at: datetime
) -> None:
    """Remember the question under the secrets that its answer must come with."""
    await connection.execute("DELETE FROM tally.external_sign_ins WHERE expires_at <= $1", at)
    await connection.execute(
        "INSERT INTO tally.external_sign_ins (state_sha256, browser_sha256, nonce, verifier,"
        " then_to, session, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        digest(state),
        digest(browser),
        asked.nonce,
        asked.verifier,
        asked.then_to,
        asked.session,
        at,
        at + LASTS,
    )


async def answered(
    connection: Connection, *, state: str, browser: str, at: datetime
) -> Asked | None:
    """The question that this answers, once; None for a state of another browser, or an old one."""
    row = await connection.fetchrow(
        "DELETE FROM tally.external_sign_ins WHERE state_sha256 = $1 AND browser_sha256 = $2"
        " AND expires_at > $3 RETURNING nonce, verifier, then_to, session",
        digest(state),
        digest(browser),
        at,
    )
    return None if row is None else Asked(**dict(row))


async def matched(connection: Connection, said: Said, *, at: datetime) -> Account:
    """Whose account it is: by issuer and subject, the first time by verified e-mail.

    Raises NoSuchAccount, or IdentityRefused for who may not use the account that it would be.
    """
    known = await connection.fetchval(
        "SELECT account FROM tally.external_identities WHERE issuer = $1 AND subject = $2",
        said.issuer,
        said.subject,
    )
    found = (
        await accounts.of_id(connection, known)
        if known is not None
        else await _first_time(connection, said, at)
    )
    if found.disabled_at is not None:
        raise IdentityRefused("This account is disabled.")
    return found


async def _first_time(connection: Connection, said: Said, at: datetime) -> Account:
    if not said.email_verified:
        raise IdentityRefused(
            "Your company account has not verified its e-mail address, so nobody can tell that "
            "it is yours. Verify it there, then sign in again."
        )
    found = await accounts.of_email(connection, said.email)
    if found is None:
        raise NoSuchAccount(
            "Nobody here has the e-mail address of your company account. Ask whoever runs "
            "Tallystick here to add you."
        )
    other = await connection.fetchval(
        "SELECT subject FROM tally.external_identities WHERE issuer = $1 AND account = $2",
        said.issuer,
        found.id,
    )
    # An e-mail address that was given to somebody else does not carry the account along.
    if other is not None:
        raise IdentityRefused("That account belongs to another user of your company's sign-in.")
    await connection.execute(
        "INSERT INTO tally.external_identities (issuer, subject, account, created_at)"
        " VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        said.issuer,
        said.subject,
        found.id,
        at,
    )
    return found
