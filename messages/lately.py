"""What was sent to a person lately, and what of it did not arrive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from store.pool import Pool, session

LATELY = """
    SELECT created_at, content ->> 'subject' AS subject, content ->> 'path' AS path, standing
    FROM tally.deliveries
    WHERE organisation = $1 AND person = $2 AND channel LIKE 'email%'
    ORDER BY created_at DESC, position DESC LIMIT 20
"""
STANDINGS = {
    "waiting": "on its way",
    "sending": "on its way",
    "sent": "sent",
    "held": "comes with the digest",
    "failed": "not delivered",
}


@dataclass(frozen=True)
class Sent:
    created_at: datetime
    subject: str
    path: str
    standing: str


async def of(pool: Pool, organisation: str, person: str) -> tuple[Sent, ...]:
    """The last twenty, the latest first."""
    async with session(pool) as connection:
        rows = await connection.fetch(LATELY, organisation, person)
    return tuple(
        Sent(row["created_at"], row["subject"], row["path"], STANDINGS[row["standing"]])
        for row in rows
    )
