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

import asyncpg

from audit.canonical import NotCanonical
from audit.entries import entry_of, glance
from audit.tree import Frontier
from store.pool import Connection

SIZE = 2**14
"""Entries in a block, but for the last: a power of two, so that its tree is one of the log's."""

TOGETHER = 2**12
"""Entries that are read in one query."""

LINE = 2**7
"""Entries in a row of its answer: few enough that the server finds their memory at hand."""

CHAIN = ("position", "stream", "version", "hash", "entry")
"""All that is read of an entry whose columns are not compared with its bytes."""

COLUMNS = (*CHAIN, "part", "type", "command_id", "command_sha256", "prev")
JOINED = {
    "hash": "CASE WHEN bool_and(octet_length(hash) = 32) THEN string_agg(hash, '') END",
    "entry": "CASE WHEN count(entry) = count(*) THEN string_agg(entry, '\\x0a') END",
}
"""One after the other, where each is whole: the server takes half the time that arrays of them do."""


def _block(columns: Sequence[str]) -> str:
    told = ", ".join(f"{JOINED.get(name, f'array_agg({name})')} AS {name}" for name in columns)
    return f"""
        SELECT line.* FROM generate_series($2::bigint, $3::bigint - 1, {LINE}) AS start, LATERAL (
            SELECT {told} FROM (
                SELECT {", ".join(columns)} FROM tally.events
                WHERE organisation = $1 AND position > start
                    AND position <= least(start + {LINE}, $3) ORDER BY position
            ) AS entry
        ) AS line
    """  # noqa: S608 - of names written above


BLOCK, CHAIN_BLOCK = _block(COLUMNS), _block(CHAIN)
_PREV = b'"prev":"'
_QUOTED = 65
"""A hash in hex and the quote after it."""


class Glance(NamedTuple):
    """What is looked at: `entries` after so many, with the tree at each size in `marks` told too."""

    organisation: str
    after: int
    entries: int
    marks: tuple[int, ...] = ()
    is_chain_only: bool = False


@dataclass(slots=True)
class Edge:
    """Where a block's entries of one stream begin and end; no command where none was looked at."""

    first_version: int
    first_prev: bytes
    first_command: str | None
    first_part: int
    version: int
    hash: bytes
    command: str | None
    part: int


class Block(NamedTuple):
    """What a block comes to; its trees are over its own leaves, `marked` by sizes of the log."""

    after: int
    commands: int
    edges: dict[str, Edge]
    tree: Frontier
    marked: dict[int, Frontier]


class Arrays(NamedTuple):
    """The columns of entries that were read together, from first to last; the hashes are joined."""

    position: list[int]
    stream: list[str]
    version: list[int]
    hash: bytes
    entry: list[bytes]
    part: Sequence[int] = ()
    type: Sequence[str] = ()
    command_id: Sequence[str] = ()
    command_sha256: Sequence[bytes] = ()
    prev: Sequence[bytes] = ()


async def block_at(connection: Connection, asked: Glance) -> Block | None:
    """Read a block and look at it."""
    query = CHAIN_BLOCK if asked.is_chain_only else BLOCK
    sight, end = Sight(asked), asked.after + asked.entries
    for after in range(asked.after, end, TOGETHER):
        last = min(after + TOGETHER, end)
        lines = await connection.fetch(query, asked.organisation, after, last)
        if not all(rows is not None and sight.take(rows) for rows in map(_arrays, lines)):
            return None
    return sight.block()


def _arrays(line: asyncpg.Record) -> Arrays | None:
    """The entries of a row; None where one of them or its hash is not even there."""
    if line["hash"] is None or line["entry"] is None:
        return None
    # No canonical entry has a line feed: where one has, there are more lines than positions.
    return Arrays(**dict(line) | {"entry": line["entry"].split(b"\n")})


def seen(rows: Arrays, asked: Glance) -> Block | None:
    """What a block comes to that was read at once; None unless all holds, as far as it shows."""
    sight = Sight(asked)
    return sight.block() if sight.take(rows) else None


class Sight:
    """What a block comes to, as far as its entries were taken."""

    def __init__(self, asked: Glance) -> None:
        self._asked = asked
        self._chains = _InBytes() if asked.is_chain_only else _InColumns(asked.organisation)
        self._tree, self._marked = Frontier(), dict[int, Frontier]()

    def take(self, rows: Arrays) -> bool:
        """Take the next entries; False unless each check of each holds, as far as it shows."""
        first = self._asked.after + self._tree.size + 1
        if rows.position != list(range(first, first + len(rows.entry))):
            return False
        digests = [sha256(one).digest() for one in rows.entry]
        if b"".join(digests) != rows.hash or not self._chains.take(rows, digests):
            return False
        self._grow([sha256(b"\x00" + one).digest() for one in rows.entry])
        return True

    def _grow(self, leaves: list[bytes]) -> None:
        before, end = self._tree.size, self._tree.size + len(leaves)
        for mark in self._asked.marks:
            size = mark - self._asked.after
            if before < size <= end:
                self._tree.extend(leaves[self._tree.size - before : size - before])
                self._marked[mark] = self._tree.copy()
        self._tree.extend(leaves[self._tree.size - before :])

    def block(self) -> Block | None:
        """All of it; None where an entry lacks, or a hash is none."""
        edges = self._chains.edges()
        if edges is None or self._tree.size != self._asked.entries:
            return None
        return Block(self._asked.after, self._chains.commands, edges, self._tree, self._marked)


class _InColumns:
    """Each stream's edges, by columns that are compared with the bytes."""

    def __init__(self, organisation: str) -> None:
        self._organisation = organisation
        self._edges: dict[str, Edge] = {}
        self.commands = 0
        """How many began between the edges."""

    def take(self, rows: Arrays, digests: Sequence[bytes]) -> bool:
        """Whether the entries are canonical, say what stands beside them, and continue each other."""
        return _said_in_bytes(rows, self._organisation) and self._follow(rows, digests)

    def _follow(self, rows: Arrays, digests: Sequence[bytes]) -> bool:
        for stream, version, prev, command, part, digest in zip(
            rows.stream, rows.version, rows.prev, rows.command_id, rows.part, digests, strict=True
        ):
            edge = self._edges.get(stream)
            if edge is None:
                self._edges[stream] = Edge(
                    version, prev, command, part, version, digest, command, part
                )
                continue
            is_new = command != edge.command
            if (
                version != edge.version + 1
                or prev != edge.hash
                or part != (0 if is_new else edge.part + 1)
            ):
                return False
            self.commands += is_new
            edge.version, edge.hash, edge.command, edge.part = version, digest, command, part
        return True

    def edges(self) -> dict[str, Edge]:
        return self._edges


class _InBytes:
    """Each stream's edges, by what its entries say of themselves; commands are not looked at."""

    commands = 0

    def __init__(self) -> None:
        self._first: dict[str, tuple[bytes, int]] = {}
        self._follows: dict[str, tuple[bytes, int]] = {}

    def take(self, rows: Arrays, _digests: Sequence[bytes]) -> bool:
        """Whether the entries say in their bytes that they continue each other."""
        ends = {version: b'"version":%d}' % version for version in set(rows.version)}
        if not all(map(bytes.endswith, rows.entry, map(ends.__getitem__, rows.version))):
            return False
        said = zip(_prevs(rows.entry), rows.version, strict=True)
        own = zip(_quoted(rows.hash), [version + 1 for version in rows.version], strict=True)
        follows = self._follows
        for stream, is_said, is_next in zip(rows.stream, said, own, strict=True):
            if follows.get(stream) != is_said:
                if stream in follows:
                    return False
                self._first[stream] = is_said
            follows[stream] = is_next
        return True

    def edges(self) -> dict[str, Edge] | None:
        """None where what an entry continues is no hash."""
        try:
            return {
                stream: _edge(*first, *self._follows[stream])
                for stream, first in self._first.items()
            }
        except ValueError:
            return None


def _said_in_bytes(rows: Arrays, organisation: str) -> bool:
    """Whether the bytes are canonical and say what stands in the columns."""
    said = zip(
        rows.command_id,
        map(bytes.hex, rows.command_sha256),
        repeat(organisation),
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


def _edge(prev: bytes, version: int, end: bytes, following: int) -> Edge:
    return Edge(version, _unquoted(prev), None, 0, following - 1, _unquoted(end), None, 0)


def _unquoted(text: bytes) -> bytes:
    return bytes.fromhex(text.decode().removesuffix('"'))


def _prevs(entries: Sequence[bytes]) -> list[bytes]:
    """What each continues, as long as a hash in hex and a quote."""
    places = [one.find(_PREV) + len(_PREV) for one in entries]
    return [one[at : at + _QUOTED] for one, at in zip(entries, places, strict=True)]


def _quoted(hashes: bytes) -> list[bytes]:
    """Each of the joined hashes in hex and with a quote after it."""
    digits = (hashes.hex('"', -32) + '"').encode()
    return [digits[at : at + _QUOTED] for at in range(0, len(digits), _QUOTED)]
