"""Temporal's histories in folders: what they say of a stream, over all of its runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from audit.runs import Kept, Told, envelopes_in, take
from domain.errors import Invalid
from runtime import history_files
from runtime.history_files import HistoryUnusable
from store.canonical import read_instant

ON_ITS_WAY = timedelta(seconds=20)
"""How long a recorded entry may take into a history: a killed worker's task is given again."""
OUT_OF_ORDER = timedelta(seconds=25)
"""By how much an entry may say a later time than one that stands after it: an append waits, clocks differ."""
AGAIN = "Take the file away, and bring that run's history from Temporal or a backup."


@dataclass
class Histories:
    """The histories in some folders; `complete` if one of them has all that Temporal had at a time.

    `why` says what kept them from being fetched from Temporal itself.
    """

    folders: tuple[Path, ...]
    why: str = ""
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    unusable: dict[str, str] = field(default_factory=dict)
    _last: tuple[str, Told] | None = None

    def of(self, organisation: str, stream: str) -> Kept:
        """Every command that was given to the stream."""
        told = self.told(organisation, stream)
        return {
            command_id: [(one.name, one.body) for one in given]
            for command_id, given in told.given.items()
        }

    def told(self, organisation: str, stream: str) -> Told:
        """Read again each time but the last: one stream's is kept, not everybody's."""
        workflow_id = f"{organisation}/{stream}"
        if self._last is None or self._last[0] != workflow_id:
            told, runs = Told(), set()
            for path in self._files.get(workflow_id, ()):
                with self._usable(path):
                    history = history_files.read(path)
                    run_id = _run_id(history, path)
                    if run_id not in runs:
                        take(told, run_id, history["events"])
                        runs.add(run_id)
            self._last = workflow_id, told
        return self._last[1]

    def streams(self, organisation: str) -> tuple[str, ...]:
        begins = f"{organisation}/"
        every = (one.removeprefix(begins) for one in self._files if one.startswith(begins))
        return tuple(sorted(every))

    @property
    def organisations(self) -> frozenset[str]:
        return frozenset(one.partition("/")[0] for one in self._files if "/" in one)

    @cached_property
    def begun(self) -> datetime | None:
        """From when on what is recorded may be missing; None where nobody says they are complete."""
        found: list[datetime] = []
        for folder in self.folders:
            with self._usable(folder / history_files.INDEX):
                found += filter(None, (history_files.begun_of(folder),))
        return max(found) - ON_ITS_WAY if found else None

    def since(self, told: Told) -> datetime | None:
        """From when on what is recorded may be missing in a stream; None where nothing was given."""
        return self.begun or told.last_at

    def is_later(self, recorded_at: str, since: datetime | None) -> bool:
        """Whether it was recorded since; what says a time to come, or none, has said nothing true."""
        try:
            at = read_instant(recorded_at)
        except Invalid:
            return False
        return since is not None and since <= at <= self.now + ON_ITS_WAY

    @property
    def sure(self) -> datetime | None:
        """What was recorded before this was read, and with it whatever stands before it in the log."""
        return self.begun - OUT_OF_ORDER if self.begun else None

    @property
    def complete(self) -> bool:
        return self.begun is not None

    @cached_property
    def _files(self) -> dict[str, list[Path]]:
        found: dict[str, list[Path]] = {}
        for folder in self.folders:
            for path in history_files.every(folder):
                with self._usable(path):
                    if name := _workflow_of(history_files.read(path)):
                        found.setdefault(name, []).append(path)
        return found

    @contextmanager
    def _usable(self, path: Path) -> Iterator[None]:
        """Passes over the file if it is unusable, and keeps why."""
        try:
            with history_files.as_written(path, AGAIN):
                yield
        except HistoryUnusable as why:
            self.unusable[str(path)] = str(why)


def _workflow_of(history: dict[str, Any]) -> str:
    first = next(envelopes_in(history["events"]), None)
    named = f"{first['organisation']}/{first['stream']}" if first else ""
    return str(history.get("workflowId") or named)


def _run_id(history: dict[str, Any], path: Path) -> str:
    first = history_files.first_of(history["events"]) if history.get("events") else {}
    return str(history.get("runId") or first.get("originalExecutionRunId") or path)
