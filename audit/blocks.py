"""A stretch of the log at a glance: whether all of it is just as it should be, and what it comes to.

Nothing is found here: of a block in which anything is not as it should be nothing is said, and
whoever asked looks at its entries one by one. Blocks know nothing of each other, so that several
processes can look at them; what is said of them one after the other is compared where they meet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import repeat
from typing import NamedTuple

from audit.canonical import NotCanonical
from audit.entries import entry_of, glance
from audit.tree import Frontier
from store.pool import Connection

SIZE = 2**13
"""Entries in a block, but for the last: a power of two, so that its tree is one of the log's."""

COLUMNS = (
    "position", "stream", "version", "part", "type", "command_id", "command_sha256", "prev", "hash",
    "entry",
)  # fmt: skip
BLOCK = f"""
    SELECT {", ".join(f"array_agg({name}) AS {name}" for name in COLUMNS)} FROM (
        SELECT {", ".join(COLUMNS)} FROM tally.events
        WHERE organisation = $1 AND position > $2 AND position <= $3 ORDER BY position
    ) AS block
"""  # noqa: S608 - of names written above


class Glance(NamedTuple):
    """What is looked at: `entries` after so many, with the tree at each size in `marks` told too."""

    organisation: str
    after: int
    entries: int
    marks: tuple[int, ...] = ()
    is_chain_only: bool = False


@dataclass(slots=True)
class Edge:
    """Where a block's entries of one stream begin and end."""

    first_version: int
    first_prev: bytes
    first_command: str
    first_part: int
    version: int
    hash: bytes
    command: str
    part: int


class Block(NamedTuple):
    """What a block comes to; its trees are over its own leaves, `marked` by sizes of the log."""

    after: int
    commands: int
    edges: dict[str, Edge]
    tree: Frontier
    marked: dict[int, Frontier]


class Arrays(NamedTuple):
    """A block's columns, each from its first entry to its last."""

    position: list[int]
    stream: list[str]
    version: list[int]
    part: list[int]
    type: list[str]
    command_id: list[str]
    command_sha256: list[bytes]
    prev: list[bytes]
    hash: list[bytes]
    entry: list[bytes]


async def block_at(connection: Connection, asked: Glance) -> Block | None:
    """Read a block and look at it."""
    last = asked.after + asked.entries
    row = await connection.fetchrow(BLOCK, asked.organisation, asked.after, last)
    return seen(Arrays(*row), asked) if row and row["entry"] else None


def seen(rows: Arrays, asked: Glance) -> Block | None:
    """What the block comes to; None unless each check of each entry holds, as far as it shows."""
    whole = list(range(asked.after + 1, asked.after + asked.entries + 1))
    if rows.position != whole or [sha256(one).digest() for one in rows.entry] != rows.hash:
        return None
    if not (_chained_in_bytes(rows) if asked.is_chain_only else _said_in_bytes(rows, asked)):
        return None
    edges, commands = _edges(rows)
    if edges is None:
        return None
    tree, marked = _trees(rows.entry, asked)
    return Block(asked.after, commands, edges, tree, marked)


def _said_in_bytes(rows: Arrays, asked: Glance) -> bool:
    """Whether the bytes are canonical and say what stands in the columns."""
    said = zip(
        rows.command_id,
        map(bytes.hex, rows.command_sha256),
        repeat(asked.organisation),
        map(str, rows.part),
        map(bytes.hex, rows.prev),
        rows.stream,
        rows.type,
        map(str, rows.version),
    )
    return all(map(tuple.__eq__, map(_repeated, rows.entry), said))


def _repeated(data: bytes) -> tuple[str, ...]:
    """What the columns repeat of an entry; nothing of one that is not canonical."""
    if found := glance(data):
        return found
    try:
        one = entry_of(data)
    except NotCanonical:
        return ()
    return (
        one.command_id, one.command_sha256, one.organisation, str(one.part), one.prev, one.stream,
        one.type, str(one.version),
    )  # fmt: skip


def _chained_in_bytes(rows: Arrays) -> bool:
    """Whether the bytes continue what the columns say they continue."""
    said = (b'"prev":"%b","recorded_at":"' % one.hex().encode() for one in rows.prev)
    return all(map(bytes.__contains__, rows.entry, said))


def _edges(rows: Arrays) -> tuple[dict[str, Edge] | None, int]:
    """Each stream's, if its entries continue each other; and how many commands began between."""
    edges: dict[str, Edge] = {}
    commands = 0
    for stream, version, prev, command, part, digest in zip(
        rows.stream, rows.version, rows.prev, rows.command_id, rows.part, rows.hash, strict=True
    ):
        edge = edges.get(stream)
        if edge is None:
            edges[stream] = Edge(version, prev, command, part, version, digest, command, part)
            continue
        is_new = command != edge.command
        if (
            version != edge.version + 1
            or prev != edge.hash
            or part != (0 if is_new else edge.part + 1)
        ):
            return None, 0
        commands += is_new
        edge.version, edge.hash, edge.command, edge.part = version, digest, command, part
    return edges, commands


def _trees(entries: Sequence[bytes], asked: Glance) -> tuple[Frontier, dict[int, Frontier]]:
    leaves = [sha256(b"\x00" + one).digest() for one in entries]
    tree, marked = Frontier(), dict[int, Frontier]()
    for size in asked.marks:
        tree.extend(leaves[tree.size : size - asked.after])
        marked[size] = tree.copy()
    tree.extend(leaves[tree.size :])
    return tree, marked
