"""A whole stack for a fault test, the story played on it part by part, and what it must have kept."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg

from runtime.ports import free_port
from runtime.state import StateFolder

ROOT = Path(__file__).parents[2]
PLAYING = Path(__file__).parent / "playing.py"
LIMIT = 180
ENTRIES = """
    SELECT e.position, e.stream, e.version, e.command_id, e.hash, e.entry, p.payload, p.salt
    FROM tally.events AS e JOIN tally.payloads AS p USING (organisation, stream, version)
    WHERE organisation = $1 ORDER BY e.position
"""


class Stack:
    """`tally up` on a state folder and ports of its own; it can be stopped and begun again."""

    def __init__(self, state: Path) -> None:
        self.folder = StateFolder(state)
        self.environment = {
            **{name: value for name, value in os.environ.items() if not _names(name)},
            "TALLY_STATE": str(state),
            "TALLY_HTTP_PORT": str(free_port()),
            "TALLY_TEMPORAL_PORT": str(free_port()),
            "TALLY_TEMPORAL_UI_PORT": str(free_port()),
            "PYTHONUNBUFFERED": "1",
            "PYTHONPATH": str(ROOT),
        }
        self._log = state.with_suffix(".log")

    @contextmanager
    def up(self) -> Iterator[None]:
        with self._log.open("a") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "cli", "up"],
                env=self.environment,
                cwd=ROOT,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            self._until_ready(process)
            yield
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=LIMIT) == 0, self._log.read_text()
        finally:
            process.kill()
            process.wait()

    def tally(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "cli", *words],
            env=self.environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )

    def entries(self, organisation: str) -> list[tuple[object, ...]]:
        """Every entry of the running record, word for word, in the order of positions."""
        running = self.folder.running()
        assert running is not None
        assert running.addresses is not None
        return asyncio.run(_asked(str(running.addresses.database), organisation))

    def _until_ready(self, process: subprocess.Popen[bytes]) -> None:
        end = time.monotonic() + LIMIT
        while not ((running := self.folder.running()) and running.ready):
            assert process.poll() is None, self._log.read_text()
            assert time.monotonic() < end, self._log.read_text()
            time.sleep(0.1)


class Player:
    """The story, whose next part begins when it is asked for."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self._process, self._log = process, log
        self.next = self._heard()

    def play(self, *, until: str) -> None:
        """Each part up to the one named; "played" is the end."""
        while self.next != until:
            assert self._process.stdin is not None
            self._process.stdin.write("\n")
            self._process.stdin.flush()
            self.next = self._heard()

    def _heard(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline().strip()
        assert line, self._log.read_text()[-3_000:]
        return line


@contextmanager
def playing(stack: Stack, organisation: str) -> Iterator[Player]:
    log = stack.folder.path.with_suffix(".told")
    with (
        log.open("w") as told,
        subprocess.Popen(
            [sys.executable, str(PLAYING), organisation],
            env=stack.environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=told,
            text=True,
        ) as process,
    ):
        try:
            yield Player(process, log)
        finally:
            process.kill()


async def _asked(url: str, organisation: str) -> list[tuple[object, ...]]:
    connection = await asyncpg.connect(url)
    try:
        return [tuple(row) for row in await connection.fetch(ENTRIES, organisation)]
    finally:
        await connection.close()


def _names(name: str) -> bool:
    return name.startswith(("TALLY_", "TEMPORAL_", "DATABASE"))
