"""Other processes that look at blocks of a log, each on its own connection to the same moment.

Run as `python -m audit.processes` by whoever asks, over its pipes; it ends when they do.
"""

from __future__ import annotations

import asyncio
import pickle
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import IO, cast

import asyncpg

from audit.blocks import Block, Glance, block_at
from store.pool import Connection

SEVERAL = 2
"""Of one core each; the server reads for them on others."""


class _Eye:
    """One such process, as seen from here; its start does not wait for it."""

    def __init__(self, url: str, snapshot: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "audit.processes"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._say((url, snapshot))

    def _say(self, what: object) -> None:
        pipe = cast("IO[bytes]", self._process.stdin)
        pickle.dump(what, pipe)
        pipe.flush()

    def look(self, asked: Glance) -> Block | None:
        """Blocks until it has answered; raises OSError where it has ended."""
        try:
            self._say(asked)
            found: Block | None = pickle.load(cast("IO[bytes]", self._process.stdout))  # noqa: S301 - our own process says it
        except (EOFError, pickle.UnpicklingError) as ended:
            raise OSError("a process that helped to read the log has ended") from ended
        return found

    def close(self) -> None:
        """Has it end, in the middle of whatever it does."""
        with self._process:
            self._process.terminate()


@asynccontextmanager
async def several(
    url: str, snapshot: str
) -> AsyncIterator[Callable[[Glance], Awaitable[Block | None]]]:
    """A look at blocks as they are in an exported snapshot, by whichever process is free."""
    eyes = [_Eye(url, snapshot) for _ in range(SEVERAL)]
    free = asyncio.Queue[_Eye]()
    for eye in eyes:
        free.put_nowait(eye)

    async def look(asked: Glance) -> Block | None:
        eye = await free.get()
        found = await asyncio.to_thread(eye.look, asked)
        free.put_nowait(eye)
        return found

    try:
        yield look
    finally:
        for eye in eyes:
            eye.close()


async def _serve(asks: IO[bytes], answers: IO[bytes]) -> None:
    url, snapshot = pickle.load(asks)  # noqa: S301 - who started us says it
    connection = await _connected(url, snapshot)
    while True:
        asked = pickle.load(asks)  # noqa: S301 - as above
        pickle.dump(await block_at(connection, asked), answers)
        answers.flush()


async def _connected(url: str, snapshot: str) -> Connection:
    connection = await asyncpg.connect(url, server_settings={"application_name": "tally"})
    await connection.execute(
        "SET ROLE tally_reader; BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; "
        f"SET TRANSACTION SNAPSHOT '{snapshot}'"
    )
    return connection


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started us hears it, and ends us
    asyncio.run(_serve(sys.stdin.buffer, sys.stdout.buffer))
