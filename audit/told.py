"""What Temporal's histories have of each entry, as a bundle carries it: positions and hashes alone.

A history holds what people wrote, so none is taken away as it is. What is compared needs no word of it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from pydantic import JsonValue

from audit.histories import Half, Histories, Told
from store import canonical

SORTED = (
    "CREATE TABLE told (position INTEGER, line BLOB, PRIMARY KEY (position, line)) WITHOUT ROWID"
)
NOT_ASKED = "Temporal's histories were not asked for."


class Telling:
    """One bundle's second half: a line for each stream, and a line for each thing told of an entry.

    They come stream by stream and leave by position, sorted on the disk.
    """

    def __init__(self, folder: Path, organisation: str, histories: Histories | str) -> None:
        self._organisation, self._histories = organisation, histories
        self._sorted = sqlite3.connect(folder / "told.sqlite")
        self._sorted.execute(SORTED)

    def close(self) -> None:
        self._sorted.close()

    @property
    def said(self) -> dict[str, JsonValue]:
        """What could be had, for the manifest."""
        if isinstance(self._histories, str):
            return {"complete": False, "why": self._histories}
        unusable = len(self._histories.unusable)
        why = f"{unusable} files could not be read as histories." if unusable else ""
        return {"complete": self._histories.complete, "why": why}

    def streams(self) -> tuple[str, ...]:
        if isinstance(self._histories, str):
            return ()
        return self._histories.streams(self._organisation)

    def stream(self, name: str) -> dict[str, JsonValue]:
        """Which runs there are of it; what they have of its entries is kept for `lines`."""
        if isinstance(self._histories, str):
            return _runs(name, Told(), None)
        told = self._histories.told(self._organisation, name)
        self._sorted.executemany("INSERT OR IGNORE INTO told VALUES (?, ?)", _rows(name, told))
        given = told.runs or self._histories.complete
        return _runs(name, told, (self._histories.begun or told.last_at) if given else None)

    def lines(self) -> Iterator[bytes]:
        for (line,) in self._sorted.execute("SELECT line FROM told ORDER BY position, line"):
            yield line


def _runs(name: str, told: Told, until: datetime | None) -> dict[str, JsonValue]:
    runs = sorted((run.run_id, run.end or "") for run in told.runs)
    return {
        "missing": list(told.missing_runs),
        "runs": [{"end": end, "run": run_id} for run_id, end in runs],
        "stream": name,
        "until": None if until is None else canonical.instant(until),
    }


def _rows(name: str, told: Told) -> Iterator[tuple[int, bytes]]:
    halves: Sequence[Half] = [half for same in told.recorded.values() for half in same]
    for half in halves:
        committed = _committed(half)
        for digest in {half.hash, sha256(half.entry.encode()).hexdigest()}:
            yield _row(name, half.version, half.position, digest, committed)
    for one in told.answered:
        yield _row(name, one.version, one.position, one.hash, None)


def _committed(half: Half) -> str:
    """The commitment of salt and payload; of a salt that is none, nothing that anybody recorded."""
    try:
        return sha256(bytes.fromhex(half.salt) + half.payload.encode()).hexdigest()
    except ValueError:
        return "0" * 64


def _row(
    name: str, version: int, position: int, digest: str, committed: str | None
) -> tuple[int, bytes]:
    line: dict[str, JsonValue] = {
        "commitment": committed,
        "hash": digest,
        "position": position,
        "stream": name,
        "version": version,
    }
    return position, canonical.encode(line)
