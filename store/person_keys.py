"""The keys of persons in the database: made when first needed, read, and destroyed for good.

Destroying is the database's own function, which `store.destroying` calls once the record says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import asyncpg

from domain.sealed import Class
from store.pool import Connection, Pool, session
from store.sealing import Master, PersonKey, drawn

_COLUMNS = "id, organisation, person, class, wrapped"
OF_PERSONS = f"""
    SELECT {_COLUMNS} FROM tally.person_keys
    WHERE organisation = $1 AND class = $2 AND person = ANY ($3::text[])
"""  # noqa: S608 - our own columns
OF_IDS = f"SELECT {_COLUMNS} FROM tally.person_keys WHERE id = ANY ($1::text[])"  # noqa: S608
MAKE = """
    INSERT INTO tally.person_keys (id, organisation, person, class, wrapped, made_at)
    SELECT id, $1, person, $2, wrapped, $3
    FROM unnest($4::text[], $5::text[], $6::bytea[]) AS made (id, person, wrapped)
    ON CONFLICT DO NOTHING
"""
DESTROYED = "SELECT count(*) FROM tally.person_keys WHERE destroyed_at IS NOT NULL"
ANY_KEPT = f"SELECT {_COLUMNS} FROM tally.person_keys WHERE wrapped IS NOT NULL LIMIT 1"  # noqa: S608


@dataclass(frozen=True)
class Held:
    """A row: whose key, opened; `key` is None once it was destroyed."""

    id: str
    organisation: str
    person: str
    key: PersonKey | None


async def destroyed(pool: Pool) -> int:
    """How many keys were ever destroyed: the same number, nobody was erased since."""
    async with session(pool) as connection:
        return int(await connection.fetchval(DESTROYED))


async def require_master(pool: Pool, master: Master) -> None:
    """Raise MasterKeyIsAnother where the keys on record were wrapped by another master key."""
    async with session(pool) as connection:
        rows = await connection.fetch(ANY_KEPT)
    _held(rows, master)


async def of_ids(pool: Pool, master: Master, ids: Iterable[str]) -> tuple[Held, ...]:
    async with session(pool) as connection:
        rows = await connection.fetch(OF_IDS, list(ids))
    return _held(rows, master)


async def of_persons(
    connection: Connection,
    master: Master,
    organisation: str,
    persons: Sequence[str],
    *,
    key_class: Class,
    at: datetime,
) -> Mapping[str, PersonKey | None]:
    """A key for each of them, made where there was none; None for who was erased."""
    found = await _of_persons(connection, master, organisation, persons, key_class)
    if missing := sorted({*persons} - found.keys()):
        keys = {person: drawn(key_class) for person in missing}
        wrapped = [master.wrap(key, organisation, person) for person, key in keys.items()]
        ids = [key.id for key in keys.values()]
        await connection.execute(MAKE, organisation, key_class, at, ids, list(keys), wrapped)
        # Read again: another process may have made the same person's first.
        found |= await _of_persons(connection, master, organisation, missing, key_class)
    return found


async def _of_persons(
    connection: Connection,
    master: Master,
    organisation: str,
    persons: Sequence[str],
    key_class: Class,
) -> dict[str, PersonKey | None]:
    rows = await connection.fetch(OF_PERSONS, organisation, key_class, list(persons))
    return {one.person: one.key for one in _held(rows, master)}


def _held(rows: Sequence[asyncpg.Record], master: Master) -> tuple[Held, ...]:
    return tuple(_opened(row, master) for row in rows)


def _opened(row: asyncpg.Record, master: Master) -> Held:
    if row["wrapped"] is None:
        return Held(row["id"], row["organisation"], row["person"], None)
    key = master.unwrap(row["wrapped"], row["id"], row["class"], row["organisation"], row["person"])
    return Held(row["id"], row["organisation"], row["person"], key)
