"""Carries a change of rows to their tables: one statement a table, in the order of its keys.

A read model is the rows of a folded state. Its table has `organisation`, and may have `stream`
and `version`: all three are written here, the version being the one that last changed the row.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue

from store.pool import Connection

Row = Mapping[str, JsonValue]
Rows = Mapping[str, Mapping[str, Row]]
"""By table, then by a key that is the row's own within its stream."""

SCHEMA = "read_models"
COLUMNS = """
    SELECT a.attname AS name, coalesce(a.attnum = ANY (i.indkey), false) AS in_key
    FROM pg_attribute AS a
    LEFT JOIN pg_index AS i ON i.indrelid = a.attrelid AND i.indisprimary
    WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY a.attnum
"""


@dataclass(frozen=True)
class Change:
    """What becomes of one table's rows."""

    table: str
    written: tuple[Row, ...]
    gone: tuple[Row, ...]


@dataclass(frozen=True)
class Table:
    """A table's columns and primary key, as the database has them."""

    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]


def changes(before: Rows, after: Rows) -> tuple[Change, ...]:
    """What differs, tables and rows each in the order of their names: no deadlock between two."""
    found = (
        _change(table, before.get(table, {}), after.get(table, {}))
        for table in sorted({*before, *after})
        if before.get(table) is not after.get(table)
    )
    return tuple(change for change in found if change.written or change.gone)


def _change(table: str, before: Mapping[str, Row], after: Mapping[str, Row]) -> Change:
    return Change(
        table=table,
        written=tuple(after[key] for key in sorted(after) if after[key] != before.get(key)),
        gone=tuple(before[key] for key in sorted(before.keys() - after.keys())),
    )


@dataclass
class Tables:
    """Writes changes, having asked once what each table looks like."""

    _known: dict[str, Table] = field(default_factory=dict)

    async def write(
        self,
        connection: Connection,
        changed: tuple[Change, ...],
        *,
        organisation: str,
        stream: str,
        version: int,
    ) -> None:
        """Within the caller's transaction. Raises KeyError for a row without its table's key."""
        place: Row = {"organisation": organisation, "stream": stream, "version": version}
        for change in changed:
            table = await self._table(connection, change.table)
            if change.gone:
                await connection.execute(_delete(table), _json(change.gone, place))
            if change.written:
                names = tuple(
                    name
                    for name in table.columns
                    if name in place or any(name in row for row in change.written)
                )
                await connection.execute(_upsert(table, names), _json(change.written, place))

    async def _table(self, connection: Connection, name: str) -> Table:
        if name not in self._known:
            rows = await connection.fetch(COLUMNS, f"{SCHEMA}.{name}")
            self._known[name] = Table(
                name=f"{SCHEMA}.{name}",
                columns=tuple(row["name"] for row in rows),
                key=tuple(row["name"] for row in rows if row["in_key"]),
            )
        return self._known[name]


def _json(rows: tuple[Row, ...], place: Row) -> str:
    return json.dumps([{**row, **place} for row in rows])


def _upsert(table: Table, names: tuple[str, ...]) -> str:
    columns = ", ".join(names)
    rest = [name for name in names if name not in table.key]
    sets = ", ".join(f"{name} = excluded.{name}" for name in rest)
    action = f"UPDATE SET {sets}" if sets else "NOTHING"
    return (  # every name is from the catalog, no value is in the text
        f"INSERT INTO {table.name} ({columns}) "  # noqa: S608
        f"SELECT {columns} FROM jsonb_populate_recordset(NULL::{table.name}, $1::jsonb) "
        f"ON CONFLICT ({', '.join(table.key)}) DO {action}"
    )


def _delete(table: Table) -> str:
    same = " AND ".join(f"kept.{name} = gone.{name}" for name in table.key)
    return (
        f"DELETE FROM {table.name} AS kept "  # noqa: S608 - as above
        f"USING jsonb_populate_recordset(NULL::{table.name}, $1::jsonb) AS gone WHERE {same}"
    )
