"""Bundles bent in every way, in chunks: each mutation that came to something is tried, and none may pass."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from random import Random

from mutations import MUTATIONS
from taken import KEY, VERIFIER, offline
from zip_tricks import TRICKS

EVERY = MUTATIONS + TRICKS
CHUNK = 1_000
CHUNKS = {"whole": 2, "part": 8}
"""Of the whole log's bundle and of a small one's: ten thousand mutations together."""

RUN_ALONE = 100
"""One in so many is run as a process of its own, as a bundle's receiver does."""

TOUCHING = (
    "open", "os.", "shutil.", "tempfile.", "glob.", "subprocess.", "pty.", "socket.", "urllib.",
    "http.", "ctypes.", "import", "exec", "compile",
)  # fmt: skip
"""What Python tells an audit hook of whoever leaves the files that they were given."""

NOT_ACCEPTED = {1, 2}
OF_ITS_OWN = "it cannot be read ("
"""How it refuses what it did not foresee: never here."""


class Watched:
    """Counts what the verifier does beyond reading the bundle and itself, while it is looked at."""

    def __init__(self, *allowed: Path) -> None:
        self.allowed = {str(path) for path in allowed}
        self.is_on = False
        self.seen: list[str] = []
        sys.addaudithook(self._hear)

    def _hear(self, event: str, details: tuple[object, ...]) -> None:
        if not self.is_on or not event.startswith(TOUCHING):
            return
        is_read = event == "open" and int(str(details[2])) & os.O_ACCMODE == os.O_RDONLY
        if not is_read or str(details[0]) not in self.allowed:
            self.seen.append(f"{event} {details!r}")

    @contextmanager
    def on(self) -> Iterator[None]:
        self.is_on = True
        try:
            yield
        finally:
            self.is_on = False


@dataclass(frozen=True)
class Bent:
    """What came of a chunk: what was accepted or failed, what was touched, how many were tried."""

    wrong: list[str]
    touched: list[str]
    tried: int


def bent(name: str, chunk: int, bundle: bytes, folder: Path) -> Bent:
    """A chunk's thousand mutations of a bundle, each of them looked at by the offline verifier."""
    random, path = Random(f"bent-{name}-{chunk}"), folder / "bent.zip"  # noqa: S311 - the same places each time
    watched, wrong, tried = Watched(path, VERIFIER.path), [], 0
    ways = cycle(EVERY)
    while tried < CHUNK:
        mutate = next(ways)
        data = mutate(bundle, random, folder)
        if not data or data == bundle:
            continue
        path.write_bytes(data)
        tried += 1
        code, words = _looked_at(path, watched, alone=tried % RUN_ALONE == 0)
        if code not in NOT_ACCEPTED or "NOT ACCEPTED" not in words or OF_ITS_OWN in words:
            wrong.append(f"{tried} {mutate.__name__}: {code} {words[-400:]}")
    return Bent(wrong, watched.seen, tried)


def _looked_at(path: Path, watched: Watched, *, alone: bool) -> tuple[int, str]:
    if alone:
        return offline(path, "--key", KEY)
    with watched.on():
        return VERIFIER(path, "--key", KEY)
