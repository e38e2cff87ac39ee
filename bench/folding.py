"""Every plan of a record folded to where it stands: chain and payloads verified, each event decoded.

Two processes fold, each its own share of the streams; a stream is read as a few long texts.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from functools import cache
from hashlib import sha256
from multiprocessing import get_context
from typing import Any

import asyncpg
from plans import ORGANISATION
from pydantic_core import from_json

from domain.aggregates import UNIT
from domain.model import Actor
from domain.unit.plan import UnitState
from runtime.collecting import seldom
from store.model import GENESIS
from store.pool import Connection

SEVERAL = 2
TOGETHER = 64
"""Streams that are read at a time."""

SALT = 16
STREAMS = "SELECT stream FROM tally.events WHERE organisation = $1 AND version = 1 ORDER BY stream"
FOLDED = """
    SELECT one.stream, told.*
    FROM unnest($2::text[]) AS one (stream), LATERAL (
        SELECT array_agg(version) AS version, array_agg(type) AS type,
            string_agg(hash, '') AS hash, string_agg(entry, '\\x0a') AS entry,
            string_agg(salt, '') AS salt, string_agg(payload, '\\x0a') AS payload
        FROM (
            SELECT e.version, e.type, e.hash, e.entry, p.salt, p.payload
            FROM tally.events AS e JOIN tally.payloads AS p USING (organisation, stream, version)
            WHERE e.organisation = $1 AND e.stream = one.stream
                AND p.organisation = $1 AND p.stream = one.stream
            ORDER BY e.version
        ) AS event
    ) AS told
"""
"""Stream by stream, by two indexes in one order: of many at once, all payloads would be looked through."""


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
    payloads = row["payload"].split(b"\n")
    entries = _verified(row, payloads)
    state: UnitState | None = None
    evolve, events = UNIT.evolve, UNIT.events
    for entry, payload in zip(entries, payloads, strict=True):
        event = events[entry["type"]].model_validate_json(payload)
        at, by = _instant(entry["occurred_at"]), _actor(entry["actor"], entry["on_behalf_of"])
        state = evolve(state, event, at=at, by=by, version=entry["version"])
    if state is None:
        raise SystemExit("the record was generated wrong")
    return state


def _verified(row: asyncpg.Record, payloads: list[bytes]) -> list[dict[str, Any]]:
    """The entries, once each is found to continue what was before it and to commit to its payload."""
    texts, salts = row["entry"].split(b"\n"), row["salt"]
    entries = [from_json(text, cache_strings="keys") for text in texts]
    digests = [sha256(text).digest() for text in texts]
    committed = [
        sha256(salts[at : at + SALT] + payload).hexdigest()
        for at, payload in zip(range(0, len(salts), SALT), payloads, strict=True)
    ]
    if (
        b"".join(digests) != row["hash"]
        or [entry["prev"] for entry in entries] != [GENESIS, *(one.hex() for one in digests[:-1])]
        or [entry["payload_commitment"] for entry in entries] != committed
        or [(entry["stream"], entry["version"]) for entry in entries]
        != [(row["stream"], version) for version in range(1, len(entries) + 1)]
        or [(entry["type"], entry["version"]) for entry in entries]
        != list(zip(row["type"], row["version"], strict=True))
    ):
        raise SystemExit("the record was generated wrong")
    return entries


@cache
def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


@cache
def _actor(person: str, on_behalf_of: str | None) -> Actor:
    return Actor(person=person, on_behalf_of=on_behalf_of)
