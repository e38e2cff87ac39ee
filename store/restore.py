"""The one way back into the record, as its owner: a lost tail with its own bytes and positions.

Nothing here decides what the tail is; the database takes it only if it follows on the head exactly.
"""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg

from store.model import Recorded
from store.pool import Connection

AS_OWNER = "SET LOCAL ROLE tally_owner"
RESTORE = "SELECT tally.restore_events($1, $2, $3, $4, $5, $6)"
AT_ONCE = 1_000
UNFIT = ("TY002", "TY003")


class TailUnfit(Exception):
    """The tail does not follow on what is there; nothing of it was taken."""


async def restore(
    connection: Connection, organisation: str, head: int, tail: Sequence[Recorded]
) -> None:
    """Inside a transaction of the caller's: all of it or none. Raises TailUnfit."""
    await connection.execute(AS_OWNER)
    for first in range(0, len(tail), AT_ONCE):
        some = tail[first : first + AT_ONCE]
        try:
            await connection.execute(
                RESTORE,
                organisation,
                head + first,
                [one.entry.encode() for one in some],
                [bytes.fromhex(one.hash) for one in some],
                [bytes.fromhex(one.salt) for one in some],
                [one.payload.encode() for one in some],
            )
        except asyncpg.PostgresError as error:
            if error.sqlstate in UNFIT or isinstance(
                error, asyncpg.IntegrityConstraintViolationError
            ):
                raise TailUnfit(str(error)) from error
            raise
