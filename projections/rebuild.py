"""Read models derived again from the events: to compare with the live ones, or to replace them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from pydantic import JsonValue

import store.read
from domain.model import Value
from projections import rows_of
from projections.streams import Streams
from projections.write import Change, Row, Tables
from store.pool import Connection, Pool

TABLES = (
    "accounts", "circle_people", "contests", "culture_people", "cycles", "departures", "executions", "facts", "findings", "goal_facts", "inbox",
    "market_rates", "members", "offices", "outcomes", "pay_components", "plan_goals", "rates", "resources", "seats", "sellers",
    "strategic_goals", "survey_scores", "targets", "units", "waivers", "years",
)  # fmt: skip
"""In the order of their names, in which an append locks them too: no deadlock between two."""

# `version` says when a row last changed in an append; a row derived again has the stream's.
LIVE = """
    SELECT stream, to_jsonb(live) - 'version' AS row FROM read_models.{table} AS live
    WHERE organisation = $1
"""
DERIVED = """
    SELECT to_jsonb(derived) - 'version' AS row
    FROM jsonb_populate_recordset(NULL::read_models.{table}, $1::jsonb) AS derived
"""
EMPTY = "DELETE FROM read_models.{table} WHERE organisation = $1"
LOCK = "LOCK TABLE read_models.{table} IN SHARE ROW EXCLUSIVE MODE"


class Difference(Value):
    """A row that only one side has; a row that differs is one of each."""

    table: str
    side: Literal["live", "derived"]
    row: str


@dataclass(frozen=True)
class Derived:
    """A stream with its version and its rows by table: all columns but `version` in them."""

    stream: str
    version: int
    rows: Mapping[str, tuple[Row, ...]]


async def differences(reader: Pool, organisation: str) -> tuple[Difference, ...]:
    """Every row in which the live read models differ from what the events say."""
    derived = await _derived(Streams(reader), organisation)
    found: list[Difference] = []
    for table in TABLES:
        rows = [row for one in derived for row in one.rows.get(table, ())]
        said = await reader.fetch(DERIVED.format(table=table), json.dumps(rows))
        live = await reader.fetch(LIVE.format(table=table), organisation)
        found += _apart(table, {row["row"] for row in said}, {row["row"] for row in live})
    return tuple(found)


def _apart(table: str, derived: set[str], live: set[str]) -> Iterable[Difference]:
    for row in sorted(live - derived):
        yield Difference(table=table, side="live", row=row)
    for row in sorted(derived - live):
        yield Difference(table=table, side="derived", row=row)


async def rebuild(writer: Pool, organisation: str) -> int:
    """Write every read model of an organisation anew, in one transaction; returns the streams.

    Appends go on and wait only for the moment it takes: what they write is a difference from
    the very rows that this leaves.
    """
    tables = Tables()
    async with writer.acquire() as connection, connection.transaction():
        for table in TABLES:
            await connection.execute(LOCK.format(table=table))
        derived = await _derived(Streams(writer), organisation)
        for table in TABLES:
            await connection.execute(EMPTY.format(table=table), organisation)
        for one in derived:
            await _write(connection, tables, organisation, one)
    return len(derived)


async def _write(
    connection: Connection, tables: Tables, organisation: str, derived: Derived
) -> None:
    changed = (
        Change(table=table, written=derived.rows[table], gone=()) for table in sorted(derived.rows)
    )
    await tables.write(
        connection,
        tuple(change for change in changed if change.written),
        organisation=organisation,
        stream=derived.stream,
        version=derived.version,
    )


async def _derived(streams: Streams, organisation: str) -> tuple[Derived, ...]:
    found: list[Derived] = []
    for stream in await store.read.streams(streams.reader, organisation):
        folded = await streams.folded(organisation, stream)
        place: dict[str, JsonValue] = {"organisation": organisation, "stream": stream}
        kept = rows_of(folded.state) if folded.state is not None else {}
        rows: dict[str, tuple[Row, ...]] = {
            table: tuple({**row, **place} for row in by_key.values())
            for table, by_key in kept.items()
        }
        found.append(Derived(stream, folded.version, rows))
    return tuple(found)
