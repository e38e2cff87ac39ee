"""A log taken apart and written again, as whoever owns the server can: numbered, chained, signed."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from cycle import LOG, ORGANISATION

from audit.note import Checkpoint, Signer
from audit.published import SAY
from audit.tree import leaf_hash, root_of
from store.canonical import encode
from store.entry import seal
from store.model import GENESIS, Append
from store.pool import Connection

OPENED = (
    *(
        f"ALTER TABLE tally.{table} DISABLE TRIGGER ALL"
        for table in ("events", "payloads", "heads", "checkpoints", "log_keys")
    ),
    "ALTER TABLE tally.events DROP CONSTRAINT events_hash_is_of_entry",
    "ALTER TABLE tally.events DROP CONSTRAINT events_columns_are_of_entry",
)
LOG_ROWS = """
    SELECT e.position, e.entry, p.payload, p.salt FROM tally.events AS e
    JOIN tally.payloads AS p USING (organisation, stream, version)
    WHERE organisation = $1 ORDER BY position
"""
EVENT = """
    INSERT INTO tally.events (organisation, position, stream, version, part, type, command_id,
                              command_sha256, prev, hash, entry)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""
PAYLOAD = """
    INSERT INTO tally.payloads (organisation, stream, version, salt, payload)
    VALUES ($1, $2, $3, $4, $5)
"""

APPENDED = "SELECT outcome FROM tally.append_events($1, $2, $3, $4, $5, $6, $7, $8)"


@dataclass(frozen=True)
class Row:
    """An entry with its payload; its position is its place in the list."""

    entry: dict[str, Any]
    payload: bytes
    salt: bytes

    @property
    def stream(self) -> str:
        return str(self.entry["stream"])

    def saying(self, **changed: object) -> Row:
        return replace(self, entry={**self.entry, **changed})

    def paying(self, payload: bytes) -> Row:
        return replace(
            self.saying(payload_commitment=committed(self.salt, payload)), payload=payload
        )


async def opened(connection: Connection) -> None:
    """What only an owner can do first: nothing refuses any more."""
    for statement in OPENED:
        await connection.execute(statement)


async def read(connection: Connection) -> list[Row]:
    rows = await connection.fetch(LOG_ROWS, ORGANISATION)
    return [Row(json.loads(row["entry"]), row["payload"], row["salt"]) for row in rows]


async def write(connection: Connection, rows: list[Row]) -> None:
    """The log as these rows, numbered and chained anew; checkpoints stay as they are."""
    for table in ("events", "payloads"):
        await connection.execute(f"DELETE FROM tally.{table} WHERE organisation = $1", ORGANISATION)  # noqa: S608
    events, payloads = [], []
    for position, (row, entry) in enumerate(chained(rows), start=1):
        facts = json.loads(entry)
        events.append((
            ORGANISATION, position, facts["stream"], facts["version"], facts["part"],
            facts["type"], facts["command_id"], bytes.fromhex(facts["command_sha256"]),
            bytes.fromhex(facts["prev"]), sha256(entry).digest(), entry,
        ))  # fmt: skip
        payloads.append((ORGANISATION, facts["stream"], facts["version"], row.salt, row.payload))
    await connection.executemany(EVENT, events)
    await connection.executemany(PAYLOAD, payloads)
    await connection.execute(
        "UPDATE tally.heads SET position = $2 WHERE organisation = $1", ORGANISATION, len(rows)
    )


def chained(rows: list[Row]) -> list[tuple[Row, bytes]]:
    ends: dict[str, tuple[int, str]] = {}
    found = []
    for row in rows:
        version, prev = ends.get(row.stream, (0, GENESIS))
        entry = encode({**row.entry, "version": version + 1, "prev": prev})
        ends[row.stream] = (version + 1, sha256(entry).hexdigest())
        found.append((row, entry))
    return found


async def appended(connection: Connection, request: Append, at: datetime) -> None:
    """By the record's own append, in the role of a worker and of the web."""
    sealed = seal(request, recorded_at=at)
    await connection.execute("SET LOCAL ROLE tally_writer")
    outcome = await connection.fetchval(
        APPENDED, request.organisation, request.stream, request.expected_version,
        bytes.fromhex(request.expected_hash), *zip(
            *((one.entry, one.hash, one.salt, one.payload) for one in sealed), strict=True
        ),
    )  # fmt: skip
    await connection.execute("RESET ROLE")
    assert outcome == "appended"


async def signed(connection: Connection, signer: Signer) -> None:
    """Every checkpoint, of the log as it is now, by this key; those beyond its end are gone."""
    rows = await connection.fetch(
        "SELECT entry FROM tally.events WHERE organisation = $1 ORDER BY position", ORGANISATION
    )
    leaves = [leaf_hash(row["entry"]) for row in rows]
    sizes = await connection.fetch(
        "SELECT size FROM tally.checkpoints WHERE organisation = $1", ORGANISATION
    )
    await connection.execute(
        "DELETE FROM tally.checkpoints WHERE organisation = $1 AND size > $2",
        ORGANISATION,
        len(leaves),
    )
    for (size,) in sizes:
        checkpoint = Checkpoint(LOG.name, size, root_of(leaves[:size]))
        await connection.execute(
            "UPDATE tally.checkpoints SET root = $3, note = $4, key_id = $5 "
            "WHERE organisation = $1 AND size = $2",
            ORGANISATION, size, checkpoint.root, checkpoint.signed(signer), signer.verifier.id,
        )  # fmt: skip


async def witnessed(connection: Connection) -> None:
    """The notary signs what is there now: it knows no rules, and the log goes on from the last."""
    rows = await connection.fetch(
        "SELECT entry FROM tally.events WHERE organisation = $1 ORDER BY position", ORGANISATION
    )
    checkpoint = Checkpoint(LOG.name, len(rows), root_of(leaf_hash(row["entry"]) for row in rows))
    await connection.execute(
        SAY, ORGANISATION, checkpoint.size, checkpoint.root, checkpoint.signed(LOG), LOG.name,
        LOG.verifier.id,
    )  # fmt: skip


def committed(salt: bytes, payload: bytes) -> str:
    return sha256(salt + payload).hexdigest()
