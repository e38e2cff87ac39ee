"""What the store raises that is no refusal: a caller waits, retries, or stops and says why."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg


class OutcomeUnknown(Exception):
    """The record did not answer, so what was asked may or may not have happened.

    Ask again with the same command id: it is recorded once, and a retry returns that.
    """


class RecordDiverged(Exception):
    """The stream is not the one that the caller's state was folded from: a fault, not a refusal."""


class WeakDurability(Exception):
    """PostgreSQL is set so that it can lose an acknowledged decision."""


class MigrationRefused(Exception):
    """The database's schema and the numbered files do not agree."""


# InternalClientError is neither a PostgresError nor an OSError. The classes of SQLSTATE that a
# server gives while it starts, stops, fails over or is out of something are waited for too.
NO_ANSWER = (
    OSError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.PostgresSystemError,
    asyncpg.ReadOnlySQLTransactionError,
)


@contextmanager
def outcome_unknown() -> Iterator[None]:
    """Turn every failure that leaves the outcome open into OutcomeUnknown."""
    try:
        yield
    except NO_ANSWER as error:
        # asyncpg's InterfaceErrors that are also ValueErrors are wrong settings or arguments.
        if isinstance(error, asyncpg.InterfaceError) and isinstance(error, ValueError):
            raise
        raise OutcomeUnknown(f"the record did not answer: {error!r}") from error
