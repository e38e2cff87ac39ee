"""The one way into the record: read models and events in a transaction, or nothing.

The round trips are BEGIN, the read models' own, the append function, COMMIT; the organisation's
head row is locked only for the last two.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import asyncpg

from domain.errors import CommandIdReused
from store.entry import Sealed, entry_of, seal
from store.errors import OutcomeUnknown, RecordDiverged
from store.model import Append, AppendOutcome, Recorded
from store.pool import Connection, Pool, session
from store.read import recorded_from

Before = Callable[[Connection], Awaitable[None]]

ATTEMPTS = 10
APPEND = "SELECT * FROM tally.append_events($1, $2, $3, $4, $5, $6, $7, $8)"
NEVER_SO = "TY001"


class _NothingAppended(Exception):
    """Carries the outcome out of the transaction, which rolls back."""

    def __init__(self, outcome: AppendOutcome) -> None:
        super().__init__()
        self.outcome = outcome


async def append(
    pool: Pool, request: Append, *, recorded_at: datetime, before: Before | None = None
) -> AppendOutcome:
    """Record all the request's events or none.

    `before` writes the read models, in the same transaction and ahead of the append; it may run
    again when PostgreSQL breaks a deadlock, each time on a clean slate. Raises Invalid for what
    the record does not keep, CommandIdReused with the ids in `missing`, RecordDiverged where the
    stream never was as the request says, OutcomeUnknown where only a retry can tell.
    """
    sealed = seal(request, recorded_at=recorded_at)
    outcome = await _attempt(pool, request, sealed, before)
    _refuse_reuse(request, outcome)
    return outcome


async def _attempt(
    pool: Pool, request: Append, sealed: Sequence[Sealed], before: Before | None
) -> AppendOutcome:
    for _ in range(ATTEMPTS):
        try:
            async with session(pool) as connection, connection.transaction():
                if before is not None and sealed:
                    await before(connection)
                return await _call(connection, request, sealed)
        except _NothingAppended as nothing:
            return nothing.outcome
        except asyncpg.DeadlockDetectedError:
            continue
        except asyncpg.UniqueViolationError as overtaken:
            # Another append to this stream committed since the function looked; it looks again.
            if overtaken.schema_name != "tally" or overtaken.table_name != "events":
                raise
        except asyncpg.PostgresError as error:
            if error.sqlstate == NEVER_SO:
                raise RecordDiverged(str(error)) from error
            raise
    raise OutcomeUnknown(f"{request.stream}: gave way to other transactions {ATTEMPTS} times")


async def _call(connection: Connection, request: Append, sealed: Sequence[Sealed]) -> AppendOutcome:
    rows = await connection.fetch(
        APPEND,
        request.organisation,
        request.stream,
        request.expected_version,
        bytes.fromhex(request.expected_hash),
        [event.entry for event in sealed],
        [event.hash for event in sealed],
        [event.salt for event in sealed],
        [event.payload for event in sealed],
    )
    found: dict[str, list[Recorded]] = {"appended": [], "behind": [], "already": []}
    for row in rows:
        found[row["outcome"]].append(recorded_from(row, request.organisation, request.stream))
    if appended := found["appended"]:
        return AppendOutcome(appended=True, recorded=tuple(appended))
    raise _NothingAppended(
        AppendOutcome(
            appended=False, recorded=tuple(found["behind"]), already=tuple(found["already"])
        )
    )


def _refuse_reuse(request: Append, outcome: AppendOutcome) -> None:
    given = {event.meta.command_id: event.meta.command_sha256 for event in request.events}
    entries = [entry_of(recorded) for recorded in outcome.already]
    reused = {
        entry.command_id for entry in entries if given[entry.command_id] != entry.command_sha256
    }
    if reused:
        raise CommandIdReused(
            f"{', '.join(sorted(reused))}: recorded before with other content; "
            "give this command an id of its own",
            missing=tuple(sorted(reused)),
        )
