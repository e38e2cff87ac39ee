"""What a record lost at its end, from Temporal's histories: whole, in order, and as it was witnessed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from audit.histories import Histories
from audit.log_keys import KeyChange, checked
from audit.note import NoteRefused, opened
from audit.outside import Claim, Outside
from audit.runs import Half
from audit.tree import Frontier, leaf_hash
from store.model import Recorded
from store.pool import Connection

HEAD = "SELECT coalesce(max(position), 0) FROM tally.heads WHERE organisation = $1"
STREAM = """
    SELECT version, position, hash FROM tally.events
    WHERE organisation = $1 AND stream = $2 AND version = ANY ($3::bigint[])
"""
LEAVES = "SELECT entry FROM tally.events WHERE organisation = $1 ORDER BY position"
PAGE = 2_000


class Contradicted(Exception):
    """Histories, record and checkpoints do not agree, or not all is there; the message names where."""


@dataclass(frozen=True)
class Tail:
    """Entries that follow on `head`, and the checkpoints that were held of the whole."""

    organisation: str
    head: int
    entries: tuple[Recorded, ...]
    claims: tuple[Claim, ...]
    keys: tuple[str, ...]

    def keys_at(self, claim: Claim) -> tuple[str, ...]:
        """The changes of keys that had been said with this checkpoint."""
        size = claim.checkpoint.size
        return tuple(one for one in self.keys if KeyChange.read(one).introduced_at <= size)


async def tail_of(
    connection: Connection, organisation: str, histories: Histories, outside: Outside
) -> Tail:
    """Raises Contradicted, naming the position: then nothing may be restored."""
    head = int(await connection.fetchval(HEAD, organisation))
    lost: dict[int, Recorded] = {}
    for stream in histories.streams(organisation):
        for one in await _beyond(connection, organisation, stream, histories, head):
            other = lost.setdefault(one.position, one)
            if other != one:
                raise Contradicted(
                    f"Histories have two entries at position {one.position}: {_named(other)} and "
                    f"{_named(one)}."
                )
    entries = tuple(lost[position] for position in sorted(lost))
    held = outside.of(organisation)
    claims = tuple(sorted(held.claims, key=lambda claim: claim.checkpoint.size))
    keys = max(held.lists, key=len, default=())
    _refuse_gaps(entries, head, claims)
    found = Tail(organisation, head, entries, claims, keys)
    await _refuse_other_roots(connection, found)
    return found


async def _beyond(
    connection: Connection, organisation: str, stream: str, histories: Histories, head: int
) -> list[Recorded]:
    """What the stream's histories have above the head; below it they must say what the record says."""
    told = histories.told(organisation, stream).recorded
    rows = await connection.fetch(STREAM, organisation, stream, list(told))
    there = {row["version"]: (row["position"], row["hash"].hex()) for row in rows}
    halves = [_only(stream, version, known) for version, known in sorted(told.items())]
    return [
        _recorded(organisation, stream, half)
        for half in halves
        if _is_beyond(stream, half, there.get(half.version), head)
    ]


def _only(stream: str, version: int, known: Sequence[Half]) -> Half:
    half, *others = known
    if others:
        raise Contradicted(f"Histories have {stream} version {version} in two ways.")
    return half


def _is_beyond(stream: str, half: Half, there: tuple[int, str] | None, head: int) -> bool:
    """Whether it is above the head; raises Contradicted where the record has something else."""
    if there is None and half.position <= head:
        raise Contradicted(
            f"Position {half.position} is {stream} version {half.version} in histories, and "
            "something else in the record."
        )
    if there is not None and there != (half.position, half.hash):
        raise Contradicted(
            f"{stream} version {half.version} is in the record otherwise than in histories: at "
            f"position {there[0]}, not {half.position}. Something was recorded "
            "after the backup was restored."
        )
    return there is None


def _recorded(organisation: str, stream: str, half: Half) -> Recorded:
    """Raises Contradicted where its parts do not belong together."""
    if sha256(half.entry.encode()).hexdigest() != half.hash:
        raise Contradicted(f"{stream} version {half.version} is not what was hashed.")
    return Recorded(organisation=organisation, stream=stream, **half._asdict())


def _refuse_gaps(entries: Sequence[Recorded], head: int, claims: Sequence[Claim]) -> None:
    for expected, one in enumerate(entries, start=head + 1):
        if one.position != expected:
            raise Contradicted(
                f"Position {expected} is in no history; position {one.position}, {_named(one)}, is."
            )
    end = head + len(entries)
    signed = claims[-1].checkpoint.size if claims else 0
    if signed > end:
        raise Contradicted(
            f"{signed} entries were signed, and positions {end + 1} to {signed} are in no history."
        )


async def _refuse_other_roots(connection: Connection, tail: Tail) -> None:
    """The record with its tail must be what every checkpoint was signed over."""
    if not tail.claims:
        return
    try:
        changes = checked(tail.keys)
        keys = tuple(change.key for change in changes)
        for claim in tail.claims:
            opened(claim.note, keys)
    except NoteRefused as refused:
        raise Contradicted(f"A checkpoint held outside is not the log's: {refused}.") from refused
    waiting = list(tail.claims)
    tree = Frontier()
    _refuse_other_root(waiting, tree)
    async for leaf in _leaves(connection, tail):
        tree.append(leaf)
        _refuse_other_root(waiting, tree)


def _refuse_other_root(waiting: list[Claim], tree: Frontier) -> None:
    """Every checkpoint of this size, the empty log's too, is of this root and waits no more."""
    while waiting and waiting[0].checkpoint.size == tree.size:
        claim = waiting.pop(0)
        if claim.checkpoint.root != tree.root():
            raise Contradicted(
                f"The first {tree.size} entries are not those that were signed ({claim.source})."
            )


async def _leaves(connection: Connection, tail: Tail) -> AsyncIterator[bytes]:
    cursor = await connection.cursor(LEAVES, tail.organisation)
    while rows := await cursor.fetch(PAGE):
        for row in rows:
            yield leaf_hash(row["entry"])
    for one in tail.entries:
        yield leaf_hash(one.entry.encode())


def _named(one: Recorded) -> str:
    return f"{one.stream} version {one.version}"
