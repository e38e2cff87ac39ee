"""A decision's proof for whoever made it: its entries, that they are in the log, and who signed.

docs/bundle.md specifies the file. `Blocks` keeps what whole stretches of a log hash to, so that a
proof costs two of them and not the log.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Literal

from pydantic import ValidationError

from audit.canonical import NotCanonical
from audit.canonical import read as canonical
from audit.log_keys import checked
from audit.note import Checkpoint, NoteRefused, opened
from audit.published import Mismatch, keys_of, newest
from audit.tree import inclusion, is_included, leaf_hash, node_hash, root_of
from domain.model import Value
from domain.words import Sha256
from store.pool import Connection

BLOCK = 4096
AGAIN = timedelta(seconds=10)
"""The notary signs within 5 seconds, and soon after every sign-off."""

COMMAND = """
    SELECT position, hash, entry FROM tally.events
    WHERE organisation = $1 AND stream = $2 AND command_id = $3 ORDER BY version
"""
LEAVES = """
    SELECT sha256('\\x00'::bytea || entry) AS leaf FROM tally.events
    WHERE organisation = $1 AND position > $2 AND position <= $3 ORDER BY position
"""
AT = "SELECT entry FROM tally.events WHERE organisation = $1 AND position = $2"


class ProvedEntry(Value):
    """An entry's bytes as text, and the path from it to the checkpoint's root."""

    entry: str
    hash: Sha256
    path: tuple[Sha256, ...]
    position: int


class ReceiptFile(Value):
    """What a decision's maker keeps."""

    format: Literal["tallystick-receipt"] = "tallystick-receipt"
    version: Literal[1] = 1
    organisation: str
    stream: str
    command_id: str
    checkpoint: str
    keys: tuple[str, ...]
    entries: tuple[ProvedEntry, ...]


class NotYetWitnessed(Exception):
    """The decision is recorded, and the notary has not signed the log up to it."""


class ReceiptRefused(Exception):
    """The file is no receipt, or does not prove what it says."""


@dataclass
class Blocks:
    """What stretches of `BLOCK` leaves of each log hash to, once they were read."""

    _known: dict[tuple[str, int], bytes] = field(default_factory=dict)

    async def proofs(
        self, connection: Connection, organisation: str, positions: tuple[int, ...], size: int
    ) -> tuple[tuple[bytes, ...], ...]:
        """The path of each position in the log of that size."""
        whole, rest = divmod(size, BLOCK)
        wanted = {(position - 1) // BLOCK for position in positions} | ({whole} if rest else set())
        leaves = {
            block: await _leaves(connection, organisation, block, size) for block in sorted(wanted)
        }
        for block in range(whole):
            if (organisation, block) not in self._known:
                found = leaves.get(block) or await _leaves(connection, organisation, block, size)
                self._known[organisation, block] = root_of(found)

        def subtree(start: int, end: int) -> bytes:
            if end - start <= BLOCK and start // BLOCK in leaves:
                first = start // BLOCK * BLOCK
                return root_of(leaves[start // BLOCK][start - first : end - first])
            if end - start == BLOCK:
                return self._known[organisation, start // BLOCK]
            middle = start + (1 << ((end - start - 1).bit_length() - 1))
            return node_hash(subtree(start, middle), subtree(middle, end))

        return tuple(inclusion(position - 1, size, subtree) for position in positions)


async def _leaves(connection: Connection, organisation: str, block: int, size: int) -> list[bytes]:
    first, last = block * BLOCK, min((block + 1) * BLOCK, size)
    rows = await connection.fetch(LEAVES, organisation, first, last)
    if len(rows) != last - first:
        raise Mismatch(f"Entries are missing between {first + 1} and {last}.")
    return [row["leaf"] for row in rows]


async def receipt_file(
    connection: Connection, blocks: Blocks, organisation: str, stream: str, command_id: str
) -> ReceiptFile | None:
    """The file for one command; None where nothing is recorded of it.

    Raises NotYetWitnessed, and Mismatch where the record is not what the notary signed.
    """
    rows = await connection.fetch(COMMAND, organisation, stream, command_id)
    if not rows:
        return None
    positions = tuple(row["position"] for row in rows)
    there = await newest(connection, organisation)
    if there is None or there[0] < positions[-1]:
        raise NotYetWitnessed
    size, root, note = there
    paths = await blocks.proofs(connection, organisation, positions, size)
    made = ReceiptFile(
        organisation=organisation,
        stream=stream,
        command_id=command_id,
        checkpoint=note,
        keys=await keys_of(connection, organisation),
        entries=tuple(
            ProvedEntry(
                entry=row["entry"].decode(),
                hash=row["hash"].hex(),
                path=tuple(one.hex() for one in path),
                position=row["position"],
            )
            for row, path in zip(rows, paths, strict=True)
        ),
    )
    _refuse_unproved(made, Checkpoint("", size, bytes.fromhex(root)))
    return made


def _refuse_unproved(receipt: ReceiptFile, at: Checkpoint) -> None:
    for one in receipt.entries:
        path = tuple(bytes.fromhex(step) for step in one.path)
        data = one.entry.encode()
        if sha256(data).hexdigest() != one.hash or not is_included(
            leaf_hash(data), one.position - 1, at.size, path, at.root
        ):
            raise Mismatch(
                f"Entry {one.position} is not in the log that was signed: the record was "
                "changed. Tell an auditor; `tally verify` looks for where."
            )


def read(data: bytes) -> tuple[ReceiptFile, Checkpoint]:
    """A receipt that holds by itself, and its checkpoint. Raises ReceiptRefused."""
    try:
        found = ReceiptFile.model_validate_json(data)
        changes = checked(found.keys)
        at, _ = opened(found.checkpoint, tuple(one.key for one in changes))
        _refuse_unproved(found, at)
        if not found.entries or not all(_is_of(found, one) for one in found.entries):
            raise ReceiptRefused("Its entries are not of the decision that it names.")
    except (ValidationError, ValueError, NoteRefused, Mismatch, NotCanonical) as wrong:
        raise ReceiptRefused(
            "It is no receipt, or was changed: it does not prove what it says. "
            "Look for the file as it was given."
        ) from wrong
    return found, at


def _is_of(receipt: ReceiptFile, one: ProvedEntry) -> bool:
    said = canonical(one.entry.encode())
    names = ("organisation", "stream", "command_id")
    return all(said.get(name) == getattr(receipt, name) for name in names)


async def contradicted(
    connection: Connection, blocks: Blocks, receipt: ReceiptFile, at: Checkpoint
) -> str | None:
    """Why the record no longer holds what the receipt proves; None where it does."""
    for one in receipt.entries:
        there = await connection.fetchval(AT, receipt.organisation, one.position)
        if there is None:
            return f"Position {one.position} is not in the record."
        if there != one.entry.encode():
            return f"At position {one.position} the record has another entry."
    keys = await keys_of(connection, receipt.organisation)
    if keys[: len(receipt.keys)] != receipt.keys:
        return "The record names other keys than those that signed the receipt."
    positions = tuple(one.position for one in receipt.entries)
    try:
        paths = await blocks.proofs(connection, receipt.organisation, positions, at.size)
    except Mismatch as gone:
        return str(gone)
    known = tuple(tuple(bytes.fromhex(step) for step in one.path) for one in receipt.entries)
    if paths != known:
        return f"The first {at.size} entries are not those that the receipt was given on."
    return None
