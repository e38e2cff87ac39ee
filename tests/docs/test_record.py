"""The record's page: its fields are the entry's, and its commands verify what was appended."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime

import asyncpg
from pages import blocks, page, rows, section

from runtime.postgres_files import INSTALLATION
from store.append import append
from store.entry import Entry
from store.model import GENESIS, Append, Meta, NewEvent
from store.pool import Pool

RECORD = page("docs/record.md")
BY_HAND = section(RECORD, "Verify by hand")
NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def pushback(number: int) -> NewEvent:
    meta = Meta(
        command_id=f"c-{number}",
        command_sha256="0" * 64,
        causation_id=None,
        correlation_id="c-0",
        actor="ana",
        on_behalf_of=None,
        client="test",
        occurred_at=NOW,
    )
    payload = {"words": "Zwei Händler fehlen — das ist so", "counter": "24600000.00"}
    return NewEvent(type="PushbackRaised", payload=payload, part=0, meta=meta)


def shell(text: str, url: str) -> list[str]:
    path = f"{INSTALLATION / 'bin'}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["/bin/sh", "-ec", text],
        env=os.environ | {"DATABASE_URL": url, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


async def fill(pool: Pool) -> None:
    request = Append(
        organisation="halden",
        stream="unit/fy27/emea",
        expected_version=0,
        expected_hash=GENESIS,
        events=tuple(pushback(number) for number in range(3)),
    )
    assert (await append(pool, request, recorded_at=NOW)).appended


def test_the_fields_are_those_of_an_entry() -> None:
    named = [part for cells in rows(section(RECORD, "Entry")) for part in cells[0].split("`, `")]
    assert named == [field.alias or name for name, field in Entry.model_fields.items()]


async def test_hash_and_commitment_are_checked_without_our_code(
    pool: Pool, database_url: str
) -> None:
    await fill(pool)
    asking, entry, payload = blocks(BY_HAND, "sh")
    for check in (entry, payload):
        computed, kept = shell(asking + check, database_url)
        assert computed == kept
        assert len(kept) == 64


async def test_the_queries_find_nothing_in_a_sound_record(pool: Pool, database_url: str) -> None:
    await fill(pool)
    for query in blocks(BY_HAND, "sql"):
        assert await pool.fetch(query) == []


async def test_the_queries_find_what_was_taken_out(pool: Pool, database_url: str) -> None:
    await fill(pool)
    chain, gap = blocks(BY_HAND, "sql")
    superuser = await asyncpg.connect(database_url)
    for statement in (
        "ALTER TABLE tally.events DISABLE TRIGGER ALL",
        "DELETE FROM tally.events WHERE version = 2",
    ):
        await superuser.execute(statement)
    await superuser.close()
    assert [row["version"] for row in await pool.fetch(chain)] == [3]
    assert [row["count"] for row in await pool.fetch(gap)] == [2]


def test_the_page_names_the_guards() -> None:
    for words in ("UNIQUE (organisation, stream, version)", "CommandIdReused", "TRUNCATE"):
        assert words in section(RECORD, "Guards")
