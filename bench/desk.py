"""Run by hand: what a page costs its reader while a long record is verified for an auditor.

One page is asked for again and again, at the server: with nothing beside it, while the record is verified by a process of
its own, as the auditor's page has it done, and while a thread of the web process does it. Only the
first two are how it is; the third is what the second is for. The CPU of this process, which is the web's,
is told apart from that of the one which verifies.
"""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

import asyncpg
import psutil
import record
from httpx import ASGITransport, AsyncClient
from plans import ORGANISATION
from pydantic import SecretStr
from rich.console import Console
from rich.table import Table
from servers import migrated, postgres_in, serving

from audit.errand import Errand
from audit.reaching import answered
from audit.verify import Wanted, verify
from runtime import logs
from runtime.ports import free_port
from runtime.settings import Settings
from store.pool import Connection
from web.app import create_app
from web.desk import Desk, Job
from web.errand_folders import new_folder

EVENTS, REQUESTS = 100_000, 200
PAGE = f"/o/{ORGANISATION}/work"
PAUSE = 0.01


@dataclass
class Beside:
    """What one page took, in milliseconds, and the seconds of CPU of whom."""

    took: list[float] = field(default_factory=list)
    web: float = 0.0
    other: float = 0.0

    async def ask(self, http: AsyncClient, goes_on: Callable[[], bool]) -> None:
        """The page again and again, for as long as there is something beside it."""
        before = _cpu(psutil.Process())
        while goes_on():
            begun = time.perf_counter()
            answer = await http.get(PAGE)
            self.took.append((time.perf_counter() - begun) * 1000)
            answer.raise_for_status()
            await asyncio.sleep(PAUSE)
        self.web = _cpu(psutil.Process()) - before


def main(words: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=EVENTS)
    asked = parser.parse_args(words)
    logs.configure(Settings(log_level="error"))
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="tally-bench-")))
        folder.chmod(0o711)  # as root, PostgreSQL runs as another user
        postgres = opened.enter_context(postgres_in(folder))
        asyncio.run(migrated(postgres))
        asyncio.run(_written(postgres.url, asked.events))
        servers = opened.enter_context(serving(folder, postgres))
        Console(highlight=False, width=100).print(asyncio.run(measured(servers.settings)))


async def _written(url: str, events: int) -> None:
    connection = await asyncpg.connect(url)
    await record.written(connection, events)
    await connection.close()


async def measured(settings: Settings) -> Table:
    key = secrets.token_urlsafe()
    known = settings.model_copy(update={"local_key": SecretStr(key), "http_port": free_port()})
    app = create_app(known)
    headers = {"Tally-Key": key, "Tally-Person": "sam"}
    transport = ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=transport, base_url="http://127.0.0.1:8600", headers=headers) as http,
    ):
        await _alone(http)  # what is loaded once is loaded
        every = {
            "nothing": await _alone(http),
            "a process that verifies": await _apart(http, known),
            "a thread that verifies": await _in_a_thread(http, known),
        }
    table = Table("beside it", "pages", "p50 ms", "p95 ms", "most ms", "CPU s web", "CPU s other")
    for name, one in every.items():
        p95 = quantiles(one.took, n=20)[-1]
        table.add_row(
            name, str(len(one.took)), f"{median(one.took):.1f}", f"{p95:.1f}",
            f"{max(one.took):.1f}", f"{one.web:.1f}", f"{one.other:.1f}",
        )  # fmt: skip
    return table


async def _alone(http: AsyncClient) -> Beside:
    found = Beside()
    await found.ask(http, lambda: len(found.took) < REQUESTS)
    return found


async def _apart(http: AsyncClient, settings: Settings) -> Beside:
    errand = Errand(kind="verification", organisation=ORGANISATION, folder=new_folder())
    job, desk, found = Job(errand, "sam", datetime.now(UTC)), Desk(), Beside()
    before = _cpu_of_children()
    desk.begin(settings, job)
    await found.ask(http, lambda: not job.ended)
    found.other = _cpu_of_children() - before
    if job.report is None:
        raise RuntimeError(job.failed)
    return found


async def _in_a_thread(http: AsyncClient, settings: Settings) -> Beside:
    assert settings.database_url is not None
    url, found = settings.database_url.get_secret_value(), Beside()

    async def ask(connection: Connection) -> None:
        await verify(connection, Wanted(ORGANISATION))

    thread = threading.Thread(target=lambda: asyncio.run(answered(url, ask)))
    thread.start()
    await found.ask(http, thread.is_alive)
    return found


def _cpu(process: psutil.Process) -> float:
    return sum(process.cpu_times()[:2])


def _cpu_of_children() -> float:
    """Of those that have ended and were waited for."""
    return sum(psutil.Process().cpu_times()[2:4])


if __name__ == "__main__":
    main(sys.argv[1:])
