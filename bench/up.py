"""A whole stack as `tally up` starts it, on a folder and ports of its own: what users run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from runtime.ports import free_port
from runtime.state import Addresses, StateFolder

UP = "Tallystick is up"
PORTS = ("TALLY_HTTP_PORT", "TALLY_TEMPORAL_PORT", "TALLY_TEMPORAL_UI_PORT")
MIB = 1024 * 1024


@dataclass(frozen=True)
class Stack:
    """Where it answers, this machine's key, and its processes by name."""

    addresses: Addresses
    key: str
    processes: dict[str, psutil.Process]
    state: Path

    def memory(self, name: str) -> float:
        """MiB that a part holds resident."""
        return float(self.processes[name].memory_info().rss / MIB)

    def cpu(self) -> dict[str, float]:
        """Seconds of CPU that each part, and this process as the caller, has taken so far."""
        parts = {name: family(one) for name, one in self.processes.items()}
        parts["caller"] = [psutil.Process()]
        return {
            name: sum(sum(one.cpu_times()[:2]) for one in every) for name, every in parts.items()
        }


def begin(state: Path) -> subprocess.Popen[str]:
    """`tally up` on this folder, as it was begun: its output says how far it is."""
    given = {name: value for name, value in os.environ.items() if not ours(name)}
    given |= {"TALLY_STATE": str(state)} | {name: str(free_port()) for name in PORTS}
    return subprocess.Popen(
        (sys.executable, "-m", "cli", "up"), env=given, stdout=subprocess.PIPE, text=True
    )


def end(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGINT)
    process.communicate()


@contextmanager
def running(state: Path) -> Iterator[Stack]:
    """The stack once it is up, stopped at the end."""
    process = begin(state)
    try:
        if not any(line.startswith(UP) for line in process.stdout or ()):
            raise SystemExit("`tally up` did not start.")
        yield _known(state)
    finally:
        end(process)


def family(process: psutil.Process) -> list[psutil.Process]:
    return [process, *process.children(recursive=True)]


def _known(state: Path) -> Stack:
    folder = StateFolder(state)
    found, key = folder.running(), folder.local_key()
    if found is None or found.addresses is None or key is None:
        raise SystemExit(f"{state} does not say where the stack is.")
    processes = {part.name: psutil.Process(part.pid) for part in found.parts}
    return Stack(found.addresses, key, processes, state)


def ours(name: str) -> bool:
    """Whether a variable of the environment would redirect what is started."""
    return name.startswith(("TALLY_", "TEMPORAL_")) or name == "DATABASE_URL"
