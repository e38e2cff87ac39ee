"""The table of deliveries: written once per event and receiver, claimed, and marked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import asyncpg
from pydantic import JsonValue

from store.pool import Connection, Pool, session

Standing = Literal["waiting", "sending", "sent", "held", "failed"]
EMAIL = "email"
NOBODY = ""

# The schedule that Standard Webhooks recommends; e-mail keeps it too.
SCHEDULE = (
    timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2),
    timedelta(hours=5), timedelta(hours=10), timedelta(hours=14), timedelta(hours=20),
    timedelta(hours=24),
)  # fmt: skip
LEASE = timedelta(minutes=2)
"""A claim that nobody marked ends then: its sender died, and nobody knows whether it was sent."""

ADD = """
    INSERT INTO tally.deliveries (
        organisation, position, person, channel, message_id, content, standing, due_at,
        created_at, error
    ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)
    ON CONFLICT (organisation, position, person, channel) DO NOTHING
"""
CLAIM = """
    UPDATE tally.deliveries AS d
    SET standing = 'sending', attempts = d.attempts + 1, due_at = $1::timestamptz + $2
    FROM (
        SELECT organisation, position, person, channel FROM tally.deliveries
        WHERE standing IN ('waiting', 'sending') AND due_at <= $1 AND (channel LIKE 'webhook %') = $4
        ORDER BY due_at, organisation, position, person LIMIT $3 FOR UPDATE SKIP LOCKED
    ) AS claimed
    WHERE (d.organisation, d.position, d.person, d.channel)
        = (claimed.organisation, claimed.position, claimed.person, claimed.channel)
    RETURNING d.*
"""
MARK = """
    UPDATE tally.deliveries SET standing = $6, due_at = $7, sent_at = $8, error = $9
    WHERE organisation = $1 AND position = $2 AND person = $3 AND channel = $4
      AND attempts = $5 AND standing = 'sending'
"""
FAILED = """
    SELECT * FROM tally.deliveries
    WHERE organisation = $1 AND standing = 'failed' AND channel LIKE $2
    ORDER BY position, channel LIMIT 500
"""
RESEND = """
    UPDATE tally.deliveries SET standing = 'waiting', attempts = 0, due_at = $3, error = NULL
    WHERE organisation = $1 AND standing = 'failed' AND channel = $2
      AND ($4::bigint IS NULL OR position = $4)
    RETURNING position
"""


@dataclass(frozen=True)
class Key:
    """Who is sent what: nothing is sent twice under one key but what may not have arrived."""

    organisation: str
    position: int
    person: str
    channel: str

    @property
    def message_id(self) -> str:
        """The same for each attempt, so that a receiver can drop the second."""
        parts = (self.organisation, str(self.position), self.person, self.channel)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:40]


@dataclass(frozen=True)
class New:
    key: Key
    content: JsonValue
    standing: Standing = "waiting"
    error: str | None = None


@dataclass(frozen=True)
class Delivery:
    """One that is on its way: `attempts` counts this attempt too."""

    key: Key
    message_id: str
    content: dict[str, JsonValue]
    standing: str
    attempts: int
    created_at: datetime
    error: str | None


@dataclass(frozen=True)
class Outcome:
    """What became of an attempt: sent, to be tried again, or given up."""

    standing: Literal["sent", "again", "failed"]
    error: str | None = None


SENT = Outcome("sent")


async def add(connection: Connection, new: Sequence[New], *, at: datetime) -> None:
    """Write deliveries; one that is there already stays as it is."""
    await connection.executemany(
        ADD,
        [
            (
                one.key.organisation, one.key.position, one.key.person, one.key.channel,
                one.key.message_id, json.dumps(one.content, ensure_ascii=False), one.standing, at,
                one.error,
            )
            for one in new
        ],
    )  # fmt: skip


async def claim(pool: Pool, *, webhooks: bool, at: datetime, most: int) -> tuple[Delivery, ...]:
    """What is due now, claimed for as long as a lease lasts; no other sender gets it meanwhile."""
    async with session(pool) as connection:
        rows = await connection.fetch(CLAIM, at, LEASE, most, webhooks)
    found = (delivery_of(row) for row in rows)
    return tuple(sorted(found, key=lambda one: (one.key.organisation, one.key.position)))


async def mark(pool: Pool, delivery: Delivery, outcome: Outcome, *, at: datetime) -> None:
    """Write down what became of a claim; one that was claimed again since is left alone."""
    standing, due_at = outcome.standing, at
    if standing == "again":
        last = delivery.attempts > len(SCHEDULE)
        standing = "failed" if last else "waiting"  # type: ignore[assignment]  # Standing's words
        due_at = at if last else at + SCHEDULE[delivery.attempts - 1]
    key = delivery.key
    async with session(pool) as connection:
        await connection.execute(
            MARK, key.organisation, key.position, key.person, key.channel, delivery.attempts,
            standing, due_at, at if standing == "sent" else None, outcome.error,
        )  # fmt: skip


async def failed(pool: Pool, organisation: str, channel: str = "%") -> tuple[Delivery, ...]:
    """What was given up, the oldest first; `channel` may hold a percent sign."""
    async with session(pool) as connection:
        rows = await connection.fetch(FAILED, organisation, channel)
    return tuple(delivery_of(row) for row in rows)


async def resend(
    pool: Pool, organisation: str, channel: str, position: int | None, *, at: datetime
) -> int:
    """Send again what was given up, under its old id: one, or all of a channel."""
    async with session(pool) as connection:
        return len(await connection.fetch(RESEND, organisation, channel, at, position))


def delivery_of(row: asyncpg.Record) -> Delivery:
    return Delivery(
        key=Key(row["organisation"], row["position"], row["person"], row["channel"]),
        message_id=row["message_id"],
        content=json.loads(row["content"]),
        standing=row["standing"],
        attempts=row["attempts"],
        created_at=row["created_at"],
        error=row["error"],
    )
