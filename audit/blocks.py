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

SIZE = 2**12
"""Entries in a block, but for the last: a power of two, so that its tree is one of the log's."""

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
        SELECT {told} FROM (
            SELECT {", ".join(columns)} FROM tally.events
            WHERE organisation = $1 AND position > $2 AND position <= $3 ORDER BY position
        ) AS block
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
    """A block's columns, each from its first entry to its last; the hashes are joined."""

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
    last = asked.after + asked.entries
    row = await connection.fetchrow(query, asked.organisation, asked.after, last)
    if row is None or row["hash"] is None or row["entry"] is None:
        return None
    # No canonical entry has a line feed: where one has, there are more lines than positions.
    columns = dict(row) | {"entry": row["entry"].split(b"\n")}
    return seen(Arrays(**columns), asked)


def seen(rows: Arrays, asked: Glance) -> Block | None:
    """What the block comes to; None unless each check of each entry holds, as far as it shows."""
    whole = list(range(asked.after + 1, asked.after + asked.entries + 1))
    if rows.position != whole or len(rows.entry) != len(whole):
        return None
    digests = [sha256(one).digest() for one in rows.entry]
    if b"".join(digests) != rows.hash:
        return None
    if asked.is_chain_only:
        edges, commands = _chained_in_bytes(rows), 0
    else:
        edges, commands = _edges(rows, digests) if _said_in_bytes(rows, asked) else (None, 0)
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


def _chained_in_bytes(rows: Arrays) -> dict[str, Edge] | None:
    """Each stream's edges, if its entries say in their bytes that they continue each other."""
    ends = {version: b'"version":%d}' % version for version in set(rows.version)}
    if not all(map(bytes.endswith, rows.entry, map(ends.__getitem__, rows.version))):
        return None
    said = zip(_prevs(rows.entry), rows.version, strict=True)
    own = zip(_quoted(rows.hash), [version + 1 for version in rows.version], strict=True)
    first: dict[str, tuple[bytes, int]] = {}
    follows: dict[str, tuple[bytes, int]] = {}
    for stream, is_said, is_next in zip(rows.stream, said, own, strict=True):
        if follows.get(stream) != is_said:
            if stream in follows:
                return None
            first[stream] = is_said
        follows[stream] = is_next
    try:
        return {stream: _edge(*first[stream], *follows[stream]) for stream in first}
    except ValueError:
        return None


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


def _edges(rows: Arrays, digests: Sequence[bytes]) -> tuple[dict[str, Edge] | None, int]:
    """Each stream's, if its entries continue each other; and how many commands began between."""
    edges: dict[str, Edge] = {}
    commands = 0
    for stream, version, prev, command, part, digest in zip(
        rows.stream, rows.version, rows.prev, rows.command_id, rows.part, digests, strict=True
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
