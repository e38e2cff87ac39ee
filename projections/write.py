"""Carries a change of rows to their tables: statements for each table, in the order of its keys.

A read model is the rows of a folded state. Its table has `organisation`, and may have `stream`
and `version`: all three are written here, the version being the one that last changed the row.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pydantic import JsonValue

from store.append import Beside
from store.pool import Connection, Pool

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
    """Makes statements of changes, having asked once what each table looks like."""

    _known: dict[str, Table] = field(default_factory=dict)

    async def statements(
        self,
        asked: Connection | Pool,
        changed: Iterable[Change],
        *,
        organisation: str,
        stream: str,
        version: int,
    ) -> tuple[Beside, ...]:
        """What writes the changes. Raises KeyError for a row without its table's key."""
        place: Row = {"organisation": organisation, "stream": stream, "version": version}
        found: list[Beside] = []
        for change in changed:
            table = await self._table(asked, change.table)
            written = {_key(table, row, place) for row in change.written}
            # One statement cannot delete a row and write it again.
            gone = [row for row in change.gone if _key(table, row, place) not in written]
            if gone:
                found.append(Beside(_delete(table), _json(gone, place)))
            if change.written:
                found.append(_upsert(table, change.written, place))
        return tuple(found)

    async def write(
        self,
        connection: Connection,
        changed: Iterable[Change],
        *,
        organisation: str,
        stream: str,
        version: int,
    ) -> None:
        """Within the caller's transaction, without an append."""
        for one in await self.statements(
            connection, changed, organisation=organisation, stream=stream, version=version
        ):
            await connection.execute(one.sql.format(rows="$1::jsonb"), one.rows)

    async def _table(self, asked: Connection | Pool, name: str) -> Table:
        if name not in self._known:
            rows = await asked.fetch(COLUMNS, f"{SCHEMA}.{name}")
            self._known[name] = Table(
                name=f"{SCHEMA}.{name}",
                columns=tuple(row["name"] for row in rows),
                key=tuple(row["name"] for row in rows if row["in_key"]),
            )
        return self._known[name]


def _key(table: Table, row: Row, place: Row) -> tuple[JsonValue, ...]:
    return tuple(place[name] if name in place else row[name] for name in table.key)


def _json(rows: Iterable[Row], place: Row) -> str:
    return json.dumps([{**row, **place} for row in rows])


def _upsert(table: Table, rows: tuple[Row, ...], place: Row) -> Beside:
    names = [name for name in table.columns if name in place or any(name in row for row in rows)]
    columns = ", ".join(names)
    rest = [name for name in names if name not in table.key]
    sets = ", ".join(f"{name} = excluded.{name}" for name in rest)
    action = f"UPDATE SET {sets}" if sets else "NOTHING"
    return Beside(  # every name is from the catalog, no value is in the text
        f"INSERT INTO {table.name} ({columns}) "  # noqa: S608
        f"SELECT {columns} FROM jsonb_populate_recordset(NULL::{table.name}, {{rows}}) "
        f"ON CONFLICT ({', '.join(table.key)}) DO {action}",
        _json(rows, place),
    )


def _delete(table: Table) -> str:
    same = " AND ".join(f"kept.{name} = gone.{name}" for name in table.key)
    return (
        f"DELETE FROM {table.name} AS kept "  # noqa: S608 - as above
        f"USING jsonb_populate_recordset(NULL::{table.name}, {{rows}}) AS gone WHERE {same}"
    )
