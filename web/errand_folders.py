"""A folder for each errand, locked by the process that it is for: what a killed one left is not.

The system takes a lock back with its process, however that ends; an id of a process is given again.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import suppress
from pathlib import Path
from tempfile import gettempdir, mkdtemp

PREFIX = "tally-errand-"
_LOCKS: dict[Path, int] = {}


def new_folder() -> Path:
    """For one errand, and for this service alone."""
    while True:
        folder = Path(mkdtemp(prefix=PREFIX))
        # Between the two lines a service that starts may have found it unlocked.
        with suppress(FileNotFoundError):
            _LOCKS[folder] = _locked(folder)
            if folder.exists():
                return folder
            os.close(_LOCKS.pop(folder))


def clear(folder: Path) -> None:
    """Nothing is left of it."""
    shutil.rmtree(folder, ignore_errors=True)
    if (lock := _LOCKS.pop(folder, None)) is not None:
        os.close(lock)


def clear_left() -> None:
    """Remove every folder whose process is no more; another's on this machine is left alone."""
    for folder in Path(gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):  # in use, somebody else's, or gone by now
            lock = _locked(folder, fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)


def _locked(folder: Path, how: int = 0) -> int:
    found = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(found, fcntl.LOCK_EX | how)
    except OSError:
        os.close(found)
        raise
    return found
