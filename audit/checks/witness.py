"""V09 to V13: what was signed of the log, in the database and outside it, against its own tree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

import asyncpg

from audit.blocks import Block
from audit.checks.trusted import Keys, keys_in
from audit.note import NoteRefused, read_checkpoint
from audit.outside import Claim, Outside, Seen
from audit.published import KEYS
from audit.report import Sheet, Tally
from audit.tree import Frontier
from store.pool import Connection

CHECKPOINTS = """
    SELECT size, root, note, key_name, key_id FROM tally.checkpoints
    WHERE organisation = $1 AND size > $2 AND size <= $3 ORDER BY size
"""
BEYOND = """
    SELECT size FROM tally.checkpoints WHERE organisation = $1 AND size > $2 ORDER BY size LIMIT 100
"""
SIZES = (
    "SELECT size, note FROM tally.checkpoints WHERE organisation = $1 AND size = ANY ($2::bigint[])"
)
AT = "SELECT position, entry FROM tally.events WHERE organisation = $1 AND position = ANY ($2::bigint[])"
NO_KEY = "No key of this log was given from outside: whose its first key is, nothing here shows."
GONE = "This decision was acknowledged, and is not on the record any more."
EXCHANGED = "This decision was acknowledged, and the record has another entry in its place."
NOTHING_OUTSIDE = (
    "No checkpoint was given from outside the database: a history that was rewritten whole, and "
    "signed again with the log's own key, would not be found. Give a receipt, or the notary's file."
)


@dataclass
class _Compared:
    """Roots that are the tree's and roots that are not, told as one stretch and not one by one."""

    good: int = 0
    bad: int = 0
    others: int = 0

    def take(self, size: int, *, same: bool) -> None:
        if same and not self.bad:
            self.good = size
        elif not same and not self.bad:
            self.bad = size
        elif not same:
            self.others += 1


@dataclass
class WitnessCheck:
    """Takes the log a page at a time; keeps the tree's edge, and what is held outside of it."""

    sheet: Sheet
    organisation: str
    outside: Outside
    seen: Seen | None
    keys: Keys = field(default_factory=Keys)
    tree: Frontier = field(default_factory=Frontier)
    newest: int = 0
    _compared: _Compared = field(default_factory=_Compared)
    _marks: dict[int, list[Callable[[bytes], None]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    async def begin(self, connection: Connection) -> None:
        """Read the keys, and mark the sizes whose roots somebody outside holds."""
        notes = tuple(row["note"] for row in await connection.fetch(KEYS, self.organisation))
        self.keys = keys_in(notes, self.outside, self.sheet["V11"])
        if not self.outside.keys:
            self.sheet["V11"].note = NO_KEY
        for claim in self.outside.claims:
            self._marks[claim.checkpoint.size].append(self._claimed(claim))
        if self.seen:
            self._marks[self.seen.size].append(self._remembered(self.seen))

    async def due(
        self, connection: Connection, after: int, entries: int
    ) -> dict[int, asyncpg.Record]:
        """The database's checkpoints over so many entries, by their sizes."""
        said = await connection.fetch(CHECKPOINTS, self.organisation, after, after + entries)
        return {row["size"]: row for row in said}

    def marked(self, after: int, entries: int) -> set[int]:
        """The sizes among these whose roots somebody outside holds."""
        return {size for size in self._marks if after < size <= after + entries}

    def block(self, block: Block, said: dict[int, asyncpg.Record]) -> None:
        """Grow the tree by a block's, and compare it at every checkpoint on the way."""
        for size, tree in block.marked.items():
            grown = self.tree.copy()
            grown.graft(tree)
            self._compare(size, grown.root(), said.get(size))
        self.tree.graft(block.tree)

    def page(self, rows: Sequence[asyncpg.Record], said: dict[int, asyncpg.Record]) -> None:
        """Grow the tree by these entries, and compare it at every checkpoint on the way."""
        leaves = [sha256(b"\x00" + row["entry"]).digest() for row in rows]
        before = self.tree.size
        for size in sorted(self.marked(before, len(leaves)) | said.keys()):
            self.tree.extend(leaves[self.tree.size - before : size - before])
            self._compare(size, self.tree.root(), said.get(size))
        self.tree.extend(leaves[self.tree.size - before :])

    def _compare(self, size: int, root: bytes, said: asyncpg.Record | None) -> None:
        if said is not None:
            self._said(said, root)
        for compare in self._marks.get(size, ()):
            compare(root)

    def _said(self, row: asyncpg.Record, root: bytes) -> None:
        """A checkpoint of the database: its columns, its signature, its root."""
        size, where = row["size"], f"the checkpoint of {row['size']}"
        tally = self.sheet["V10"]
        tally.counted += 1
        self.sheet["V09"].counted += 1
        self.newest = size
        self._compared.take(size, same=row["root"] == root)
        try:
            checkpoint = read_checkpoint(row["note"])
        except NoteRefused as wrong:
            tally.find(where, f"Its note cannot be read: {wrong}.")
            return
        if (checkpoint.size, checkpoint.root) != (size, row["root"]):
            tally.find(where, f"Its columns are not its note's, which speaks of {checkpoint.size}.")
        wrong_words = self.keys.wrong(row["note"], checkpoint)
        if wrong_words:
            tally.find(where, wrong_words)
            return
        signer = self.keys.at(size)
        if signer and (row["key_name"], row["key_id"]) != (signer.name, signer.id):
            tally.find(where, "It names another key than the one that has signed its note.")

    def _claimed(self, claim: Claim) -> Callable[[bytes], None]:
        def compare(root: bytes) -> None:
            if root != claim.checkpoint.root:
                self.sheet["V12"].find(
                    f"{claim.source}, size {claim.checkpoint.size}",
                    f"It says that the first {claim.checkpoint.size} entries have the root "
                    f"{claim.checkpoint.root.hex()[:16]}…; here they have {root.hex()[:16]}….",
                )

        return compare

    def _remembered(self, seen: Seen) -> Callable[[bytes], None]:
        def compare(root: bytes) -> None:
            if root.hex() != seen.root:
                self.sheet["V13"].find(
                    f"the first {seen.size} entries",
                    "They are others than when this verifier last saw them.",
                )

        return compare

    async def close(self, connection: Connection) -> None:
        self._roots()
        await self._beyond(connection)
        await self._held(connection)
        self._rollback()

    def _roots(self) -> None:
        found = self._compared
        if found.bad:
            words = f"The tree's root at {found.bad} is not the one that was signed"
            words += f", nor at {found.others} checkpoints after it." if found.others else "."
            words += f" The first entry that differs is between {found.good + 1} and {found.bad}."
            self.sheet["V09"].find(f"positions {found.good + 1} to {found.bad}", words)
        if 0 < self.newest < self.tree.size:
            self.sheet["V09"].notice(
                f"positions {self.newest + 1} to {self.tree.size}",
                f"{self.tree.size - self.newest} entries are recorded and not witnessed yet: no "
                "checkpoint proves them. The notary signs within seconds while it runs.",
            )

    async def _beyond(self, connection: Connection) -> None:
        rows = await connection.fetch(BEYOND, self.organisation, self.tree.size)
        sizes = [row["size"] for row in rows]
        for size in sizes:
            self.sheet["V13"].counted += 1
            self.sheet["V13"].find(
                f"the checkpoint of {size}",
                f"{size} entries were signed, and the log has {self.tree.size}.",
            )

    async def _held(self, connection: Connection) -> None:
        """What is held outside: by whom it is signed, and whether the database has it too."""
        tally = self.sheet["V12"]
        own = self.outside.claims
        tally.counted = len(own)
        if not own:
            tally.note = NOTHING_OUTSIDE
            tally.notice("outside the database", NOTHING_OUTSIDE)
        rows = await connection.fetch(
            SIZES, self.organisation, [one.checkpoint.size for one in own]
        )
        there = {row["size"]: row["note"] for row in rows}
        for claim in own:
            self._one_held(tally, claim, there.get(claim.checkpoint.size))
        await self._receipts(connection, tally)

    async def _receipts(self, connection: Connection, tally: Tally) -> None:
        """What receipts prove is still on the record, byte for byte."""
        positions = sorted({at for claim in self.outside.claims for at, _ in claim.entries})
        rows = await connection.fetch(AT, self.organisation, positions) if positions else []
        there, still = {row["position"]: row["entry"] for row in rows}, 0
        for claim in self.outside.claims:
            for position, entry in claim.entries:
                still += there.get(position) == entry
                if position not in there:
                    tally.find(f"{claim.source}, position {position}", GONE)
                elif there[position] != entry:
                    tally.find(f"{claim.source}, position {position}", EXCHANGED)
        if still:
            tally.note = f"What receipts prove is still on the record: {still} entries."

    def _one_held(self, tally: Tally, claim: Claim, there: str | None) -> None:
        where = f"{claim.source}, size {claim.checkpoint.size}"
        if words := self.keys.wrong(claim.note, claim.checkpoint):
            tally.find(where, words)
        if there is None:
            tally.find(where, "The database has no checkpoint of this size any more.")

    def _rollback(self) -> None:
        tally = self.sheet["V13"]
        sizes = [(one.source, one.checkpoint.size) for one in self.outside.claims]
        if self.seen:
            sizes.append(("this verifier's own memory", self.seen.size))
        if self.newest:
            sizes.append(("the newest checkpoint", self.newest))
        tally.counted += len(sizes)
        largest = max(sizes, key=lambda one: one[1], default=("", 0))
        if largest[1] > self.tree.size:
            tally.find(
                largest[0],
                f"The log had {largest[1]} entries when this was written; now it has {self.tree.size}.",
            )
