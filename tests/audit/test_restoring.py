"""A year whose end an older backup lacks, brought back from histories, or refused with the place."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import asyncpg
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import halved
from cycle import LOG, ORGANISATION, year
from given import House

from audit.histories import Histories
from audit.note import Checkpoint
from audit.outside import Claim, Outside, read
from audit.restoring import Outcome, restore_all
from audit.verify import Wanted, verify
from projections import rebuilding
from runtime.postgres import EmbeddedPostgres
from store.model import Recorded

SIZE = len(year().record)
KEPT = SIZE - 40
CUT = f"""
    SET session_replication_role = replica;
    ALTER TABLE tally.events DISABLE TRIGGER ALL;
    ALTER TABLE tally.payloads DISABLE TRIGGER ALL;
    ALTER TABLE tally.heads DISABLE TRIGGER ALL;
    ALTER TABLE tally.checkpoints DISABLE TRIGGER ALL;
    DELETE FROM tally.payloads AS p USING tally.events AS e
    WHERE e.stream = p.stream AND e.version = p.version AND e.position > {KEPT};
    DELETE FROM tally.events WHERE position > {KEPT};
    DELETE FROM tally.checkpoints WHERE size > {KEPT};
    UPDATE tally.heads SET position = {KEPT};
    ALTER TABLE tally.events ENABLE ALWAYS TRIGGER refuse_change;
    ALTER TABLE tally.payloads ENABLE ALWAYS TRIGGER refuse_change;
    ALTER TABLE tally.heads ENABLE ALWAYS TRIGGER refuse_change;
    ALTER TABLE tally.heads ENABLE ALWAYS TRIGGER refuse_step_back;
    ALTER TABLE tally.checkpoints ENABLE ALWAYS TRIGGER refuse_change
"""  # noqa: S608 - numbers of ours

Streams = dict[str, tuple[Recorded, ...]]


@pytest.fixture
async def older(audited: House, postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """The audited year as it was forty entries ago."""
    admin = await asyncpg.connect(postgres.url)
    await admin.execute("CREATE DATABASE older TEMPLATE audited")
    url = postgres.url_of("older")
    cutting = await asyncpg.connect(url)
    await cutting.execute(CUT)
    await cutting.close()
    yield url
    await admin.execute("DROP DATABASE older WITH (FORCE)")
    await admin.close()


async def restored(
    url: str, folder: Path, streams: Streams, outside: Outside | None = None
) -> Outcome:
    runs = {stream: halved.run_of(stream, rows, given=()) for stream, rows in streams.items()}
    histories = Histories((halved.kept(folder, runs),))
    (outcome,) = await restore_all(url, histories, outside or Outside())
    return outcome


async def head(url: str) -> int:
    connection = await asyncpg.connect(url)
    try:
        return int(await connection.fetchval("SELECT position FROM tally.heads"))
    finally:
        await connection.close()


async def test_the_year_is_whole_again_and_verifies_with_every_checkpoint(
    audited, older, streams, tmp_path
):
    outside = read(audited.folder / "outside" / "halden.jsonl")

    outcome = await restored(older, tmp_path, streams, outside)
    await rebuilding.renew(older, _silent)

    lost = sum(claim.checkpoint.size > KEPT for claim in outside.claims)
    assert outcome.words == f"halden: 40 entries and {lost} checkpoints brought back."
    connection = await asyncpg.connect(older)
    report = await verify(connection, Wanted(ORGANISATION, outside))
    rows = await connection.fetch(
        "SELECT position, entry, hash FROM tally.events ORDER BY position"
    )
    await connection.close()
    assert report.valid
    assert report.size == SIZE
    assert [tuple(row) for row in rows] == [
        (one.position, one.entry.encode(), bytes.fromhex(one.hash))
        for one in sorted(
            (one for stream in streams.values() for one in stream), key=lambda one: one.position
        )
    ]


async def test_again_there_is_nothing_missing(older, streams, tmp_path):
    await restored(older, tmp_path / "first", streams)

    outcome = await restored(older, tmp_path / "again", streams)

    assert outcome.words == "halden: nothing is missing."


def _without(streams: Streams, position: int) -> Streams:
    return {
        name: tuple(one for one in rows if one.position != position)
        for name, rows in streams.items()
    }


def _changed(streams: Streams, at: int, /, **changes: Any) -> Streams:
    return {
        name: tuple(one.model_copy(update=changes) if one.position == at else one for one in rows)
        for name, rows in streams.items()
    }


REFUSED = {
    "a position is missing": (
        lambda streams: _without(streams, SIZE - 5),
        f"Position {SIZE - 5} is in no history; position {SIZE - 4}, ",
    ),
    "an entry is not what was hashed": (
        lambda streams: _changed(streams, SIZE, hash="0" * 64),
        "is not what was hashed.",
    ),
    "two claim one position": (
        lambda streams: _changed(streams, SIZE, position=SIZE - 1),
        f"Histories have two entries at position {SIZE - 1}",
    ),
    "a payload is not the committed one": (
        lambda streams: _changed(streams, SIZE, payload='{"a":1}'),
        "does not continue its stream or hold its payload's commitment",
    ),
    "the record has it otherwise": (
        lambda streams: _changed(streams, 3, hash="0" * 64),
        "is in the record otherwise than in histories",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_what_does_not_agree_is_refused_whole_and_named(older, streams, tmp_path, what):
    change, words = REFUSED[what]

    outcome = await restored(older, tmp_path, change(streams))

    assert outcome.refused is not None
    assert words in outcome.refused
    assert outcome.words.startswith("halden: nothing was brought back. ")
    assert await head(older) == KEPT


async def test_what_was_signed_and_is_in_no_history_is_refused(audited, older, streams, tmp_path):
    outside = read(audited.folder / "outside" / "halden.jsonl")
    signed = max(claim.checkpoint.size for claim in outside.claims)

    outcome = await restored(older, tmp_path, _without(streams, SIZE), outside)

    assert outcome.refused == (
        f"{signed} entries were signed, and positions {SIZE} to {signed} are in no history."
    )


async def test_a_checkpoint_of_the_empty_log_hides_none_of_those_after_it(
    audited, older, streams, tmp_path
):
    outside = read(audited.folder / "outside" / "halden.jsonl")
    empty = Checkpoint(LOG.name, 0, sha256().digest())
    other = Checkpoint(LOG.name, SIZE - 1, bytes(32))
    claims = [Claim("kept", one.signed(LOG), one) for one in (empty, other)]

    outcome = await restored(older, tmp_path, streams, replace(outside, claims=tuple(claims)))

    assert outcome.refused == (
        f"The first {SIZE - 1} entries are not those that were signed (kept)."
    )


async def test_what_was_recorded_over_the_gap_is_named(older, streams, tmp_path):
    """Somebody went on working on the older backup before its tail was brought back."""
    stream, rows = next((name, rows) for name, rows in streams.items() if rows[-1].position > KEPT)
    first = next(one for one in rows if one.position > KEPT)
    entry = first.entry.replace('"client":"test"', '"client":"else"')
    other = {**json.loads(entry)}
    connection = await asyncpg.connect(older)
    await connection.execute("SET ROLE tally_owner")
    await connection.execute(
        "SELECT tally.restore_events('halden', $1, $2, ARRAY[sha256($3)], $4, $5)",
        KEPT,
        [entry.encode()],
        entry.encode(),
        [bytes.fromhex(first.salt)],
        [first.payload.encode()],
    )
    await connection.close()

    outcome = await restored(older, tmp_path, streams)

    assert outcome.refused is not None
    assert f"{stream} version {other['version']} is in the record otherwise" in outcome.refused
    assert "Something was recorded after the backup was restored." in outcome.refused


def _silent(_name: str) -> AbstractContextManager[None]:
    return nullcontext()
