"""What the database has of the notary's words: the newest checkpoint, and the list of keys."""

from __future__ import annotations

from audit.held import Held
from audit.log_keys import KeyChange, hash_of
from store.pool import Connection

NEWEST = """
    SELECT size, root, note FROM tally.checkpoints
    WHERE organisation = $1 ORDER BY size DESC LIMIT 1
"""
KEYS = "SELECT note FROM tally.log_keys WHERE organisation = $1 ORDER BY number"
SAID = "SELECT note FROM tally.checkpoints WHERE organisation = $1 AND size = $2"
SAY = """
    INSERT INTO tally.checkpoints (organisation, size, root, note, key_name, key_id)
    VALUES ($1, $2, $3, $4, $5, $6)
"""
NAME_KEY = """
    INSERT INTO tally.log_keys (
        organisation, number, verifier_key, introduced_at, withdrawn_key, withdrawn_at,
        reason, words, prev, hash, note
    ) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""


class Mismatch(Exception):
    """The record is not what was signed, or not what it says of itself; in words for a person."""


async def newest(connection: Connection, organisation: str) -> tuple[int, str, str] | None:
    """The largest checkpoint's size, root and note."""
    row = await connection.fetchrow(NEWEST, organisation)
    return (row["size"], row["root"].hex(), row["note"]) if row else None


async def keys_of(connection: Connection, organisation: str) -> tuple[str, ...]:
    """The notes of all changes of keys, in their order."""
    return tuple(row["note"] for row in await connection.fetch(KEYS, organisation))


async def publish(connection: Connection, held: Held) -> None:
    """Have what is held in the database too, once. Raises Mismatch where it has something else."""
    async with connection.transaction():
        await _publish_keys(connection, held)
        await _publish_checkpoint(connection, held)


async def _publish_keys(connection: Connection, held: Held) -> None:
    there = await keys_of(connection, held.organisation)
    if there != held.keys[: len(there)]:
        raise Mismatch("The list of keys in the database is not the one that was signed.")
    for note in held.keys[len(there) :]:
        change = KeyChange.read(note)
        await connection.execute(
            NAME_KEY, held.organisation, change.number, str(change.key), change.introduced_at,
            None if change.withdrawn is None else str(change.withdrawn), change.withdrawn_at,
            change.reason, change.words, change.prev, hash_of(note), note,
        )  # fmt: skip


async def _publish_checkpoint(connection: Connection, held: Held) -> None:
    there = await connection.fetchval(SAID, held.organisation, held.size)
    if there is None:
        key = KeyChange.read(held.keys[-1]).key
        await connection.execute(
            SAY, held.organisation, held.size, bytes.fromhex(held.root), held.note, key.name, key.id
        )
    elif there != held.note:
        raise Mismatch(f"The checkpoint of {held.size} in the database is not the one signed.")
