"""One PostgreSQL for each process of pytest, one migrated template, and a database per test."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from itertools import count
from pathlib import Path

import asyncpg
import hypothesis
import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from runtime import collecting
from runtime.postgres import EmbeddedPostgres
from store.migrate import migrate
from store.pool import Pool, open_pool

TEMPLATE = "tally_template"
ROOM = 2**30
_numbers = count(1)

# The same examples on every run, and no clock: the machine may be busy with other things.
hypothesis.settings.register_profile(
    "tally",
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("tally")


_status = pytest.StashKey[int]()

BROWSER = Path(__file__).parent / "browser"
LONGEST = ("browser", "story", "runtime", "command_line", "faults", "workflows", "web", "audit")
STACKS = frozenset(
    {"bench.test_start", "command_line.test_demo", "docs.test_readme", "faults.test_half_lost",
     "runtime.test_stack"}
)  # fmt: skip
"""Beside the browser's, the tests that start everything: two at once could choose the same port."""
sys.path.insert(0, str(BROWSER))

import chromium  # noqa: E402 - it stands beside the tests that drive it


def pytest_configure(config: pytest.Config) -> None:
    signal.signal(signal.SIGTERM, as_ctrl_c)
    # One of several test processes is told a width of 80; what tests start prints as into a pipe.
    os.environ.pop("COLUMNS", None)
    if os.environ.get(chromium.REQUIRED) and chromium.path() is None:
        raise pytest.UsageError(
            f"{chromium.REQUIRED} is set, and there is no browser: {chromium.HOW}"
        )


def as_ctrl_c(*_: object) -> None:
    """SIGTERM ends a run as Ctrl-C does: what tests started is stopped, and nothing is left behind."""
    # `timeout` says it twice: to its child, and to the group that its child is in.
    signal.signal(signal.SIGTERM, lambda *_: None)
    if (
        signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    ):  # as in what a shell runs in the background
        raise KeyboardInterrupt
    signal.raise_signal(signal.SIGINT)


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Without a browser all else is tested, and the summary says so."""
    return True if collection_path == BROWSER and chromium.path() is None else None


class Sharing(LoadScopeScheduling):
    """Tests that share what is dear to make share a process: a file's, and all that start stacks.

    xdist's own groups (`--dist=loadgroup`) write into a test's id, which pytest 9.2 ignores.
    """

    def _split_scope(self, nodeid: str) -> str:
        room, _, rest = nodeid.split("::", maxsplit=1)[0].removeprefix("tests/").partition("/")
        file = f"{room}.{Path(rest).stem}"
        return "stacks" if room == BROWSER.name or file in STACKS else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Sharing:
    return Sharing(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What lasts longest begins first."""
    rank = {room: number for number, room in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(_room(item), len(rank)))


def pytest_collection_finish() -> None:
    """Looking through all that was collected held a workflow up for longer than Temporal allows."""
    collecting.seldom()


def _room(item: pytest.Item) -> str:
    return item.path.relative_to(Path(__file__).parent).parts[0]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if chromium.path() is None:
        terminalreporter.write_line(
            f"Left out: tests/browser, for want of a browser. To run it, {chromium.HOW}."
        )


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    session.config.stash[_status] = int(exitstatus)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave with the suite's own status, whatever happens after it.

    A process that had a Temporal client open may crash while it is torn down, after all its work
    is done (temporalio/sdk-python#300).
    """
    if "temporalio.bridge.runtime" in sys.modules and _status in config.stash:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(config.stash[_status])


@pytest.fixture(scope="session")
def scratch() -> Iterator[Path]:
    """A folder with a short path (a socket's is limited) that goes with the session."""
    # pytest's own takes away, at another session's start, what a database's account needs.
    folder = Path(tempfile.mkdtemp(prefix="tally-test-", dir=_memory()))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres(scratch: Path) -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres.start(scratch / "postgres") as server:
        yield server


@pytest.fixture(scope="session")
async def template(postgres: EmbeddedPostgres) -> str:
    """The name of a database that is migrated and empty; nobody stays connected to it."""
    await _execute(postgres.url, f"CREATE DATABASE {TEMPLATE}")
    await migrate(postgres.url_of(TEMPLATE))
    return TEMPLATE


@pytest.fixture
async def empty_database_url(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    """A database in which nothing was ever migrated."""
    name = f"empty_{next(_numbers)}"
    await _execute(postgres.url, f"CREATE DATABASE {name}")
    yield postgres.url_of(name)
    await _execute(postgres.url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def database_url(postgres: EmbeddedPostgres, template: str) -> AsyncIterator[str]:
    """A migrated database that only this test sees; its login is the superuser."""
    name = f"test_{next(_numbers)}"
    await _execute(postgres.url, f"CREATE DATABASE {name} TEMPLATE {template}")
    yield postgres.url_of(name)
    await _execute(postgres.url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
async def pool(database_url: str) -> AsyncIterator[Pool]:
    """The writer's pool."""
    opened = await open_pool(database_url, "tally_writer", max_size=12)
    yield opened
    await _closed(opened)


@pytest.fixture
async def reader(database_url: str) -> AsyncIterator[Pool]:
    """The reader's pool."""
    opened = await open_pool(database_url, "tally_reader", max_size=4)
    yield opened
    await _closed(opened)


async def _closed(pool: Pool) -> None:
    """A test that failed may have left somebody at work: what they hold is taken from them."""
    try:
        async with asyncio.timeout(20):
            await pool.close()
    except TimeoutError:
        pool.terminate()


def _memory() -> Path | None:
    """Where a database is made in 10 ms, not 200, with the very same settings; or None."""
    memory = Path("/dev/shm")  # noqa: S108 - mkdtemp makes a private folder in it
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > ROOM
    return memory if roomy and os.access(memory, os.W_OK) else None


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
