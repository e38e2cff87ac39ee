"""A zip file whose every byte follows from what is put in: stored, in order, without a date."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from shutil import copyfileobj
from types import TracebackType
from typing import BinaryIO, Self
from zipfile import ZIP_STORED, ZipFile, ZipInfo

LARGEST = 2**32 - 1
FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)
"""The first that a zip file can say."""
UNIX, RIGHTS = 3, 0o100644 << 16
BLOCK = 1024 * 1024


class TooLarge(Exception):
    """A zip file of this plain kind ends at 4 GiB; the message says what to do."""


class Part:
    """One file on its way into the zip file: hashed while it is written beside it."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name, self.path = name, folder / name
        self.size = 0
        self._digest = sha256()
        self._file: BinaryIO = self.path.open("wb")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def write(self, data: bytes) -> None:
        self._file.write(data)
        self._digest.update(data)
        self.size += len(data)

    def line(self, value: object) -> None:
        """A value whose keys are ASCII, as canonical JSON in a line."""
        self.write(canonical(value) + b"\n")


def canonical(value: object) -> bytes:
    """RFC 8785 of texts, whole numbers, lists, and objects with ASCII keys."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def write(target: BinaryIO, parts: Sequence[Part]) -> None:
    """The parts into the target, one after the other. Raises TooLarge, with nothing written."""
    if sum(part.size for part in parts) + len(parts) * 2**10 > LARGEST:
        raise TooLarge("A bundle has at most 4 GiB: take a cycle or a stream at a time.")
    with ZipFile(target, "w", ZIP_STORED, allowZip64=False) as archive:
        for part in parts:
            info = ZipInfo(part.name, FIRST_MOMENT)
            info.create_system, info.external_attr = UNIX, RIGHTS
            with part.path.open("rb") as source, archive.open(info, "w") as into:
                copyfileobj(source, into, BLOCK)
