"""A zip file whose every byte follows from what is put in: stored, in order, without a date."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

LARGEST = 2**32 - 1
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_STAMP = (0, 33)
"""The first moment that a zip file can say: 1 January 1980."""
_RIGHTS = 0o100644 << 16
_UNIX = 3 << 8
_NEEDS = 20
_BLOCK = 1024 * 1024


class TooLarge(Exception):
    """A zip file of this plain kind ends at 4 GiB."""


class Part:
    """One file on its way into the zip file: hashed while it is written beside it."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name, self.path = name, folder / name
        self.size = self.crc = 0
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
        self.crc = zlib.crc32(data, self.crc)
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
        raise TooLarge
    directory = b""
    offset = 0
    for part in parts:
        name = part.name.encode("ascii")
        sizes = (part.crc, part.size, part.size, len(name), 0)
        local = _LOCAL.pack(b"PK\x03\x04", _NEEDS, 0, 0, *_STAMP, *sizes) + name
        target.write(local)
        _copied(part.path, target)
        directory += (
            _CENTRAL.pack(
                b"PK\x01\x02", _NEEDS | _UNIX, _NEEDS, 0, 0, *_STAMP, *sizes, 0, 0, 0, _RIGHTS,
                offset,
            )
            + name
        )  # fmt: skip
        offset += len(local) + part.size
    count = len(parts)
    target.write(directory)
    target.write(_END.pack(b"PK\x05\x06", 0, 0, count, count, len(directory), offset, 0))


def _copied(path: Path, target: BinaryIO) -> None:
    with path.open("rb") as source:
        while block := source.read(_BLOCK):
            target.write(block)
