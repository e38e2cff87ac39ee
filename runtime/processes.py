"""Processes of the stack: started apart from the terminal, known again after a crash, stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import psutil
from pydantic import BaseModel, ConfigDict

_LOG_LIMIT = 20_000_000  # bytes; a longer log becomes the one previous log at the next start
_CLOCK_SLACK = 60.0  # seconds the wall clock may be set by without a process becoming another
_STEP = 0.05

PRIVATE = 0o077  # the umask of everything in the state folder


class Process(BaseModel):
    """Who a process is: its number may be given to another, its start and command are not."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    pid: int
    started: float
    command: tuple[str, ...]
    log: Path | None = None


def spawn(
    name: str, command: tuple[str, ...], *, environment: Mapping[str, str], log: Path
) -> Process:
    """Start in a session of its own, so that the terminal's Ctrl-C reaches the supervisor only."""
    if log.exists() and log.stat().st_size > _LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
    with log.open("ab") as output:
        child = subprocess.Popen(  # noqa: S603  # our own commands, no shell
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            umask=PRIVATE,
        )
    child.returncode = 0  # `psutil` waits for it from here on, not `subprocess`
    # Not what the system says it runs: right after the fork that may still be nothing.
    return Process(name=name, pid=child.pid, started=time.time(), command=command, log=log)


def identify(name: str, pid: int, *, log: Path | None = None) -> Process | None:
    try:
        found = psutil.Process(pid)
        return Process(
            name=name,
            pid=pid,
            started=found.create_time(),
            command=tuple(found.cmdline()),
            log=log,
        )
    except psutil.Error:
        return None


def is_alive(process: Process) -> bool:
    """Whether that very process runs; one that ended and waits for its parent does not."""
    try:
        found = psutil.Process(process.pid)
        if found.ppid() == os.getpid() and found.status() == psutil.STATUS_ZOMBIE:
            found.wait(timeout=0)
        return (
            found.status() != psutil.STATUS_ZOMBIE
            and _runs(found.cmdline(), process.command)
            and abs(found.create_time() - process.started) < _CLOCK_SLACK
        )
    except psutil.Error:
        return False


def stop(
    process: Process, *, signals: tuple[signal.Signals, ...] = (signal.SIGTERM,), patience: float
) -> bool:
    """Ask by each of `signals` in turn, then kill; whether it ended without being killed."""
    for number in signals:
        _send(process, number)
        if _ended_within(process, patience):
            return True
    _send(process, signal.SIGKILL)
    _ended_within(process, patience)
    return False


def ask_to_stop(process: Process) -> None:
    """Send SIGTERM and wait for nothing."""
    _send(process, signal.SIGTERM)


def tail(log: Path | None, lines: int = 20) -> tuple[str, ...]:
    if log is None or not log.exists():
        return ()
    with log.open(encoding="utf-8", errors="replace") as text:
        return tuple(line.rstrip() for line in deque(text, maxlen=lines))


def _runs(found: list[str], command: tuple[str, ...]) -> bool:
    """Compare arguments only: macOS's Python starts itself again by another path."""
    return not found or tuple(found[1:]) == command[1:]


def _send(process: Process, number: signal.Signals) -> None:
    if is_alive(process):
        with suppress(ProcessLookupError):
            os.kill(process.pid, number)


def _ended_within(process: Process, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while is_alive(process):
        if time.monotonic() > end:
            return False
        time.sleep(_STEP)
    return True
