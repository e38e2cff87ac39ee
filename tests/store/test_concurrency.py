from __future__ import annotations

import asyncio

import asyncpg
import pytest

from store import read
from store.append import Beside, append
from store.model import GENESIS, Append

WRITERS = 10
EACH = 25
RAISED = Beside("UPDATE read_models.counters SET n = n + jsonb_array_length({rows})", "[1]")


async def test_positions_have_no_gap_and_a_polling_reader_misses_none(pool, reader, new_event, now):
    writers = [_write(pool, f"unit/fy27/u{number}", new_event, now) for number in range(WRITERS)]
    polling = asyncio.create_task(_poll(reader, WRITERS * EACH * 2))

    await asyncio.gather(*writers)
    seen = await asyncio.wait_for(polling, 30)

    assert [event.position for event in seen] == list(range(1, WRITERS * EACH * 2 + 1))
    assert await read.head(reader, "halden") == len(seen)
    for number in range(WRITERS):
        stream = await read.stream(reader, "halden", f"unit/fy27/u{number}")
        assert [event.version for event in stream] == list(range(1, EACH * 2 + 1))


async def test_two_writers_of_one_stream_never_share_a_version(pool, new_event, now):
    stream = "unit/fy27/north"
    await asyncio.gather(*(_write(pool, stream, new_event, now, str(n)) for n in range(4)))

    events = await read.stream(pool, "halden", stream)
    assert [event.version for event in events] == list(range(1, 4 * EACH * 2 + 1))
    assert [event.position for event in events] == list(range(1, 4 * EACH * 2 + 1))


async def test_one_command_sent_by_many_at_once_is_recorded_once(pool, request_for, new_event, now):
    request = request_for(new_event("c-1"), new_event("c-1", 1))

    outcomes = await asyncio.gather(*(append(pool, request, recorded_at=now) for _ in range(10)))

    recorded = [outcome.recorded for outcome in outcomes if outcome.appended]
    assert len(recorded) == 1
    assert {outcome.already for outcome in outcomes if not outcome.appended} == {recorded[0]}


async def test_a_deadlock_with_another_transaction_is_retried(
    pool, database_url, request_for, new_event, now
):
    first = await append(pool, request_for(new_event("a")), recorded_at=now)
    await _counter(database_url)
    other = await asyncpg.connect(database_url)
    try:
        await other.execute("SET deadlock_timeout = '1min'")  # the append is to be the victim
        async with other.transaction():
            await other.execute("UPDATE read_models.counters SET n = n + 1")
            appending = asyncio.create_task(
                append(
                    pool,
                    request_for(new_event("b"), after=first),
                    recorded_at=now,
                    beside=(RAISED,),
                )
            )
            await _until_an_append_waits(other)
            await other.execute("SELECT FROM tally.heads FOR UPDATE")
    finally:
        await other.close()

    assert (await appending).appended
    assert await pool.fetchval("SELECT n FROM read_models.counters") == 2


async def _write(pool, stream, new_event, now, writer=""):
    """Appends two events at a time until all are in, catching up whenever it is behind."""
    version, last, done = 0, GENESIS, 0
    while done < EACH:
        command = f"c{writer}-{done}"
        outcome = await append(
            pool,
            Append(
                organisation="halden",
                stream=stream,
                expected_version=version,
                expected_hash=last,
                events=(new_event(command), new_event(command, 1)),
            ),
            recorded_at=now,
        )
        version, last = outcome.recorded[-1].version, outcome.recorded[-1].hash
        done += outcome.appended


async def _poll(reader, expected):
    seen = []
    while len(seen) < expected:
        page = await read.log(reader, "halden", seen[-1].position if seen else 0, 50)
        seen.extend(page)
        await asyncio.sleep(0 if page else 0.002)
    return seen


async def _counter(url):
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(
            "SET ROLE tally_owner; CREATE TABLE read_models.counters (n int); "
            "INSERT INTO read_models.counters VALUES (0)"
        )
    finally:
        await connection.close()


async def _until_an_append_waits(connection):
    for _ in range(500):
        if await connection.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
            return
        await asyncio.sleep(0.01)
    pytest.fail("no append waits")
