"""The perfect subtrees of a log, kept on the disk while proofs are made of it."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from audit.tree import node_hash

HASH = 32


class Levels:
    """Takes leaf hashes in their order, and answers any subtree of them: 64 bytes for each leaf."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._open = folder, ExitStack()
        self._files: list[BinaryIO] = []
        self._last: list[bytes] = []
        self.size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    def append(self, leaf: bytes) -> None:
        found, level, index = leaf, 0, self.size
        self._put(level, found)
        while index & 1:
            found = node_hash(self._last[level], found)
            level, index = level + 1, index >> 1
            self._put(level, found)
        self._last[level] = found
        self.size += 1

    def _put(self, level: int, found: bytes) -> None:
        if level == len(self._files):
            path = self._folder / f"level-{level:02}"
            self._files.append(self._open.enter_context(path.open("w+b")))
            self._last.append(b"")
        self._files[level].write(found)

    def subtree(self, start: int, end: int) -> bytes:
        """The hash over the leaves from `start` to `end`, as RFC 6962 cuts a tree."""
        found: list[bytes] = []
        while start < end:
            level = (end - start).bit_length() - 1
            found.append(self._at(level, start >> level))
            start += 1 << level
        root = found.pop()
        for left in reversed(found):
            root = node_hash(left, root)
        return root

    def _at(self, level: int, index: int) -> bytes:
        file = self._files[level]
        file.flush()
        file.seek(index * HASH)
        return file.read(HASH)
