"""Run by `make bench`: `tally up` on a state folder that is there, step by step, and what it costs.

Seconds count from the command, imports included, to the line that says it is up.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil
import up
from rich.console import Console
from rich.table import Table

STEP = re.compile(r"✓ (?P<name>\S+)\s+\d")
ALL = "all"


@dataclass(frozen=True)
class Start:
    """Seconds from the command to each step's end, and of CPU that each process took by then."""

    at: dict[str, float]
    cpu: dict[str, float]


def main(words: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5, help="starts, after the one that prepares")
    asked = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="tally-bench-") as folder:
        Path(folder).chmod(0o711)  # as root, PostgreSQL runs as another user
        state = Path(folder) / "state"
        first = _start(state)
        again = [_start(state) for _ in range(asked.times)]
    _show(first, again)


def _start(state: Path) -> Start:
    begun = time.monotonic()
    process = up.begin(state)
    try:
        return _watched(process, begun)
    finally:
        up.end(process)


def _watched(process: subprocess.Popen[str], begun: float) -> Start:
    at: dict[str, float] = {}
    for line in process.stdout or ():
        if step := STEP.search(line):
            at[step["name"]] = time.monotonic() - begun
        if line.startswith(up.UP):
            return Start(at | {ALL: time.monotonic() - begun}, _cpu(psutil.Process(process.pid)))
    raise SystemExit(f"`tally up` did not start; its steps were {', '.join(at)}.")


def _cpu(supervisor: psutil.Process) -> dict[str, float]:
    """By process; short-lived ones count where they were waited for."""
    found: dict[str, float] = {}
    for one in up.family(supervisor):
        name = _name(one)
        found[name] = found.get(name, 0.0) + sum(one.cpu_times()[:4])
    return found | {ALL: sum(found.values())}


def _name(process: psutil.Process) -> str:
    words = process.cmdline()
    return words[-1] if "-m" in words else process.name()


def _show(first: Start, again: Sequence[Start]) -> None:
    table = Table("", "first", "again, median", "lowest", "highest", box=None)
    for name in first.at:
        _row(table, f"s to {name}", first.at[name], [one.at.get(name, 0.0) for one in again])
    for name in first.cpu:
        _row(table, f"CPU s of {name}", first.cpu[name], [one.cpu.get(name, 0.0) for one in again])
    Console(highlight=False).print(table)


def _row(table: Table, words: str, first: float, again: Sequence[float]) -> None:
    figures = (first, median(again), min(again), max(again))
    table.add_row(words, *(f"{figure:.2f}" for figure in figures))


if __name__ == "__main__":
    main(sys.argv[1:])
