"""The record dies at every moment of an append; asking again with the same id settles it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections import Counter
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import pytest

from runtime.postgres import EmbeddedPostgres
from store import read
from store.append import Beside, append
from store.entry import entry_of
from store.errors import OutcomeUnknown
from store.migrate import migrate
from store.model import GENESIS, Append, Meta, NewEvent
from store.pool import open_pool

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
STREAM = "unit/fy27/north"
ENTRY = b"PortionSigned"  # on its way to the server, and back once it is committed
DRAFT = "INSERT INTO tally.drafts VALUES ('halden', 'mara', 'd', 'fy27', NULL, '{}', now())"
THE_SAME = Beside(
    "INSERT INTO tally.drafts SELECT 'halden', 'mara', 'd', 'fy27', NULL, '{{}}', now() "
    "FROM jsonb_array_elements({rows})",
    "[1]",
)
END_WHO_WAITS = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND datname = current_database()
"""


def _request(command_id="c-1", *, stream=STREAM, after=None):
    meta = Meta(
        command_id=command_id,
        command_sha256="ab" * 32,
        causation_id=None,
        correlation_id="fy27",
        actor="mara.lind",
        on_behalf_of=None,
        client="test",
        occurred_at=NOW,
    )
    event = NewEvent(type="PortionSigned", payload={"portion": "10.00"}, meta=meta, part=0)
    return Append(
        organisation="halden",
        stream=stream,
        expected_version=after.version if after else 0,
        expected_hash=after.hash if after else GENESIS,
        events=(event, event.model_copy(update={"part": 1})),
    )


class Wire:
    """Carries bytes to PostgreSQL and back, and is cut before entries on their way `cut_at`."""

    def __init__(self, folder: Path) -> None:
        self._server = str(folder / ".s.PGSQL.5432")
        self.cut_at: str | None = None

    async def carry(self, from_client, to_client):
        from_server, to_server = await asyncio.open_unix_connection(self._server)
        asking = asyncio.create_task(self._copy("there", from_client, to_server))
        await self._copy("back", from_server, to_client)
        asking.cancel()
        with suppress(asyncio.CancelledError):
            await asking
        to_client.close()
        to_server.close()

    async def _copy(self, way, source, target):
        with suppress(ConnectionError):
            while data := await source.read(65_536):
                if self.cut_at == way and ENTRY in data:
                    self.cut_at = None
                    break
                target.write(data)
            target.write_eof()


@pytest.fixture
async def wire(scratch: Path, postgres: EmbeddedPostgres):
    wire = Wire(postgres.data_dir)
    folder = scratch / "wire"
    folder.mkdir(exist_ok=True)
    async with await asyncio.start_unix_server(wire.carry, folder / ".s.PGSQL.5432"):
        wire.folder = folder
        yield wire


@pytest.fixture
async def wired(wire, postgres, database_url):
    opened = await open_pool(database_url.replace(str(postgres.data_dir), str(wire.folder)))
    yield opened
    opened.terminate()


@pytest.mark.parametrize(("cut_at", "recorded"), [("there", 0), ("back", 2)])
async def test_what_is_lost_on_its_way_is_settled_by_asking_again(
    wire, wired, pool, cut_at, recorded
):
    wire.cut_at = cut_at
    with pytest.raises(OutcomeUnknown):
        await append(wired, _request(), recorded_at=NOW)
    assert await read.length(pool, "halden", STREAM) == recorded

    again = await append(wired, _request(), recorded_at=NOW)

    assert again.appended is (recorded == 0)
    assert await read.stream(pool, "halden", STREAM) == (again.already or again.recorded)
    receipt = await read.receipt(pool, "halden", STREAM, "c-1")
    assert receipt is not None
    assert receipt.positions == (1, 2)
    assert await _complaints(pool) == []


async def test_without_the_same_id_the_command_would_be_recorded_twice(wire, wired, pool):
    """The oracle turns red when the protection is switched off."""
    wire.cut_at = "back"
    with pytest.raises(OutcomeUnknown):
        await append(wired, _request("c-1"), recorded_at=NOW)
    unseen = await append(wired, _request("c-1-again"), recorded_at=NOW)
    await append(wired, _request("c-1-again", after=unseen.recorded[-1]), recorded_at=NOW)

    assert await read.length(pool, "halden", STREAM) == 4
    assert await _complaints(pool) == ["a decision stands twice"]


async def test_a_backend_that_is_ended_in_the_middle_records_nothing(pool, database_url):
    async with _a_draft_under_way(database_url) as other:
        appending = asyncio.create_task(
            append(pool, _request(), recorded_at=NOW, beside=(THE_SAME,))
        )
        await _end_who_waits(other)
        with pytest.raises(OutcomeUnknown):
            await appending

    assert await read.length(pool, "halden", STREAM) == 0
    assert (await append(pool, _request(), recorded_at=NOW)).appended


async def test_backends_ended_under_load_lose_nothing_and_repeat_nothing(pool, database_url):
    ending = asyncio.create_task(_end_backends(database_url))
    unknown = await asyncio.gather(
        *(_insist(pool, f"unit/fy27/u{number}", 40) for number in range(4))
    )
    await ending

    assert sum(unknown) > 0
    assert await read.head(pool, "halden") == 4 * 40 * 2
    assert await _complaints(pool) == []


async def test_a_server_killed_under_load_keeps_what_it_acknowledged(scratch: Path):
    folder = scratch / "killed"
    with EmbeddedPostgres.start(folder) as server:
        await migrate(server.url)
        pool = await open_pool(server.url, patience=5)
        writing = [asyncio.create_task(_insist(pool, f"unit/fy27/u{n}", 40)) for n in range(4)]
        await _until_some_are_acknowledged(pool)
        os.kill(int((folder / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        await asyncio.to_thread(server.stop)
    with EmbeddedPostgres.start(folder):
        unknown = await asyncio.gather(*writing)

        assert sum(unknown) > 0
        assert await read.head(pool, "halden") == 4 * 40 * 2
        assert await _complaints(pool) == []
        await pool.close()


async def test_a_record_that_is_away_is_said_to_be_and_found_again(scratch: Path):
    with EmbeddedPostgres.start(scratch / "away") as server:
        await migrate(server.url)
        pool = await open_pool(server.url, patience=5)
        first = await append(pool, _request(), recorded_at=NOW)
    for asked in (
        append(pool, _request("c-2", after=first.recorded[-1]), recorded_at=NOW),
        read.length(pool, "halden", STREAM),
        read.stream(pool, "halden", STREAM),
        read.receipt(pool, "halden", STREAM, "c-1"),
    ):
        with pytest.raises(OutcomeUnknown):
            await asked
    with EmbeddedPostgres.start(scratch / "away"):
        assert await read.stream(pool, "halden", STREAM) == first.recorded
        await pool.close()


async def test_a_call_that_takes_too_long_is_unknown(pool, database_url):
    impatient = await open_pool(database_url, patience=0.3)
    try:
        async with _a_draft_under_way(database_url):
            with pytest.raises(OutcomeUnknown):
                await append(impatient, _request(), recorded_at=NOW, beside=(THE_SAME,))
    finally:
        await impatient.close()


async def _insist(pool, stream, commands):
    """Gives each command until it is recorded; returns how often the outcome was unknown."""
    unknown, last = 0, None
    for number in range(commands):
        while True:
            request = _request(f"c-{number}", stream=stream, after=last)
            try:
                outcome = await append(pool, request, recorded_at=NOW)
            except OutcomeUnknown:
                unknown += 1
                await asyncio.sleep(0.01)
                continue
            last = outcome.recorded[-1]
            break
    return unknown


async def _complaints(pool):
    """The oracle: what is wrong with the halden record, nothing if all is well."""
    events = await read.log(pool, "halden", 0, 10_000)
    found = []
    if [event.position for event in events] != list(range(1, len(events) + 1)):
        found.append("positions have a gap")
    last: dict[str, tuple[int, str]] = {}
    for event in events:
        version, prev = last.get(event.stream, (0, GENESIS))
        if (event.version, entry_of(event).prev) != (version + 1, prev):
            found.append(f"{event.stream} {event.version} does not follow")
        last[event.stream] = (event.version, event.hash)
    given = Counter(
        (event.stream, entry_of(event).command_id.removesuffix("-again"), entry_of(event).part)
        for event in events
    )
    if any(times > 1 for times in given.values()):
        found.append("a decision stands twice")
    return found


async def _until_some_are_acknowledged(pool):
    for _ in range(500):
        if await read.head(pool, "halden") >= 20:
            return
        await asyncio.sleep(0.01)
    pytest.fail("nothing is recorded")


async def _end_backends(url):
    connection = await asyncpg.connect(url, server_settings={"application_name": "ending"})
    try:
        for _ in range(8):
            await asyncio.sleep(0.015)
            await connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name LIKE 'tally%' AND datname = current_database()"
            )
    finally:
        await connection.close()


async def _end_who_waits(connection):
    for _ in range(500):
        if await connection.fetchval(END_WHO_WAITS):
            return
        await asyncio.sleep(0.01)
    pytest.fail("nobody waits")


@asynccontextmanager
async def _a_draft_under_way(url):
    """For whose end whoever writes the same draft waits."""
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            await connection.execute(DRAFT)
            yield connection
    finally:
        await connection.close()
