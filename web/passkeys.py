"""Passkeys that people have enrolled: one row each, revoked but never removed."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast
from urllib.parse import urlsplit

import asyncpg
import webauthn
from pydantic import JsonValue
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from domain.signature import Assertion
from runtime.settings import Settings
from store.pool import Connection
from web.identity import Caller
from web.problems import Malformed

NAME = "Tallystick"
ENROLMENT_LASTS = timedelta(minutes=5)
LONGEST_LABEL = 60
FIND = """
    SELECT credential, holder, label, public_key, sign_count, transports, enrolled_at,
           last_used_at, revoked_at
    FROM tally.passkeys
"""
ENROL = """
    INSERT INTO tally.passkeys
        (credential, holder, label, public_key, sign_count, transports, enrolled_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
"""


class NotEnrolled(Exception):
    """The authenticator's answer cannot be taken; the message says what to do."""


@dataclass(frozen=True)
class Passkey:
    credential: str
    holder: str
    label: str
    public_key: bytes
    sign_count: int
    enrolled_at: datetime
    transports: list[str] = field(default_factory=list)
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True)
class RelyingParty:
    """The address that passkeys are bound to."""

    origin: str

    @property
    def id(self) -> str:
        return urlsplit(self.origin).hostname or "localhost"


def relying_party(settings: Settings) -> RelyingParty:
    """The public address; without one, this machine's, as `localhost`: a number is no name."""
    found = urlsplit(settings.public_url or f"http://localhost:{settings.http_port}")
    return RelyingParty(f"{found.scheme}://{found.netloc}")


def holder_of(caller: Caller) -> str:
    """Whose passkeys these are: an account's, or, where a header names somebody, that person's."""
    return caller.account or f"person:{caller.person}"


def encoded(key: bytes) -> str:
    return str(bytes_to_base64url(key))


def assertion_options(
    party: RelyingParty, challenge: bytes, credential: str
) -> dict[str, JsonValue]:
    """What the browser asks the authenticator for, so that it signs this challenge."""
    options = webauthn.generate_authentication_options(
        rp_id=party.id,
        challenge=challenge,
        allow_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(credential))],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return cast("dict[str, JsonValue]", json.loads(webauthn.options_to_json(options)))


def assertion_of(origin: str, key: Passkey, answer: str) -> Assertion:
    """The authenticator's answer as it is kept. Raises Malformed for what is none."""
    try:
        response = json.loads(answer)["response"]
        return Assertion(
            credential=key.credential,
            public_key=encoded(key.public_key),
            authenticator_data=response["authenticatorData"],
            client_data=response["clientDataJSON"],
            signature=response["signature"],
            relying_party=RelyingParty(origin).id,
            origin=origin,
        )
    except (ValueError, KeyError, TypeError) as error:
        raise Malformed("The passkey's answer cannot be read. Sign again.") from error


async def of_holder(connection: Connection, holder: str) -> tuple[Passkey, ...]:
    """Those that can be signed with, the one last used first."""
    rows = await connection.fetch(
        f"{FIND} WHERE holder = $1 AND revoked_at IS NULL"
        " ORDER BY last_used_at DESC NULLS LAST, enrolled_at DESC",
        holder,
    )
    return tuple(map(_read, rows))


async def of_credential(
    connection: Connection, credential: str, *, lock: bool = False
) -> Passkey | None:
    question = f"{FIND} WHERE credential = $1" + (" FOR UPDATE" if lock else "")
    row = await connection.fetchrow(question, credential)
    return _read(row) if row else None


async def used(connection: Connection, credential: str, sign_count: int, at: datetime) -> None:
    await connection.execute(
        "UPDATE tally.passkeys SET sign_count = $2, last_used_at = $3 WHERE credential = $1",
        credential,
        sign_count,
        at,
    )


async def revoke(connection: Connection, holder: str, credential: str, at: datetime) -> bool:
    """Whether it was the holder's, and could be signed with until now."""
    done = await connection.execute(
        "UPDATE tally.passkeys SET revoked_at = $3"
        " WHERE holder = $1 AND credential = $2 AND revoked_at IS NULL",
        holder,
        credential,
        at,
    )
    return bool(done == "UPDATE 1")


async def enrolment(
    connection: Connection, party: RelyingParty, holder: str, name: str, at: datetime
) -> dict[str, JsonValue]:
    """What the browser asks the authenticator for; good once, for five minutes."""
    known = await of_holder(connection, holder)
    options = webauthn.generate_registration_options(
        rp_id=party.id,
        rp_name=NAME,
        user_id=holder.encode()[:64],
        user_name=name,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[
            PublicKeyCredentialDescriptor(id=base64url_to_bytes(one.credential)) for one in known
        ],
    )
    await connection.execute(
        "INSERT INTO tally.passkey_enrolments (challenge, holder, issued_at) VALUES ($1, $2, $3)",
        options.challenge,
        holder,
        at,
    )
    return cast("dict[str, JsonValue]", json.loads(webauthn.options_to_json(options)))


async def enrol(
    connection: Connection,
    party: RelyingParty,
    holder: str,
    *,
    label: str,
    answered: str,
    at: datetime,
) -> Passkey:
    """The passkey that the authenticator made. Raises NotEnrolled."""
    async with connection.transaction():
        challenge = await _challenge(connection, holder, answered, at)
        try:
            made = webauthn.verify_registration_response(
                credential=answered,
                expected_challenge=challenge,
                expected_rp_id=party.id,
                expected_origin=party.origin,
                require_user_verification=True,
            )
        except (WebAuthnException, ValueError, KeyError) as error:
            raise NotEnrolled(f"The passkey was not taken: {error}") from error
        one = Passkey(
            credential=bytes_to_base64url(made.credential_id),
            holder=holder,
            label=label.strip()[:LONGEST_LABEL] or "Passkey",
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
            enrolled_at=at,
        )
        await _insert(connection, one)
    return one


async def _insert(connection: Connection, one: Passkey) -> None:
    try:
        await connection.execute(
            ENROL,
            one.credential,
            one.holder,
            one.label,
            one.public_key,
            one.sign_count,
            one.transports,
            one.enrolled_at,
        )
    except asyncpg.UniqueViolationError as error:
        raise NotEnrolled("This passkey is enrolled already.") from error


async def _challenge(connection: Connection, holder: str, answered: str, at: datetime) -> bytes:
    """The challenge that the answer is to, used up. Raises NotEnrolled for any other."""
    try:
        data = json.loads(base64url_to_bytes(json.loads(answered)["response"]["clientDataJSON"]))
        challenge = base64url_to_bytes(data["challenge"])
    except (ValueError, KeyError, TypeError) as error:
        raise NotEnrolled("The browser's answer cannot be read. Try again.") from error
    found = await connection.fetchval(
        "UPDATE tally.passkey_enrolments SET used_at = $3"
        " WHERE challenge = $1 AND holder = $2 AND used_at IS NULL AND issued_at > $4"
        " RETURNING challenge",
        challenge,
        holder,
        at,
        at - ENROLMENT_LASTS,
    )
    if found is None:
        raise NotEnrolled("This took longer than five minutes. Try again.")
    return bytes(found)


def _read(row: asyncpg.Record) -> Passkey:
    return Passkey(**dict(row))
