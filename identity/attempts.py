"""How often somebody may try: counted in PostgreSQL, so that every web process counts alike."""

from __future__ import annotations

import hashlib
import math
from datetime import datetime, timedelta

from domain.model import Value
from store.pool import Connection


class Limit(Value):
    """At most `most` attempts of one kind by one subject within a window that slides."""

    kind: str
    most: int = 10
    within: timedelta = timedelta(minutes=15)


class TooMany(Exception):
    """The limit is reached; `seconds` until there is room for one attempt more."""

    def __init__(self, limit: Limit, seconds: int) -> None:
        super().__init__(f"too many attempts: {limit.kind}")
        self.kind = limit.kind
        self.seconds = seconds


async def count(connection: Connection, limit: Limit, subject: str, *, at: datetime) -> int:
    """Count one attempt, and return its id for `forgive`. Raises TooMany, counting nothing."""
    key = hashlib.sha256(subject.encode()).digest()
    async with connection.transaction():
        # Counting and adding are one step, also for attempts that come at once.
        await connection.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"{limit.kind}:{key.hex()}"
        )
        await connection.execute(
            "DELETE FROM tally.attempts WHERE kind = $1 AND subject_sha256 = $2 AND at <= $3",
            limit.kind,
            key,
            at - limit.within,
        )
        found = await connection.fetch(
            "SELECT at FROM tally.attempts WHERE kind = $1 AND subject_sha256 = $2 ORDER BY at",
            limit.kind,
            key,
        )
        if len(found) >= limit.most:
            freed = found[len(found) - limit.most]["at"] + limit.within
            raise TooMany(limit, max(1, math.ceil((freed - at).total_seconds())))
        made: int = await connection.fetchval(
            "INSERT INTO tally.attempts (kind, subject_sha256, at) VALUES ($1, $2, $3)"
            " RETURNING id",
            limit.kind,
            key,
            at,
        )
    return made


async def forgive(connection: Connection, *attempts: int) -> None:
    """An attempt that succeeded counts no more."""
    await connection.execute("DELETE FROM tally.attempts WHERE id = ANY($1::bigint[])", attempts)
