"""The notary as a process of its own, killed without warning and started again."""

from __future__ import annotations

import asyncio
import inspect
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

import asyncpg
import httpx
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from given import LOG_NAME, House, numbered, record

from audit.held import Held
from audit.log_keys import checked
from audit.note import opened
from audit.tree import leaf_hash, root_of
from runtime.ports import free_port

PATIENCE = 120.0


class Running:
    """A notary that a test started."""

    def __init__(self, house: House, *words: str) -> None:
        self.port = free_port()
        self.log = house.folder / f"{self.port}.log"
        unset = {name: "" for name in os.environ if name.startswith(("TALLY_", "TEMPORAL_"))}
        self.environment = {
            **os.environ,
            **unset,
            "DATABASE_URL": house.url,
            "TALLY_STATE": str(house.folder / "state"),
            "TALLY_NOTARY_STATE": str(house.holding.folder),
            "TALLY_CHECKPOINTS": str(house.holding.outside),
            "TALLY_LOG_NAME": LOG_NAME,
            "TALLY_LOG_FORMAT": "json",
            "TALLY_METRICS_PORT": str(self.port),
        }
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *(words or ("audit.notarise",))],
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def readiness(self) -> httpx.Response | None:
        with suppress(httpx.HTTPError):
            return httpx.get(f"http://127.0.0.1:{self.port}/readyz", timeout=5)
        return None

    def metrics(self) -> str:
        return httpx.get(f"http://127.0.0.1:{self.port}/metrics", timeout=30).text

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def ended(self) -> int:
        return self.process.wait(timeout=PATIENCE)


@pytest.fixture
def house(database_url: str, tmp_path: Path) -> House:
    return House(database_url, tmp_path)


@pytest.fixture
def begin(house: House) -> Iterator[Callable[..., Running]]:
    begun: list[Running] = []

    def start(*words: str) -> Running:
        begun.append(Running(house, *words))
        return begun[-1]

    yield start
    for one in begun:
        one.kill()


async def until(condition: Callable[[], object]) -> None:
    """Ask again and again; what is asked may be awaited."""
    async with asyncio.timeout(PATIENCE):
        for _ in count():
            found = condition()
            if await found if inspect.isawaitable(found) else found:
                return
            await asyncio.sleep(0.05)


async def test_it_follows_the_log_until_it_is_asked_to_end(house, pool, begin):
    await record(pool, *numbered(1, 3))
    notary = begin()
    await until(lambda: _held(house, 3))
    await record(pool, *numbered(4, 5))
    await until(lambda: _held(house, 5))

    answer = notary.readiness()
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "stopped": {}})
    await until(lambda: 'tally_checkpoint_size{organisation="halden"} 5.0' in notary.metrics())
    assert "tally_notary_stopped 0.0" in notary.metrics()
    notary.process.send_signal(signal.SIGTERM)
    assert notary.ended() == 0, notary.said()
    assert (await house.sizes())[-1] == 5


async def test_killed_before_the_insert_it_says_the_same_again(house, pool, begin):
    await record(pool, *numbered(1, 3))
    lock = await asyncpg.connect(house.url)
    await lock.execute("BEGIN; LOCK TABLE tally.checkpoints IN SHARE MODE")
    first = begin()
    await until(lambda: (house.folder / "outside" / "halden.jsonl").exists() and _held(house, 3))
    first.kill()
    held = house.holding.read("halden")
    await lock.execute("ROLLBACK")
    await lock.close()
    assert await house.sizes() == []

    begin()
    await until(house.sizes)

    (row,) = await house.rows("SELECT * FROM tally.checkpoints")
    assert (row["size"], row["note"]) == (3, held.note)
    assert house.outside.count(f'"{LOG_NAME}/halden\\n3\\n') == 1


async def test_kills_at_any_moment_lose_and_repeat_nothing(house, pool, begin):
    chance = random.Random(28)  # noqa: S311 - where to kill, not what to sign
    for at in range(5):
        notary = begin()
        await until(notary.readiness)
        for name in numbered(at * 5 + 1, at * 5 + 5):
            await record(pool, name)
            await asyncio.sleep(chance.random() / 5)
        notary.kill()
    begin()
    await until(lambda: _held(house, 25))
    await until(lambda: _is_said(house, 25))

    await _assert_sound(house)


async def test_a_record_from_an_older_backup_is_refused_and_said(house, pool, begin):
    await record(pool, *numbered(1, 6))
    await house.looked()
    await house.tampered(
        "DELETE FROM tally.events WHERE position > 4",
        "DELETE FROM tally.checkpoints",
        "DELETE FROM tally.log_keys",
        "UPDATE tally.heads SET position = 4",
    )

    notary = begin()
    await until(lambda: (answer := notary.readiness()) and "halden" in answer.json()["stopped"])

    answer = notary.readiness()
    assert answer.status_code == 503
    assert answer.json()["stopped"]["halden"].startswith("The record ends at 4, and 6 entries")
    assert '"level": "error"' in notary.said()
    assert await house.sizes() == []


async def test_a_row_that_was_changed_while_it_was_down_is_refused(house, pool, begin):
    await record(pool, *numbered(1, 6))
    await house.looked()
    await house.tampered(
        "ALTER TABLE tally.events DROP CONSTRAINT events_columns_are_of_entry",
        "UPDATE tally.events SET entry = replace(entry::text, '61', '62')::bytea, "
        "hash = sha256(replace(entry::text, '61', '62')::bytea) WHERE position = 2",
    )

    notary = begin()
    await until(lambda: (answer := notary.readiness()) and "halden" in answer.json()["stopped"])

    assert "rewritten" in notary.readiness().json()["stopped"]["halden"]
    assert await house.sizes() == [6]


async def test_two_do_not_work_in_one_folder(house, pool, begin):
    first = begin()
    await until(first.readiness)

    second = begin()

    assert second.ended() == 1
    assert "Another notary works in this folder" in second.said()


async def test_a_database_that_goes_and_comes_back_is_followed_again(house, pool, begin):
    await record(pool, *numbered(1, 2))
    notary = begin()
    await until(lambda: _is_said(house, 2))
    await house.rows(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE application_name LIKE 'tally%' AND datname = current_database()"
    )
    await pool.expire_connections()
    with suppress(Exception):
        await pool.fetchval("SELECT 1")
    await record(pool, *numbered(3, 3))

    await until(lambda: _is_said(house, 3))
    assert notary.process.poll() is None


async def test_keys_are_shown_changed_and_lost_by_commands(house, pool, begin):
    await record(pool, *numbered(1, 2))
    notary = begin()
    await until(lambda: _is_said(house, 2))
    first = _told(begin, "key")

    assert _told(begin, "rotate", "--why", "yearly", "--by", "otto").startswith(
        "The next checkpoint"
    )
    await record(pool, *numbered(3, 3))
    await until(lambda: _is_said(house, 3))
    second = _told(begin, "key")
    assert _told(begin, "lost", "--why", "stolen").startswith("No key from before")
    await record(pool, *numbered(4, 4))
    await until(lambda: _is_said(house, 4))

    rows = await house.rows("SELECT note FROM tally.log_keys ORDER BY number")
    changes = checked([row["note"] for row in rows])
    assert [one.reason for one in changes] == ["first", "rotated", "lost"]
    assert [str(one.key) for one in changes] == [first, second, _told(begin, "key")]
    assert notary.readiness().status_code == 200
    assert changes[1].words == "yearly, says otto"


def _told(begin: Callable[..., Running], *words: str) -> str:
    asked = begin("cli", "notary", *words)
    assert asked.ended() == 0, asked.said()
    return asked.said().strip()


def _held(house: House, size: int) -> Held | None:
    held = house.holding.read("halden")
    return held if held and held.size == size else None


async def _is_said(house: House, size: int) -> bool:
    return size in await house.sizes()


async def _assert_sound(house: House) -> None:
    """Every checkpoint is of the record, signed, and stands once in the file outside."""
    entries = await house.rows("SELECT entry FROM tally.events ORDER BY position")
    leaves = [leaf_hash(row["entry"]) for row in entries]
    rows = await house.rows("SELECT note FROM tally.log_keys ORDER BY number")
    (change,) = checked([row["note"] for row in rows])
    for row in await house.rows("SELECT size, root, note FROM tally.checkpoints"):
        checkpoint, _ = opened(row["note"], [change.key])
        assert checkpoint.root == row["root"] == root_of(leaves[: row["size"]])
        assert house.outside.count(f'"{LOG_NAME}/halden\\n{row["size"]}\\n') == 1
