"""Every plan of a record folded to where it stands: chain and payloads verified, each event decoded.

Two processes fold, each its own share of the streams; a stream is read as a few long texts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from functools import cache
from hashlib import sha256
from multiprocessing import get_context

import asyncpg
from plans import ORGANISATION

from audit.entries import entry_of
from domain.aggregates import UNIT
from domain.model import Actor
from domain.unit.plan import UnitState
from runtime.collecting import seldom
from store.pool import Connection

SEVERAL = 2
TOGETHER = 64
"""Streams that are read at a time."""

SALT, HASH = 16, 32
STREAMS = "SELECT stream FROM tally.events WHERE organisation = $1 AND version = 1 ORDER BY stream"
FOLDED = """
    SELECT stream, array_agg(version) AS version, array_agg(type) AS type,
        string_agg(hash, '') AS hash, string_agg(entry, '\\x0a') AS entry,
        string_agg(salt, '') AS salt, string_agg(payload, '\\x0a') AS payload
    FROM (
        SELECT e.stream, e.version, e.type, e.hash, e.entry, p.salt, p.payload
        FROM tally.events AS e JOIN tally.payloads AS p USING (organisation, stream, version)
        WHERE organisation = $1 AND stream = ANY ($2) ORDER BY stream, e.version
    ) AS event GROUP BY stream
"""
At = tuple[datetime, Actor]


async def folded(connection: Connection, url: str) -> int:
    """How many events were folded, in all."""
    streams = [row[0] for row in await connection.fetch(STREAMS, ORGANISATION)]
    shares = [streams[number::SEVERAL] for number in range(SEVERAL)]
    loop = asyncio.get_running_loop()
    # Forked: what it takes to load the domain again is no part of a fold.
    with ProcessPoolExecutor(SEVERAL, get_context("fork")) as several:
        asked = [loop.run_in_executor(several, _share, url, share) for share in shares]
        return sum(await asyncio.gather(*asked))


def _share(url: str, streams: list[str]) -> int:
    seldom()
    return asyncio.run(_folded(url, streams))


async def _folded(url: str, streams: list[str]) -> int:
    connection = await asyncpg.connect(url)
    events = 0
    for at in range(0, len(streams), TOGETHER):
        rows = await connection.fetch(FOLDED, ORGANISATION, streams[at : at + TOGETHER])
        events += sum(_fold(row).version for row in rows)
    await connection.close()
    return events


def _fold(row: asyncpg.Record) -> UnitState:
    """The plan as its events leave it. Raises SystemExit where they are not as they were written."""
    state: UnitState | None = None
    payloads = row["payload"].split(b"\n")
    said = _said(row, payloads)
    for number, (kind, payload, (at, by)) in enumerate(
        zip(row["type"], payloads, said, strict=True), 1
    ):
        event = UNIT.events[kind].model_validate_json(payload)
        state = UNIT.evolve(state, event, at=at, by=by, version=number)
    if state is None or row["version"] != list(range(1, state.version + 1)):
        raise SystemExit("the record was generated wrong")
    return state


def _said(row: asyncpg.Record, payloads: list[bytes]) -> Iterator[At]:
    """When each event happened and by whom, once its entry and its payload are verified."""
    last, stream = bytes(HASH), row["stream"]
    hashes, salts = row["hash"], row["salt"]
    entries = row["entry"].split(b"\n")
    for number, (data, payload) in enumerate(zip(entries, payloads, strict=True)):
        entry, digest = entry_of(data), sha256(data).digest()
        salt = salts[number * SALT : (number + 1) * SALT]
        if (
            digest != hashes[number * HASH : (number + 1) * HASH]
            or (entry.stream, entry.version) != (stream, number + 1)
            or entry.prev != last.hex()
            or sha256(salt + payload).hexdigest() != entry.payload_commitment
        ):
            raise SystemExit("the record was generated wrong")
        last = digest
        yield datetime.fromisoformat(entry.occurred_at), _actor(entry.actor, entry.on_behalf_of)


@cache
def _actor(person: str, on_behalf_of: str | None) -> Actor:
    return Actor(person=person, on_behalf_of=on_behalf_of)
