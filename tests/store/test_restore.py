"""A lost tail comes back with its own bytes and positions, as the owner alone can bring it."""

from __future__ import annotations

import asyncpg
import pytest

from store import read
from store.append import append
from store.restore import TailUnfit, restore


@pytest.fixture
async def log(pool, request_for, new_event, now):
    """Six entries of two streams, by turns."""
    ends = {}
    for number in range(6):
        stream = f"unit/fy27/u{number % 2}"
        request = request_for(new_event(f"c-{number}"), after=ends.get(stream), stream=stream)
        ends[stream] = await append(pool, request, recorded_at=now)
    return await read.log(pool, "halden")


@pytest.fixture
async def owner(database_url):
    """The login that migrates: it may become the owner."""
    connection = await asyncpg.connect(database_url)
    yield connection
    await connection.close()


@pytest.fixture
async def cut(owner, log):
    """The record as an older backup has it: its first three entries."""
    await owner.execute(
        """
        SET session_replication_role = replica;
        ALTER TABLE tally.events DISABLE TRIGGER ALL;
        ALTER TABLE tally.payloads DISABLE TRIGGER ALL;
        ALTER TABLE tally.heads DISABLE TRIGGER ALL;
        DELETE FROM tally.payloads AS p USING tally.events AS e
        WHERE e.stream = p.stream AND e.version = p.version AND e.position > 3;
        DELETE FROM tally.events WHERE position > 3;
        UPDATE tally.heads SET position = 3;
        RESET session_replication_role
        """
    )
    return log[3:]


async def restored(owner, head, tail):
    async with owner.transaction():
        await restore(owner, "halden", head, tail)


@pytest.fixture
async def back(owner, cut):
    await restored(owner, 3, cut)
    return cut


async def test_the_tail_is_word_for_word_what_it_was(back, pool, log):
    assert back == log[3:]
    assert await read.log(pool, "halden") == log
    assert await read.head(pool, "halden") == 6


async def test_what_follows_it_follows_on(back, pool, request_for, new_event, now):
    request = request_for(new_event("c-7"), stream="unit/fy27/u1").model_copy(
        update={"expected_version": 3, "expected_hash": back[-1].hash}
    )

    outcome = await append(pool, request, recorded_at=now)

    assert outcome.recorded[0].position == 7


async def test_it_leaves_a_line_in_the_security_log(owner, back):
    assert back
    row = await owner.fetchrow("SELECT action, name, detail FROM tally.security_log")
    assert tuple(row) == ("restore", "EventsRestored", '{"after": 3, "entries": 3}')


UNFIT = {
    "it begins too late": (lambda tail: tail[1:], 3, "does not continue its stream"),
    "it is out of order": (lambda tail: [tail[2], tail[1], tail[0]], 3, "does not continue"),
    "the head is elsewhere": (lambda tail: tail, 2, "the head of halden stands at 3"),
    "a payload is another": (
        lambda tail: [tail[0].model_copy(update={"payload": "{}"})],
        3,
        "payload's commitment",
    ),
    "a hash is another": (
        lambda tail: [tail[0].model_copy(update={"hash": "00" * 32})],
        3,
        "events_hash_is_of_entry",
    ),
}


@pytest.mark.parametrize("what", UNFIT)
async def test_a_tail_that_does_not_fit_exactly_is_refused_whole(owner, pool, cut, what):
    change, head, words = UNFIT[what]

    with pytest.raises(TailUnfit, match=words):
        await restored(owner, head, change(list(cut)))

    assert await read.head(pool, "halden") == 3
    assert len(await read.log(pool, "halden")) == 3
