"""What was shown and is about to be signed: one row per press of Sign, used once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import asyncpg

from domain.signature import Manifest, SignatureClass
from store.canonical import digest
from store.pool import Connection

FIND = """
    SELECT organisation, stream, nonce, holder, session, person, grade, origin, manifest,
           manifest_sha256, rendered, issued_at, used_at, evidence_sha256
    FROM tally.ceremonies
"""
OF_NONCE = f"{FIND} WHERE organisation = $1 AND stream = $2 AND nonce = $3"
OF_CODE = f"{FIND} WHERE left(manifest_sha256, 16) = $1 AND used_at IS NOT NULL LIMIT 5"
ISSUE = """
    INSERT INTO tally.ceremonies (organisation, stream, nonce, holder, session, person, grade,
                                  origin, manifest, manifest_sha256, rendered, issued_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
    ON CONFLICT (organisation, stream, nonce) DO NOTHING
"""
USE = """
    UPDATE tally.ceremonies SET used_at = $4, evidence_sha256 = $5
    WHERE organisation = $1 AND stream = $2 AND nonce = $3 AND used_at IS NULL
"""


@dataclass(frozen=True)
class Ceremony:
    """`grade` is what the signature is worth without a passkey; `rendered` is what was shown."""

    organisation: str
    stream: str
    nonce: str
    holder: str
    session: str | None
    person: str
    grade: SignatureClass
    origin: str
    manifest: bytes
    rendered: bytes
    issued_at: datetime
    used_at: datetime | None = None
    evidence_sha256: str | None = None

    @property
    def sha256(self) -> str:
        return digest(self.manifest)

    @property
    def read(self) -> Manifest:
        return Manifest.model_validate_json(self.manifest)


async def issue(connection: Connection, one: Ceremony) -> Ceremony:
    """The ceremony as kept: what a nonce was issued for first is what it stays for."""
    await connection.execute(
        ISSUE,
        one.organisation,
        one.stream,
        one.nonce,
        one.holder,
        one.session,
        one.person,
        one.grade,
        one.origin,
        one.manifest,
        one.sha256,
        one.rendered,
        one.issued_at,
    )
    kept = await of_nonce(connection, one.organisation, one.stream, one.nonce)
    assert kept is not None
    return kept


async def of_nonce(
    connection: Connection, organisation: str, stream: str, nonce: str, *, lock: bool = False
) -> Ceremony | None:
    """The ceremony; `lock` keeps a second use waiting until this transaction ends."""
    question = f"{OF_NONCE} FOR UPDATE" if lock else OF_NONCE
    row = await connection.fetchrow(question, organisation, stream, nonce)
    return _read(row) if row else None


async def of_code(connection: Connection, code: str) -> tuple[Ceremony, ...]:
    """Those whose manifest's hash begins with these sixteen digits, and that were used."""
    return tuple(_read(row) for row in await connection.fetch(OF_CODE, code))


async def use(connection: Connection, one: Ceremony, evidence_sha256: str, at: datetime) -> None:
    await connection.execute(USE, one.organisation, one.stream, one.nonce, at, evidence_sha256)


def _read(row: asyncpg.Record) -> Ceremony:
    facts = dict(row)
    del facts["manifest_sha256"]
    return Ceremony(**facts)
