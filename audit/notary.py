"""Follows each organisation's log, hashes it again, and signs how far it is what it was.

It believes its own files before the database: what it has signed once it never signs otherwise.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

import structlog

from audit.held import Held, Holding
from audit.keyring import Keyring, KeysRefused, Ring
from audit.log_keys import KeyChange, checked, origin_of
from audit.note import Checkpoint, NoteRefused, opened
from audit.published import Mismatch, keys_of, newest, publish
from audit.succession import signers_of
from audit.tree import Frontier, leaf_hash
from store.pool import Connection, Pool, session

log = structlog.get_logger(__name__)

PAGE = 2_000
HEADS = "SELECT organisation, position FROM tally.heads"
ENTRIES = """
    SELECT position, hash, entry FROM tally.events
    WHERE organisation = $1 AND position > $2 AND position <= $3 ORDER BY position LIMIT $4
"""


@dataclass(frozen=True)
class _Log:
    """A log as far as it was hashed by this process; `is_said` once its last note is out."""

    tree: Frontier
    held: Held | None
    last: bytes
    is_said: bool


class Notary:
    """One look at a time; `stopped` says for which logs it signs no more, and why."""

    def __init__(self, pool: Pool, keyring: Keyring, holding: Holding) -> None:
        self._pool, self._keyring, self._holding = pool, keyring, holding
        self._logs: dict[str, _Log] = {}
        self.stopped: dict[str, str] = {}

    @property
    def sizes(self) -> Mapping[str, int]:
        """How much of each log is signed."""
        return {name: one.held.size for name, one in self._logs.items() if one.held}

    async def look(self) -> None:
        """Sign what is new of every log; a log that does not match is passed over from then on."""
        async with session(self._pool) as connection:
            heads = {row["organisation"]: row["position"] for row in await connection.fetch(HEADS)}
            for held in self._holding.every() if not self._logs else ():
                heads.setdefault(held.organisation, 0)
            for organisation in sorted(heads.keys() | self._logs.keys()):
                if organisation not in self.stopped:
                    await self._guarded(connection, organisation, heads.get(organisation, 0))
        self._retire_keys()

    async def _guarded(self, connection: Connection, organisation: str, head: int) -> None:
        try:
            await self._follow(connection, organisation, head)
        except (Mismatch, NoteRefused, KeysRefused) as why:
            self.stopped[organisation] = str(why)
            log.error("nothing more is signed", organisation=organisation, why=str(why))  # noqa: TRY400 - in words

    async def _follow(self, connection: Connection, organisation: str, head: int) -> None:
        known = self._logs.get(organisation) or await self._opened(connection, organisation, head)
        if known.held and head < known.held.size:
            raise Mismatch(_older(head, known.held.size))
        if known.held and not known.is_said:
            known = await self._say(connection, known)
        if head > known.tree.size:
            await self._refuse_other_checkpoints(connection, organisation, known.held)
            known = self._signed(
                organisation, await self._extended(connection, known, organisation, head)
            )
            await self._say(connection, known)

    async def _opened(self, connection: Connection, organisation: str, head: int) -> _Log:
        """The log hashed again from its first entry up to what was signed before."""
        own = self._holding.read(organisation)
        there = await newest(connection, organisation)
        held = own
        if there and there[0] > (own.size if own else 0):
            held = await self._own_claim(connection, organisation, there, own)
        if held and head < held.size:
            raise Mismatch(_older(head, held.size))
        known = _Log(Frontier(), None, b"", is_said=False)
        for mark in (own, held):
            if mark:
                known = await self._extended(connection, known, organisation, mark.size)
                _refuse_other_root(known.tree, mark)
        known = replace(known, held=held and _held(known, organisation, held.note, held.keys))
        self._logs[organisation] = known
        return known

    async def _own_claim(
        self,
        connection: Connection,
        organisation: str,
        there: tuple[int, str, str],
        own: Held | None,
    ) -> Held:
        """A checkpoint that the database has and these files lack: from an older state, or lost."""
        size, root, note = there
        ring = self._keyring.read()
        verifiers = ring.trusted(origin_of(ring.name, organisation))
        keys = await keys_of(connection, organisation)
        changes = checked(keys)
        if own is None and ring.keys[-1].reason == "lost":
            # With the state gone too, what was published is all there is to go on from.
            verifiers += tuple(one.key for one in changes)
        try:
            claim, _ = opened(note, verifiers)
        except NoteRefused as unknown:
            raise Mismatch(
                "The database holds a newer checkpoint than this notary has signed. If the notary's "
                "state is lost, say so with `tally notary lost`; if not, somebody else has signed."
            ) from unknown
        if (claim.size, claim.root.hex()) != (size, root):
            raise Mismatch(
                f"The checkpoint of {size} in the database is not its note's: "
                f"its note speaks of {claim.size}."
            )
        if own and keys[: len(own.keys)] != own.keys:
            raise Mismatch("The list of keys in the database is not the one that was signed.")
        return Held(
            organisation=organisation, size=size, root=root, last="", frontier=(), note=note, keys=keys
        )  # fmt: skip

    async def _extended(
        self, connection: Connection, known: _Log, organisation: str, size: int
    ) -> _Log:
        """The log up to `size`, each entry's bytes hashed again; its end so far is looked at too."""
        tree, last = known.tree.copy(), known.last
        expected = max(tree.size, 1)
        async for position, digest, entry in _entries(connection, organisation, expected - 1, size):
            if position != expected:
                raise Mismatch(f"Entry {expected} is missing: after it comes {position}.")
            if digest != sha256(entry).digest():
                raise Mismatch(f"Entry {position} was changed: its bytes are not its hash's.")
            if position > tree.size:
                tree.append(leaf_hash(entry))
            elif digest != last:
                raise Mismatch(f"Entry {position} is not the one that was signed.")
            last = digest
            expected += 1
        if expected != size + 1:
            raise Mismatch(f"Entry {expected} is missing: the head says {size}.")
        return _Log(tree, known.held, last, is_said=known.is_said)

    async def _refuse_other_checkpoints(
        self, connection: Connection, organisation: str, held: Held | None
    ) -> None:
        there = await newest(connection, organisation)
        size, root, note = there or (0, "", "")
        signed = (held.size, held.root, held.note) if held else (0, "", "")
        if size != signed[0]:
            raise Mismatch(
                f"The newest checkpoint in the database is of {size} entries, the newest that was "
                f"signed of {signed[0]}."
            )
        if (size, root, note) != signed:
            raise Mismatch(f"The checkpoint of {size} in the database is not the one signed.")

    def _signed(self, organisation: str, known: _Log) -> _Log:
        """What is said next, written down before it is said."""
        ring = self._keyring.read()
        origin = origin_of(ring.name, organisation)
        size = known.tree.size
        signers, keys = signers_of(ring, origin, known.held, size)
        note = Checkpoint(origin, size, known.tree.root()).signed(*signers)
        held = _held(known, organisation, note, keys)
        self._holding.write(held)
        self._logs[organisation] = replace(known, held=held, is_said=False)
        return self._logs[organisation]

    async def _say(self, connection: Connection, known: _Log) -> _Log:
        """To the file outside, then to the database; again after a kill, with nothing said twice."""
        held = known.held
        if held is None:
            return known
        self._holding.write(held)
        self._holding.publish(held)
        await publish(connection, held)
        self._logs[held.organisation] = replace(known, held=held, is_said=True)
        log.info("signed", organisation=held.organisation, size=held.size)
        return self._logs[held.organisation]

    def _retire_keys(self) -> None:
        """A key that has signed its successor's first checkpoint everywhere has no more to do."""
        ring = self._keyring.read()
        if any(one.seed for one in ring.keys[:-1]) and all(
            _is_current(ring, held) for held in self._holding.every()
        ):
            self._keyring.retire(ring)


async def _entries(
    connection: Connection, organisation: str, after: int, until: int
) -> AsyncIterator[tuple[int, bytes, bytes]]:
    while rows := await connection.fetch(ENTRIES, organisation, after, until, PAGE):
        for row in rows:
            yield row["position"], row["hash"], row["entry"]
        after = rows[-1]["position"]


def _held(known: _Log, organisation: str, note: str, keys: tuple[str, ...]) -> Held:
    return Held(
        organisation=organisation,
        size=known.tree.size,
        root=known.tree.root().hex(),
        last=known.last.hex(),
        frontier=tuple(one.hex() for one in known.tree.perfect),
        note=note,
        keys=keys,
    )


def _refuse_other_root(tree: Frontier, held: Held) -> None:
    if tree.root().hex() != held.root:
        raise Mismatch(
            f"The first {held.size} entries are not those that were signed: the record was "
            "rewritten. `tally verify` looks for where."
        )


def _older(head: int, size: int) -> str:
    return (
        f"The record ends at {head}, and {size} entries were signed: it was restored from an older "
        "backup, or its end was removed. Bring back the entries; nothing is signed over the gap."
    )


def _is_current(ring: Ring, held: Held) -> bool:
    return KeyChange.read(held.keys[-1]).key.key.hex() == ring.keys[-1].public
