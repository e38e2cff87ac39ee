"""The append function and the table's own constraints, given bytes that no honest caller sends."""

from __future__ import annotations

import json

import asyncpg
import pytest

from store import read
from store.append import APPEND, append
from store.canonical import digest, encode
from store.entry import seal

STREAM = "unit/fy27/north"


def _arguments(sealed, **changed: object):
    given = {
        "organisation": "halden",
        "stream": STREAM,
        "version": 0,
        "hash": bytes(32),
        "entries": [event.entry for event in sealed],
        "hashes": [event.hash for event in sealed],
        "salts": [event.salt for event in sealed],
        "payloads": [event.payload for event in sealed],
    }
    return tuple((given | changed).values())


def _rewritten(sealed, **fields: object):
    """The first entry with other fields, hashed anew: wrong in nothing but what it says."""
    entry = encode(json.loads(sealed[0].entry) | fields)
    return {"entries": [entry], "hashes": [bytes.fromhex(digest(entry))]}


@pytest.fixture
def sealed(request_for, new_event, now):
    return seal(request_for(new_event()), recorded_at=now)


@pytest.mark.parametrize(
    "fields",
    [
        {"organisation": "other"},
        {"stream": "unit/fy27/south"},
        {"version": 2},
        {"version": None},
        {"part": -1},
        {"part": None},
        {"prev": "ab" * 32},
        {"prev": None},
        {"payload_commitment": "ab" * 32},
        {"payload_commitment": None},
        {"command_sha256": None},
        {"type": None},
        {"command_id": None},
    ],
)
async def test_an_entry_that_says_something_else_is_refused(pool, sealed, fields):
    with pytest.raises(asyncpg.PostgresError) as refusal:
        await pool.fetch(APPEND, *_arguments(sealed, **_rewritten(sealed, **fields)))

    assert refusal.value.sqlstate in {"TY002", "23514", "23502"}
    assert await read.head(pool, "halden") == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"hashes": [b"\1" * 32]},
        {"hashes": []},
        {"salts": []},
        {"salts": [b"short"]},
        {"payloads": [b"{}"]},
        {"payloads": []},
        {"entries": [b"not json"]},
        {"entries": [b"\xff\xfe"]},
        {"version": -1},
        {"version": 3},
        {"hash": b"\1" * 32},
        {"hash": None},
    ],
)
async def test_bytes_that_do_not_fit_each_other_are_refused(pool, sealed, changed):
    with pytest.raises(asyncpg.PostgresError):
        await pool.fetch(APPEND, *_arguments(sealed, **changed))

    assert await read.head(pool, "halden") == 0


async def test_an_entry_beyond_the_logs_limit_is_refused(pool, sealed):
    long = _rewritten(sealed, client="x" * 16_384)

    with pytest.raises(asyncpg.CheckViolationError, match="bounded"):
        await pool.fetch(APPEND, *_arguments(sealed, **long))


async def test_an_insert_by_the_owner_still_has_to_agree_with_its_bytes(
    pool, database_url, request_for, new_event, now
):
    await append(pool, request_for(new_event()), recorded_at=now)
    owner = await asyncpg.connect(database_url)
    try:
        await owner.execute("SET ROLE tally_owner")
        with pytest.raises(asyncpg.CheckViolationError):
            await owner.execute(
                "INSERT INTO tally.events SELECT organisation, 2, stream, 2, part, 'Other', 'c-9', "
                "command_sha256, prev, hash, entry FROM tally.events"
            )
    finally:
        await owner.close()
