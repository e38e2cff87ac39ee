"""Files that outlive a kill: one is replaced whole, another only grows by whole lines."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

PRIVATE = 0o600


def replaced(path: Path, data: bytes) -> None:
    """Have exactly these bytes there, or those before; on the disk when this returns."""
    draft = path.with_name(f"{path.name}.new")
    with _opened(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC) as file:
        _write(file, data)
    draft.replace(path)
    _keep_names(path.parent)


def grown(path: Path, lines: Iterable[str]) -> None:
    """Add lines after what is there; a last line that a kill cut short is ended first."""
    with _opened(path, os.O_RDWR | os.O_CREAT | os.O_APPEND) as file:
        end = os.lseek(file, 0, os.SEEK_END)
        cut = end > 0 and os.pread(file, 1, end - 1) != b"\n"
        _write(file, b"\n" * cut + b"".join(f"{line}\n".encode() for line in lines))
    _keep_names(path.parent)


def missing(path: Path, lines: Iterable[str]) -> list[str]:
    """Those of the lines that the file does not have."""
    wanted = dict.fromkeys(lines)
    if path.exists():
        with path.open(encoding="utf-8", errors="replace") as file:
            for line in file:
                wanted.pop(line.removesuffix("\n"), None)
    return list(wanted)


@contextmanager
def alone(path: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold the file's lock; BlockingIOError where another has it and nobody waits."""
    with _opened(path, os.O_RDWR | os.O_CREAT) as file:
        fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield


@contextmanager
def _opened(path: Path, flags: int) -> Iterator[int]:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    file = os.open(path, flags | os.O_CLOEXEC, PRIVATE)
    try:
        yield file
    finally:
        os.close(file)


def _write(file: int, data: bytes) -> None:
    while data:
        data = data[os.write(file, data) :]
    os.fsync(file)


def _keep_names(folder: Path) -> None:
    """A file's name is its folder's content: it is synced apart from the file."""
    with _opened(folder, os.O_RDONLY | os.O_DIRECTORY) as names:
        os.fsync(names)
