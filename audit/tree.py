"""The Merkle tree of RFC 6962 over leaf hashes: roots, and proofs of inclusion and consistency.

A `Subtree` answers the hash over the leaves from `start` to `end`; whoever keeps the leaves hands
it in, so that a proof costs what they have to read. Nothing here reads or keeps a log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

EMPTY = sha256(b"").digest()
"""The root of a log without entries."""

Subtree = Callable[[int, int], bytes]


def leaf_hash(entry: bytes) -> bytes:
    """RFC 6962, 2.1: a leaf is told from a node by its first byte."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """A growing tree of which only its right edge is kept: memory by the logarithm of its size."""

    def __init__(self) -> None:
        self.size = 0
        self._perfect: list[bytes] = []
        """The roots of the perfect subtrees that the size is made of, the largest first."""

    def append(self, leaf: bytes) -> None:
        """Take the next leaf's hash."""
        merged, rest = leaf, self.size
        while rest & 1:
            merged = node_hash(self._perfect.pop(), merged)
            rest >>= 1
        self._perfect.append(merged)
        self.size += 1

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Take the next leaves' hashes, level by level: in a third of the time of one by one."""
        level, rest, left = list(leaves), self.size, list[bytes]()
        self.size += len(level)
        while level:
            if rest & 1:
                level.insert(0, self._perfect.pop())
            if len(level) & 1:
                left.append(level.pop())
            pairs = zip(level[::2], level[1::2], strict=True)
            level = [sha256(b"\x01" + one + other).digest() for one, other in pairs]
            rest >>= 1
        self._perfect += reversed(left)

    def graft(self, other: Frontier) -> None:
        """Take another tree's leaves after these.

        Raises ValueError unless the size is a multiple of a power of two that is no smaller.
        """
        if other.size and self.size % (1 << (other.size - 1).bit_length()):
            raise ValueError(f"{other.size} leaves cannot be joined as they are to {self.size}")
        more = other.size
        for root in other._perfect:
            size = 1 << (more.bit_length() - 1)
            merged, rest = root, self.size // size
            while rest & 1:
                merged = node_hash(self._perfect.pop(), merged)
                rest >>= 1
            self._perfect.append(merged)
            self.size, more = self.size + size, more - size

    def root(self) -> bytes:
        if not self._perfect:
            return EMPTY
        *larger, root = self._perfect
        for left in reversed(larger):
            root = node_hash(left, root)
        return root

    @property
    def perfect(self) -> tuple[bytes, ...]:
        """The roots of the perfect subtrees that the size is made of, the largest first."""
        return tuple(self._perfect)

    def copy(self) -> Frontier:
        other = Frontier()
        other.size, other._perfect = self.size, list(self._perfect)
        return other


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes."""
    tree = Frontier()
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


def within(leaves: Sequence[bytes]) -> Subtree:
    """Subtrees of leaf hashes that are at hand."""
    return lambda start, end: root_of(leaves[start:end])


def inclusion(index: int, size: int, subtree: Subtree) -> tuple[bytes, ...]:
    """The audit path of leaf `index` in the tree of `size` leaves, from the leaf upwards.

    Raises ValueError where there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} in a tree of {size}")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(subtree(middle, end))
            end = middle
        else:
            path.append(subtree(start, middle))
            start = middle
    return tuple(reversed(path))


def consistency(smaller: int, size: int, subtree: Subtree) -> tuple[bytes, ...]:
    """The proof that the tree of `size` leaves begins with the tree of `smaller`.

    Empty where there is nothing to prove: the two are equal, or the smaller one is empty. Raises
    ValueError where the first is the larger one.
    """
    if not 0 <= smaller <= size:
        raise ValueError(f"a tree of {smaller} is no beginning of one of {size}")
    if smaller in {0, size}:
        return ()
    path: list[bytes] = []
    start, end, whole = 0, size, True
    while end != smaller:
        middle = start + _split(end - start)
        if smaller <= middle:
            path.append(subtree(middle, end))
            end = middle
        else:
            path.append(subtree(start, middle))
            start, whole = middle, False
    if not whole:
        path.append(subtree(start, end))
    return tuple(reversed(path))


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the path leads from the leaf to the root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, last, found = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if node & 1 or node == last:
            found = node_hash(step, found)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, step)
        node, last = node >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(
    smaller: int, size: int, before: bytes, after: bytes, path: Sequence[bytes]
) -> bool:
    """Whether the tree with root `after` begins with the one with `before` (RFC 9162, 2.1.4.2)."""
    if smaller in {0, size}:
        return not path and before == (after if smaller == size else EMPTY)
    if not 0 < smaller < size:
        return False
    is_perfect = smaller & (smaller - 1) == 0
    steps = [before, *path] if is_perfect else list(path)
    return bool(path) and _joined(smaller, size, steps) == (before, after)


def _joined(smaller: int, size: int, steps: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The roots of both trees that the steps lead to; None where they lead nowhere."""
    node, last = smaller - 1, size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return None
        if node & 1 or node == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            new = node_hash(new, step)
        node, last = node >> 1, last >> 1
    return (old, new) if last == 0 else None
