"""The supervisor: starts every part in order, watches them, and stops them in reverse."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from types import FrameType

import asyncpg

from runtime import parts, processes, temporal
from runtime.parts import Parts
from runtime.ports import PortTaken
from runtime.postgres import EmbeddedPostgres, PostgresFailed
from runtime.processes import Process
from runtime.progress import Progress
from runtime.settings import Settings
from runtime.state import Addresses, Running, StateFolder
from store.checks import refuse_weak_durability
from store.errors import MigrationRefused, WeakDurability
from store.migrate import migrate

START_LIMIT = 60.0
STOP_LIMIT = 15.0
_LOOK = 0.05
_WATCH = 0.25


class Stopping(Exception):
    """Someone asked to stop while the stack was still starting."""


class PartFailed(Exception):
    """A part ended or did not become ready; the message ends with its last lines."""

    def __init__(self, process: Process, what: str) -> None:
        last = "\n".join(f"    {line}" for line in processes.tail(process.log)) or "    (nothing)"
        super().__init__(f"{process.name} {what}. The last lines of {process.log}:\n{last}")


# Each says in words what is wrong; any other exception is a fault of ours.
FAILURES = (
    PartFailed,
    PortTaken,
    PostgresFailed,
    MigrationRefused,
    WeakDurability,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    OSError,
    RuntimeError,
)


class Stack:
    """One run: everything it starts is stopped when it ends, however it ends."""

    def __init__(self, settings: Settings, progress: Progress, own_parts: Parts) -> None:
        self._settings = settings
        self._progress = progress
        self._own_parts = own_parts
        self._folder = StateFolder(settings.state)
        self._stop = threading.Event()
        self._opened = ExitStack()
        self._has_own = False
        self._running = Running(supervisor=_myself())

    def stop(self) -> None:
        """Have it end, from within or from another thread."""
        self._stop.set()

    def run(self, *, when_ready: Callable[[], None] = lambda: None) -> None:
        """Return once asked to stop (SIGINT, SIGTERM, SIGHUP) and all has stopped.

        Raises one of `FAILURES`, or `AlreadyRunning`.
        """
        begun = time.monotonic()
        os.umask(processes.PRIVATE)
        self._folder.create()
        with self._folder.locked(), _signals(self._stop):
            for name in stop_orphans(self._folder):
                self._progress.say(f"  Stopped {name}, left behind by a run that was killed.")
            self._write()
            try:
                with self._opened, suppress(Stopping):
                    addresses = self._start()
                    if self._has_own:
                        self._progress.addresses(addresses, seconds=time.monotonic() - begun)
                    when_ready()
                    self._watch()
            finally:
                self._folder.forget()

    def _start(self) -> Addresses:
        settings = self._settings
        ports = parts.choose_ports(settings)
        for line in parts.elsewhere(settings, ports):
            self._progress.say(line)
        found = Addresses(
            api=f"http://127.0.0.1:{ports.http}",
            temporal=f"127.0.0.1:{ports.temporal}" if settings.embeds_temporal else None,
            temporal_ui=f"http://127.0.0.1:{ports.temporal_ui}"
            if settings.embeds_temporal
            else None,
            mailbox=ports.mailbox if settings.embeds_mailbox else None,
            mailbox_metrics=f"http://127.0.0.1:{ports.mailbox_metrics}/metrics",
            messages_metrics=f"http://127.0.0.1:{ports.messages_metrics}/metrics",
            notary_metrics=f"http://127.0.0.1:{ports.notary_metrics}/metrics",
            worker_metrics=f"http://127.0.0.1:{ports.worker_metrics}/metrics",
            web_metrics=f"http://127.0.0.1:{ports.web_metrics}/metrics",
        )
        # Temporal needs nothing of PostgreSQL, so it starts meanwhile.
        server = self._begin_temporal(ports) if settings.embeds_temporal else None
        found = found.model_copy(update={"database": self._start_postgres()})
        self._migrate(found)
        self._await_temporal(server, found)
        self._start_own(found)
        self._write(addresses=found, ready=True)
        return found

    def _begin_temporal(self, ports: parts.Ports) -> Process:
        command = parts.temporal_server(self._settings, self._folder, ports)
        return self._spawn("temporal", command, dict(os.environ))

    def _start_postgres(self) -> str | None:
        if not self._settings.embeds_postgres:
            return None
        with self._progress.step("PostgreSQL"):
            server = EmbeddedPostgres.start(self._folder.postgres)
            self._opened.callback(self._stopping, "PostgreSQL", server.stop)
            pid = int((self._folder.postgres / "postmaster.pid").read_text().split()[0])
            if process := processes.identify("postgres", pid, log=server.log):
                self._note(process)
            return server.url

    def _migrate(self, found: Addresses) -> None:
        given = self._settings.database_url
        url = found.database or (given.get_secret_value() if given else "")
        with self._progress.step("migrations"):
            asyncio.run(_prepare(url, standby=self._settings.synchronous_standby))

    def _await_temporal(self, server: Process | None, found: Addresses) -> None:
        settings = self._settings.model_copy(
            update={"temporal_address": found.temporal or self._settings.temporal_address}
        )
        with self._progress.step("Temporal"):
            self._await(server, partial(temporal.is_ready, settings))
            if server:
                temporal.keep_histories(settings)

    def _start_own(self, found: Addresses) -> None:
        shared = parts.environment(self._settings, found, os.environ)
        key = self._local_key()
        begun = [
            (
                part,
                self._spawn(
                    part.name,
                    part.command,
                    {**shared, **part.environment, **(key if part.name == "web" else {})},
                ),
            )
            for part in self._own_parts(found)
        ]
        self._has_own = bool(begun)
        for part, process in begun:
            with self._progress.step(part.name):
                self._await(process, partial(parts.answers, part.address))

    def _local_key(self) -> dict[str, str]:
        """Web believes `tally --as` of who can read the state folder; never in production."""
        if self._settings.environment != "development":
            return {}
        given = self._settings.local_key
        key = given.get_secret_value() if given else self._folder.make_local_key()
        return {"TALLY_LOCAL_KEY": key}

    def _watch(self) -> None:
        while not self._stop.wait(_WATCH):
            for process in self._running.parts:
                if not processes.is_alive(process):
                    raise PartFailed(process, "has ended")

    def _await(self, process: Process | None, ready: Callable[[], bool]) -> None:
        end = time.monotonic() + START_LIMIT
        while not ready():
            if process and not processes.is_alive(process):
                raise PartFailed(process, "ended before it was ready")
            if time.monotonic() > end:
                raise PartFailed(process or self._running.supervisor, "did not become ready")
            if self._stop.wait(_LOOK):
                raise Stopping
        if self._stop.is_set():
            raise Stopping

    def _spawn(self, name: str, command: tuple[str, ...], environment: dict[str, str]) -> Process:
        process = processes.spawn(
            name, command, environment=environment, log=self._folder.log(name)
        )
        self._opened.callback(
            self._stopping, name, partial(processes.stop, process, patience=STOP_LIMIT)
        )
        self._note(process)
        return process

    def _stopping(self, name: str, stop: Callable[[], object]) -> None:
        with self._progress.step(f"stop {name}"):
            stop()

    def _note(self, process: Process) -> None:
        self._write(parts=(*self._running.parts, process))

    def _write(self, **changes: object) -> None:
        self._running = self._running.model_copy(update=changes)
        self._folder.write(self._running)


def stop_orphans(folder: StateFolder) -> tuple[str, ...]:
    """Stop what a killed supervisor left behind; the caller holds the folder's lock."""
    before = folder.running()
    left = [part for part in reversed(before.parts if before else ()) if processes.is_alive(part)]
    for part in left:
        # PostgreSQL's SIGTERM waits for its clients; its SIGINT stops in order at once.
        first = signal.SIGINT if part.name == "postgres" else signal.SIGTERM
        processes.stop(part, signals=(first, signal.SIGQUIT), patience=STOP_LIMIT)
    folder.forget()
    return tuple(part.name for part in left)


async def _prepare(url: str, *, standby: bool) -> None:
    connection = await asyncpg.connect(url)
    try:
        await refuse_weak_durability(connection, expect_synchronous_standby=standby)
    finally:
        await connection.close()
    await migrate(url)


def _myself() -> Process:
    process = processes.identify("supervisor", os.getpid())
    if process is None:
        raise RuntimeError("this process cannot see itself")
    return process


@contextmanager
def _signals(stop: threading.Event) -> Iterator[None]:
    """Ask to stop, once and again: an impatient second Ctrl-C must not leave half behind."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, ask) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
