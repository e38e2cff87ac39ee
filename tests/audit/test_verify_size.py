"""A verification of many events: page by page, and no memory for each of them."""

from __future__ import annotations

import sys
import tracemalloc
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import asyncpg

sys.path.insert(0, str(Path(__file__).parent))

from cycle import ORGANISATION

from audit.outside import read
from audit.verify import Wanted, verify
from store.canonical import encode
from store.model import GENESIS
from store.pool import Connection

STREAMS = 20
COLUMNS = (
    "organisation", "position", "stream", "version", "part", "type", "command_id",
    "command_sha256", "prev", "hash", "entry",
)  # fmt: skip
AT = "2026-10-05T07:00:00.000000Z"


def entries(most: int) -> Iterator[tuple[object, ...]]:
    """As many entries as are wanted, in streams that grow side by side."""
    ends: dict[str, str] = {}
    for position in range(1, most + 1):
        stream, version = f"unit/fy27/u{position % STREAMS}", (position - 1) // STREAMS + 1
        prev, command = ends.get(stream, GENESIS), f"c-{position}"
        asked = sha256(command.encode())
        entry = encode({
            "schema": 1, "organisation": ORGANISATION, "stream": stream, "version": version,
            "part": 0, "type": "PlanSigned", "type_version": 1, "command_id": command,
            "command_sha256": asked.hexdigest(), "causation_id": None, "correlation_id": command,
            "actor": "mara", "on_behalf_of": None, "client": "test", "occurred_at": AT,
            "recorded_at": AT, "prev": prev, "payload_commitment": GENESIS,
        })  # fmt: skip
        digest = sha256(entry)
        ends[stream] = digest.hexdigest()
        yield (
            ORGANISATION, position, stream, version, 0, "PlanSigned", command, asked.digest(),
            bytes.fromhex(prev), digest.digest(), entry,
        )  # fmt: skip


async def peak(connection: Connection, most: int) -> int:
    """Bytes at most in use while this many events are verified."""
    await connection.copy_records_to_table(
        "events", schema_name="tally", columns=COLUMNS, records=list(entries(most))
    )
    await connection.execute("INSERT INTO tally.heads VALUES ($1, $2)", ORGANISATION, most)
    await verify(connection, Wanted(ORGANISATION, depth="log"))
    tracemalloc.start()
    report = await verify(connection, Wanted(ORGANISATION, depth="log"))
    found = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert report.check("V04").standing == "valid"
    assert report.check("V01").counted == most
    for table in ("events", "heads"):
        await connection.execute(f"ALTER TABLE tally.{table} DISABLE TRIGGER ALL")
        await connection.execute(f"DELETE FROM tally.{table}")  # noqa: S608
    return found


async def test_memory_does_not_grow_with_the_number_of_events(database_url, monkeypatch):
    monkeypatch.setattr("audit.blocks.SIZE", 2**11)
    connection = await asyncpg.connect(database_url)

    few, many = await peak(connection, 5_000), await peak(connection, 25_000)

    await connection.close()
    assert many < few * 1.1


async def test_a_log_of_many_pages_is_one_log(audited, monkeypatch):
    connection = await asyncpg.connect(audited.url)
    outside = read(audited.folder / "outside" / "halden.jsonl")
    whole = await verify(connection, Wanted(ORGANISATION, outside))
    monkeypatch.setattr("audit.blocks.SIZE", 32)
    told: list[tuple[str, int, int]] = []

    paged = await verify(
        connection, Wanted(ORGANISATION, outside), progress=lambda *one: told.append(one)
    )

    await connection.close()
    assert paged == whole
    assert paged.valid
    assert told[-1][1:] == (whole.size, whole.size)
    assert len(told) > whole.size / 32
