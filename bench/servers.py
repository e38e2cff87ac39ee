"""What is measured on: embedded PostgreSQL, Temporal's dev server, and one worker process."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path

import psutil
from up import family, ours

from runtime import parts, processes, temporal
from runtime.ports import free_port
from runtime.postgres import EmbeddedPostgres
from runtime.processes import Process
from runtime.settings import Settings
from store.migrate import migrate

SERVING = Path(__file__).with_name("serving.py")
PATIENCE = 60.0


@dataclass(frozen=True)
class Servers:
    """Where they answer; the worker runs the real workflows and the bare one."""

    postgres: EmbeddedPostgres
    settings: Settings
    processes: tuple[int, ...]
    pragmas: str

    def cpu(self) -> float:
        """Seconds of CPU that the servers, the worker and this process have taken so far."""
        mine = psutil.Process()
        theirs = [child for pid in self.processes for child in family(psutil.Process(pid))]
        return sum(sum(one.cpu_times()[:2]) for one in (mine, *theirs))


@contextmanager
def postgres_in(folder: Path) -> Iterator[EmbeddedPostgres]:
    with EmbeddedPostgres.start(folder / "postgres") as server:
        yield server


async def migrated(server: EmbeddedPostgres) -> None:
    await migrate(server.url)


@contextmanager
def serving(folder: Path, postgres: EmbeddedPostgres) -> Iterator[Servers]:
    """Temporal and the worker on a migrated database, stopped at the end."""
    settings = Settings(
        database_url=postgres.url, temporal_address=f"127.0.0.1:{free_port()}", state=folder
    )
    command = _temporal_in(folder, settings)
    with _running("temporal", command, dict(os.environ), folder) as server:
        _await(server, partial(temporal.is_ready, settings))
        with _worker(folder, settings) as worker:
            pragmas = (word for flag, word in pairwise(command) if flag == "--sqlite-pragma")
            yield Servers(
                postgres,
                settings,
                processes=(server.pid, worker.pid, _postmaster(postgres)),
                pragmas=" ".join(pragmas),
            )


def _postmaster(postgres: EmbeddedPostgres) -> int:
    return int((postgres.data_dir / "postmaster.pid").read_text().split()[0])


def _temporal_in(folder: Path, settings: Settings) -> tuple[str, ...]:
    return temporal.dev_server(
        database=folder / "temporal.sqlite",
        port=int(str(settings.temporal_address).rpartition(":")[2]),
        ui_port=free_port(),
        http_port=free_port(),
        namespace=settings.temporal_namespace,
    )


@contextmanager
def _worker(folder: Path, settings: Settings) -> Iterator[Process]:
    port = str(free_port())
    given = {name: value for name, value in os.environ.items() if not ours(name)}
    url = settings.database_url
    given |= {
        "TALLY_STATE": str(folder),
        "TALLY_LOG_FORMAT": "json",
        "TALLY_METRICS_PORT": port,
        "TEMPORAL_ADDRESS": str(settings.temporal_address),
        "DATABASE_URL": url.get_secret_value() if url else "",
    }
    with _running("worker", (sys.executable, str(SERVING), "decisions"), given, folder) as process:
        _await(process, partial(parts.answers, f"http://127.0.0.1:{port}/metrics"))
        yield process


@contextmanager
def _running(
    name: str, command: tuple[str, ...], environment: dict[str, str], folder: Path
) -> Iterator[Process]:
    process = processes.spawn(name, command, environment=environment, log=folder / f"{name}.log")
    try:
        yield process
    finally:
        processes.stop(process, patience=15)


def _await(process: Process, ready: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not ready():
        if time.monotonic() > end or not processes.is_alive(process):
            last = "\n".join(processes.tail(process.log))
            raise RuntimeError(f"{process.name} did not become ready:\n{last}")
        time.sleep(0.05)
