"""How a long work tells how far it is."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Told the part of the work, how much of it is done, and of how much."""


def silent(_part: str, _done: int, _of: int) -> None:
    """Nobody watches."""
