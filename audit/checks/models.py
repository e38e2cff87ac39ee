"""V19: the rows of every read model against those that a fresh fold gives.

Of each derived row sixteen bytes are kept until its live one was seen: as many as there are rows.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from pydantic import JsonValue

from audit.report import Sheet
from projections import rows_of
from projections.rebuild import TABLES
from store.pool import Connection

PAGE = 1_000
DERIVED = " UNION ALL ".join(
    f"SELECT '{table}' AS name, (to_jsonb(derived) - 'version')::text AS row "  # noqa: S608 - names of ours
    f"FROM jsonb_populate_recordset(NULL::read_models.{table}, $1::jsonb -> '{table}') AS derived"
    for table in TABLES
)
LIVE = " UNION ALL ".join(
    f"SELECT '{table}' AS name, stream, (to_jsonb(live) - 'version')::text AS row "  # noqa: S608 - as above
    f"FROM read_models.{table} AS live WHERE organisation = $1"
    for table in TABLES
)
SHOWN = 300


@dataclass
class ModelsCheck:
    """Takes each stream's last state, then reads the live rows."""

    sheet: Sheet
    organisation: str
    _derived: dict[bytes, tuple[str, str]] = field(default_factory=dict)
    _unfolded: set[str] = field(default_factory=set)

    def unfolded(self, stream: str) -> None:
        """What this stream's rows should be cannot be told."""
        self._unfolded.add(stream)

    async def derive(self, connection: Connection, stream: str, state: Any) -> None:
        try:
            kept = rows_of(state)
        except Exception as fault:  # noqa: BLE001 - a forged state may make any row fail
            self.unfolded(stream)
            self.sheet["V14"].find(stream, f"Its state has no rows: {type(fault).__name__}.")
            return
        place: dict[str, JsonValue] = {"organisation": self.organisation, "stream": stream}
        rows = {
            table: [{**row, **place} for row in kept.get(table, {}).values()] for table in TABLES
        }
        for row in await connection.fetch(DERIVED, json.dumps(rows)):
            self._derived[_key(row["name"], row["row"])] = (row["name"], stream)

    async def close(self, connection: Connection) -> None:
        tally = self.sheet["V19"]
        cursor = await connection.cursor(LIVE, self.organisation)
        while rows := await cursor.fetch(PAGE):
            for row in rows:
                tally.counted += 1
                if self._derived.pop(_key(row["name"], row["row"]), None) is not None:
                    continue
                if row["stream"] not in self._unfolded:
                    words = f"This row is kept, and no event says it: {row['row'][:SHOWN]}"
                    tally.find(f"{row['name']}, {row['stream']}", words)
        for table, stream in self._derived.values():
            tally.find(f"{table}, {stream}", "A row that events say is not kept, or is otherwise.")
        if self._unfolded:
            tally.note = f"{len(self._unfolded)} streams could not be folded, and were passed over."


def _key(table: str, row: str) -> bytes:
    return sha256(f"{table} {row}".encode()).digest()[:16]
