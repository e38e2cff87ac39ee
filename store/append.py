"""The one way into the record: events and their read models in one statement, or nothing.

The statement is its own transaction and the only round trip: the organisation's head row is locked
by the server alone, never while a client thinks, stalls or dies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from domain.errors import CommandIdReused
from store.entry import entry_of, seal
from store.errors import OutcomeUnknown, RecordDiverged
from store.model import Append, AppendOutcome, Recorded
from store.pool import Pool, session
from store.read import recorded_from

ATTEMPTS = 10
APPEND = "SELECT * FROM tally.append_events($1, $2, $3, $4, $5, $6, $7, $8)"
ARGUMENTS = 8
NEVER_SO = "TY001"


@dataclass(frozen=True)
class Beside:
    """What an append writes beside its events: SQL with `{rows}` for a jsonb array, and the array."""

    sql: str
    rows: str


async def append(
    pool: Pool, request: Append, *, recorded_at: datetime, beside: Sequence[Beside] = ()
) -> AppendOutcome:
    """Record all the request's events or none.

    `beside` writes the read models, in the same statement and only if it appends; no two of them
    may write the same row. Raises Invalid for what the record does not keep, CommandIdReused with
    the ids in `missing`, RecordDiverged where the stream never was as the request says,
    OutcomeUnknown where only a retry can tell.
    """
    sealed = seal(request, recorded_at=recorded_at)
    arguments = (
        request.organisation,
        request.stream,
        request.expected_version,
        bytes.fromhex(request.expected_hash),
        [event.entry for event in sealed],
        [event.hash for event in sealed],
        [event.salt for event in sealed],
        [event.payload for event in sealed],
        *(one.rows for one in beside),
    )
    outcome = await _attempt(pool, request, _statement(beside), arguments)
    _refuse_reuse(request, outcome)
    return outcome


def _statement(beside: Sequence[Beside]) -> str:
    """The append, and what depends on it: nothing else is written unless events were."""
    parts = [f"appended AS MATERIALIZED ({APPEND})"]
    for number, one in enumerate(beside, start=ARGUMENTS + 1):  # no value is in the text
        rows = f"(SELECT ${number}::jsonb FROM appended WHERE outcome = 'appended' LIMIT 1)"  # noqa: S608
        parts.append(f"beside_{number} AS ({one.sql.format(rows=rows)})")
    return f"WITH {', '.join(parts)} SELECT * FROM appended"  # noqa: S608 - as above


async def _attempt(
    pool: Pool, request: Append, statement: str, arguments: tuple[object, ...]
) -> AppendOutcome:
    for _ in range(ATTEMPTS):
        try:
            async with session(pool) as connection:
                return _outcome(request, await connection.fetch(statement, *arguments))
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


def _outcome(request: Append, rows: Sequence[asyncpg.Record]) -> AppendOutcome:
    found: dict[str, list[Recorded]] = {"appended": [], "behind": [], "already": []}
    for row in rows:
        found[row["outcome"]].append(recorded_from(row, request.organisation, request.stream))
    if appended := found["appended"]:
        return AppendOutcome(appended=True, recorded=tuple(appended))
    return AppendOutcome(
        appended=False, recorded=tuple(found["behind"]), already=tuple(found["already"])
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
