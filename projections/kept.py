"""What is remembered so that it need not be asked again, so many at most; any of it may be forgotten."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Kept(Generic[K, V]):
    """What was put longest ago goes first, however often it was read since; `gone` is told of it."""

    def __init__(self, most: int, gone: Callable[[K], None] = lambda _: None) -> None:
        self._most = most
        self._gone = gone
        self._known: OrderedDict[K, V] = OrderedDict()

    def get(self, key: K) -> V | None:
        return self._known.get(key)

    def drop(self, key: K) -> None:
        self._known.pop(key, None)

    def put(self, key: K, value: V) -> V:
        self._known[key] = value
        self._known.move_to_end(key)
        while len(self._known) > self._most:
            self._gone(self._known.popitem(last=False)[0])
        return value
