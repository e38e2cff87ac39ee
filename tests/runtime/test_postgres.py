from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest

from runtime.postgres import EmbeddedPostgres, PostgresFailed

LIMIT = 120
HOLDING = """
import signal, sys, time
from pathlib import Path
from runtime.postgres import EmbeddedPostgres
# A shell that runs the suite in the background leaves interrupts ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
try:
    server = EmbeddedPostgres.start(Path(sys.argv[1]))
    print(server.url, flush=True)
    time.sleep(600)
except KeyboardInterrupt:
    sys.stdin.readline()  # whatever else has to be stopped first
    server.stop()
    print("stopped", flush=True)
"""


async def test_what_was_kept_is_there_at_the_next_start(scratch: Path):
    with EmbeddedPostgres.start(scratch / "kept") as server:
        await _run(server.url, "CREATE TABLE kept (n int)")
    assert not _alive(scratch / "kept")

    with EmbeddedPostgres.start(scratch / "kept") as server:
        await _run(server.url, "INSERT INTO kept VALUES (1)")
        assert await _run(server.url, "SELECT count(*) FROM kept") == 1
        assert await _run(server.url, "SHOW fsync") == "on"
        assert await _run(server.url, "SHOW listen_addresses") == ""


@pytest.mark.parametrize("name", ["x" * 120, "with space, comma & ünïcode"])
async def test_a_folder_that_no_socket_can_be_in_is_served_from_a_short_one(scratch: Path, name):
    with EmbeddedPostgres.start(scratch / name / "postgres") as server:
        socket_folder = Path(server.url.partition("host=")[2])
        assert await _run(server.url, "SELECT 1") == 1
        assert not _open_to_others(socket_folder)

    assert not _is_there(socket_folder)


@pytest.fixture
def private(scratch: Path) -> Path:
    folder = scratch / "private"
    folder.mkdir(mode=0o700)
    return folder


async def test_a_folder_in_a_private_one_is_reached_and_the_private_one_not_listed(private: Path):
    """As root in a checkout under /root, where the server's own account may not go."""
    with EmbeddedPostgres.start(private / "postgres") as server:
        assert await _run(server.url, "SELECT 1") == 1

    assert not _listed_by_others(private)


async def test_a_second_one_shares_the_server_and_leaves_it_running(scratch: Path):
    with EmbeddedPostgres.start(scratch / "shared") as first:
        with EmbeddedPostgres.start(scratch / "shared") as second:
            assert (first.shared, second.shared) == (False, True)
            assert second.url == first.url
        assert await _run(first.url, "SELECT 1") == 1


async def test_the_server_stops_when_its_owner_is_killed_and_starts_again(scratch: Path):
    with _owner(scratch / "orphan") as (_, url):
        await _run(url, "CREATE TABLE kept (n int)")

    with EmbeddedPostgres.start(scratch / "orphan") as server:
        assert not server.shared
        assert await _run(server.url, "SELECT count(*) FROM kept") == 0


async def test_ctrl_c_reaches_the_owner_and_not_the_server(scratch: Path):
    with _owner(scratch / "interrupted", process_group=0) as (owner, url):
        os.killpg(owner.pid, signal.SIGINT)
        assert await _run(url, "SELECT 1") == 1
        said, _ = owner.communicate("\n", timeout=LIMIT)

    assert (said, owner.returncode) == ("stopped\n", 0)
    assert "fast shutdown" in (scratch / "interrupted.log").read_text()
    assert not _alive(scratch / "interrupted")


async def test_a_killed_server_recovers(scratch: Path):
    folder = scratch / "crashed"
    server = EmbeddedPostgres.start(folder)
    await _run(server.url, "CREATE TABLE kept (n int)")
    os.kill(_pid(folder), signal.SIGKILL)
    server.stop()

    with EmbeddedPostgres.start(folder) as again:
        assert await _run(again.url, "SELECT count(*) FROM kept") == 0


def test_a_server_that_does_not_start_says_why_and_leaves_nothing(scratch: Path):
    with pytest.raises(PostgresFailed, match="shared_buffers"):
        EmbeddedPostgres.start(scratch / "refused", settings={"shared_buffers": "none"})

    with EmbeddedPostgres.start(scratch / "refused"):
        assert _alive(scratch / "refused")


def test_a_folder_of_another_major_version_is_named(scratch: Path):
    folder = scratch / "older"
    folder.mkdir()
    (folder / "PG_VERSION").write_text("16\n")

    with pytest.raises(RuntimeError, match="made by PostgreSQL 16"):
        EmbeddedPostgres.start(folder)


@contextmanager
def _owner(folder: Path, **options: int) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A process that holds a server; killed at the end, whatever became of the test."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, folder],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        **options,
    ) as owner:
        try:
            assert owner.stdout is not None
            yield owner, owner.stdout.readline().strip()
        finally:
            owner.kill()


def _open_to_others(folder: Path) -> bool:
    return folder.stat().st_mode & 0o077 != 0


def _listed_by_others(folder: Path) -> bool:
    return folder.stat().st_mode & 0o066 != 0


def _is_there(folder: Path) -> bool:
    return folder.exists()


def _pid(folder: Path) -> int:
    return int((folder / "postmaster.pid").read_text().split()[0])


def _alive(folder: Path) -> bool:
    return (folder / "postmaster.pid").exists()


async def _run(url: str, statement: str):
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()
