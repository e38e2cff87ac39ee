"""A new file that nobody else may read, there only once it is whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

MODE = 0o600


@contextmanager
def private(path: Path) -> Iterator[BinaryIO]:
    """Made before anything is done whose outcome it keeps; gone again where that fails.

    Raises FileExistsError: what was kept before is not written over, see `kept`.
    """
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE)
    with os.fdopen(descriptor, "wb") as file:
        try:
            os.fchmod(descriptor, MODE)
            yield file
        except BaseException:
            path.unlink(missing_ok=True)
            raise


def kept(path: Path) -> str:
    """What is said to whoever asked for a new file where one is."""
    return f"{path} is there already and is not written over."
