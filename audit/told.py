"""What Temporal's histories have of each entry, as a bundle carries it: positions and hashes alone.

A history holds what people wrote, so none is taken away as it is. What is compared needs no word of it.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from pydantic import JsonValue

from audit.histories import Histories
from audit.runs import Half, Told
from audit.scope import Scope
from store import canonical
from store.entry import SALT_BYTES, commitment

SORTED = (
    "CREATE TABLE told (position INTEGER, line BLOB, PRIMARY KEY (position, line)) WITHOUT ROWID"
)
HASH, SALT = re.compile("[0-9a-f]{64}"), re.compile(f"[0-9a-f]{{{2 * SALT_BYTES}}}")
NOTHING = "0" * 64
"""Said for a text that is no hash: it is of nothing recorded, and whatever it is stays here."""

NOT_ASKED = "Temporal's histories were not asked for."


@dataclass
class _Stream:
    """Of its `entries` the first `due` must be in a history; what was recorded `since` need not.

    `later` has which of the log's entries those after `due` are.
    """

    since: datetime | None = None
    missing: tuple[str, ...] = ()
    entries: int = 0
    due: int = 0
    later: list[int] = field(default_factory=list)

    def said(self, name: str, sure: int) -> dict[str, JsonValue]:
        due = self.due + sum(one <= sure for one in self.later)
        return {
            "due": due,
            "missing": list(self.missing),
            "not_due": self.entries - due,
            "stream": name,
        }


class Telling:
    """One bundle's second half: a line for each stream, and a line for each thing told of an entry.

    What is told comes stream by stream and leaves by position, sorted on the disk.
    """

    def __init__(self, folder: Path, organisation: str, histories: Histories | str) -> None:
        self._organisation, self._histories = organisation, histories
        self._streams: dict[str, _Stream] = {}
        self._entries = self._sure = 0
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
        also = f"{unusable} files could not be read as histories." if unusable else ""
        why = " ".join(filter(None, (self._histories.why, also)))
        return {"complete": self._histories.complete, "why": why}

    def entry(self, stream: str, data: bytes) -> None:
        """One more entry of a stream, in the log's order."""
        known = self._streams.get(stream) or self._begun(stream)
        known.entries += 1
        self._entries += 1
        if isinstance(self._histories, str) or known.since is None:
            return
        recorded_at = _recorded_at(data)
        if self._histories.is_later(recorded_at, known.since):
            known.later.append(self._entries)
            return
        known.due, known.later = known.entries, []
        if self._histories.sure and recorded_at < canonical.instant(self._histories.sure):
            self._sure = self._entries

    def streams(self, scope: Scope) -> Iterator[dict[str, JsonValue]]:
        """Each stream of the scope by name, those too that only histories have."""
        if isinstance(self._histories, Histories):
            every = filter(scope.holds, self._histories.streams(self._organisation))
            for name in set(every) - self._streams.keys():
                self._begun(name)
        return (known.said(name, self._sure) for name, known in sorted(self._streams.items()))

    def lines(self) -> Iterator[bytes]:
        for (line,) in self._sorted.execute("SELECT line FROM told ORDER BY position, line"):
            yield line

    def _begun(self, name: str) -> _Stream:
        """What its histories have of its entries is kept for `lines`."""
        begun = self._streams[name] = _Stream()
        if isinstance(self._histories, Histories):
            told = self._histories.told(self._organisation, name)
            self._sorted.executemany("INSERT OR IGNORE INTO told VALUES (?, ?)", _rows(name, told))
            begun.since, begun.missing = self._histories.since(told), told.missing_runs
        return begun


def _recorded_at(data: bytes) -> str:
    """When an entry says that it was recorded; nothing where it says nothing."""
    try:
        return str(json.loads(data)["recorded_at"])
    except (ValueError, LookupError, TypeError):
        return ""


def _rows(name: str, told: Told) -> Iterator[tuple[int, bytes]]:
    halves: Sequence[Half] = [half for same in told.recorded.values() for half in same]
    for half in halves:
        committed = _committed(half)
        for digest in {half.hash, sha256(half.entry.encode()).hexdigest()}:
            yield _row(name, half.version, half.position, digest, committed)
    for one in told.answered:
        yield _row(name, one.version, one.position, one.hash, None)


def _committed(half: Half) -> str:
    """The commitment of salt and payload; never that of a payload which a guess would find."""
    if not SALT.fullmatch(half.salt):
        return NOTHING
    return commitment(bytes.fromhex(half.salt), half.payload.encode())


def _row(
    name: str, version: int, position: int, digest: str, committed: str | None
) -> tuple[int, bytes]:
    line: dict[str, JsonValue] = {
        "commitment": committed,
        "hash": digest if HASH.fullmatch(digest) else NOTHING,
        "position": position,
        "stream": name,
        "version": version,
    }
    return position, canonical.encode(line)
