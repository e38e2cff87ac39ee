"""The operator's commands: up, down and status; `runtime.doctor` has the fourth."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable

import asyncpg
from pydantic import BaseModel, ConfigDict
from rich.console import Console
from rich.table import Table

from runtime import parts, processes, temporal
from runtime.parts import Parts
from runtime.processes import Process
from runtime.progress import Progress
from runtime.redacting import redact
from runtime.settings import Settings
from runtime.stack import FAILURES, Stack, stop_orphans
from runtime.state import AlreadyRunning, Running, StateFolder, of_running

DOWN_LIMIT = 90.0


class PartStatus(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    pid: int | None
    address: str | None
    ready: bool
    log: str | None


class Status(BaseModel):
    """`ready` once every part is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    running: bool
    ready: bool
    state: str
    supervisor: int | None
    parts: tuple[PartStatus, ...]


def up(
    settings: Settings,
    console: Console,
    own_parts: Parts = parts.own_parts,
    greet: Callable[[], None] = lambda: None,
) -> int:
    """Run the stack in the foreground until asked to stop; 0 after an orderly end.

    Once it is ready it greets, and then plays the demo company if it is asked to.
    """
    stack = Stack(settings, Progress(console), own_parts)

    def when_ready() -> None:
        greet()
        if settings.demo:
            _demo()

    try:
        stack.run(when_ready=when_ready)
    except AlreadyRunning as running:
        console.print(f"{running} `make down` stops it.", highlight=False, soft_wrap=True)
        return 1
    except FAILURES as failed:
        words = redact(f"\n{failed}", settings.secrets())
        console.print(words, markup=False, highlight=False, soft_wrap=True)
        console.print("Everything that had started is stopped. `tally doctor` looks for causes.")
        return 1
    console.print("Stopped. The state is kept.", highlight=False)
    return 0


def on_servers(settings: Settings, console: Console, work: Callable[[Settings], None]) -> None:
    """Do something on the embedded servers alone: neither worker nor web runs meanwhile.

    Raises AlreadyRunning, or one of `FAILURES`; and whatever the work raises, once all has stopped.
    """
    stack = Stack(settings, Progress(console), lambda _found: ())

    def when_ready() -> None:
        work(of_running(settings))
        stack.stop()

    stack.run(when_ready=when_ready)


def down(settings: Settings, console: Console) -> int:
    """Stop the stack that runs on this state folder, and what a killed one left behind."""
    folder = StateFolder(settings.state)
    if not folder.is_held():
        left = _stop_left_behind(folder)
        console.print(f"Stopped {', '.join(left)}." if left else "Nothing is running.")
        return 0
    running = folder.running()
    if running is None or not processes.is_alive(running.supervisor):
        console.print(f"The supervisor has the lock in {folder.path} but cannot be found.")
        return 1
    supervisor = running.supervisor
    console.print(f"Stopping process {supervisor.pid} …", highlight=False)
    processes.ask_to_stop(supervisor)
    end = time.monotonic() + DOWN_LIMIT
    while folder.is_held():
        if time.monotonic() > end:
            console.print(f"Process {supervisor.pid} did not stop within {DOWN_LIMIT:g} s.")
            return 1
        time.sleep(0.1)
    console.print("Stopped. The state is kept.", highlight=False)
    return 0


def status(settings: Settings) -> Status:
    folder = StateFolder(settings.state)
    held = folder.is_held()
    running = folder.running() if held else None
    found = _parts(of_running(settings), running) if running else ()
    return Status(
        running=held,
        ready=bool(found) and bool(running and running.ready) and all(part.ready for part in found),
        state=str(folder.path),
        supervisor=running.supervisor.pid if running else None,
        parts=found,
    )


def show(found: Status, console: Console) -> None:
    if not found.running:
        console.print("Nothing is running. `make up` starts it.")
        return
    table = Table("part", "ready", "process", "address", box=None)
    table.columns[-1].overflow = "fold"
    for part in found.parts:
        ready = "[green]yes[/]" if part.ready else "[red]no[/]"
        table.add_row(part.name, ready, str(part.pid or ""), part.address or "as set")
    console.print(table)
    console.print(f"State and logs: {found.state}", highlight=False, soft_wrap=True)


def _parts(settings: Settings, running: Running) -> tuple[PartStatus, ...]:
    known = {part.name: part for part in running.parts}
    found = running.addresses
    if found is None:
        return tuple(_part(part.name, part, None, ready=False) for part in running.parts)
    metrics, api = found.worker_metrics, found.api
    return (
        _part(
            "postgres",
            known.get("postgres"),
            found.database,
            ready=_database_answers(settings),
        ),
        _part(
            "temporal",
            known.get("temporal"),
            settings.temporal_address,
            ready=temporal.is_ready(settings),
        ),
        # It may live and yet refuse to sign: `tally doctor` says why.
        _part("notary", known.get("notary"), found.notary, ready=parts.answers(found.notary)),
        _part("worker", known.get("worker"), metrics, ready=parts.answers(metrics)),
        _part("web", known.get("web"), api, ready=parts.answers(f"{api}/readyz")),
    )


def _part(name: str, process: Process | None, address: str | None, *, ready: bool) -> PartStatus:
    return PartStatus(
        name=name,
        pid=process.pid if process else None,
        address=address,
        ready=ready and (process is None or processes.is_alive(process)),
        log=str(process.log) if process and process.log else None,
    )


def _database_answers(settings: Settings) -> bool:
    if settings.database_url is None:
        return False
    url = settings.database_url.get_secret_value()

    async def ask() -> None:
        connection = await asyncpg.connect(url, timeout=5)
        await connection.close()

    try:
        asyncio.run(ask())
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError):
        return False
    return True


def _stop_left_behind(folder: StateFolder) -> tuple[str, ...]:
    if folder.running() is None:
        return ()
    with folder.locked():
        return stop_orphans(folder)


def _demo() -> None:
    subprocess.run([sys.executable, "-m", "cli", "demo"], check=False, start_new_session=True)
