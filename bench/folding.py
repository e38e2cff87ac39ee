"""Every plan of a record folded to where it stands: chain and payloads verified, each event decoded.

Two processes fold, each its own share of the streams; a stream is read as a few long texts.
"""

from __future__ import annotations

import asyncio
import gc
import re
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from functools import cache
from hashlib import sha256
from multiprocessing import get_context
from typing import NamedTuple

import asyncpg
from plans import ORGANISATION

from domain.aggregates import UNIT
from domain.model import Actor
from domain.unit.plan import UnitState
from runtime.collecting import seldom
from store.pool import Connection

SEVERAL = 2
TOGETHER = 64
"""Streams that are read at a time."""

SALT = 16
ENTRY = re.compile(
    rb'(?m)^({"actor":"([^"]*)","causation_id":[^,]*,"client":"[^"]*","command_id":"[^"]*",'
    rb'"command_sha256":"[^"]*","correlation_id":"[^"]*","occurred_at":"([^"]*)",'
    rb'"on_behalf_of":(?:null|"([^"]*)"),"organisation":"[^"]*","part":[0-9]+,'
    rb'"payload_commitment":"(.{64})","prev":"(.{64})","recorded_at":"[^"]*","schema":1,'
    rb'"stream":"([^"]*)","type":"([^"]*)","type_version":1,"version":([0-9]+)})$'
)
"""A canonical entry on a line of its own, in which no text holds an escape: none of this record does."""

READ = {
    name.encode(): kind.__pydantic_validator__.validate_json for name, kind in UNIT.events.items()
}
"""What `model_validate_json` hands on to; calling that takes a fifth of a small event."""

STREAMS = "SELECT stream FROM tally.events WHERE organisation = $1 AND version = 1 ORDER BY stream"
FOLDED = """
    SELECT one.stream, entries.*, payloads.*
    FROM unnest($2::text[]) AS one (stream), LATERAL (
        SELECT max(version) AS version, string_agg(type, E'\\n') AS type,
            string_agg(hash, '') AS hash, string_agg(entry, '\\x0a') AS entry
        FROM (
            SELECT version, type, hash, entry FROM tally.events
            WHERE organisation = $1 AND stream = one.stream ORDER BY version
        ) AS event
    ) AS entries, LATERAL (
        SELECT string_agg(salt, '') AS salt, string_agg(payload, '\\x0a') AS payload
        FROM (
            SELECT salt, payload FROM tally.payloads
            WHERE organisation = $1 AND stream = one.stream ORDER BY version
        ) AS event
    ) AS payloads
"""
"""Stream by stream, each table by its index: of many at once, all payloads would be looked through.

Versions are unique and above 0: none lacks where the last is as many as there are.
"""


class Said(NamedTuple):
    """What the entries of a stream say, from the first to the last."""

    entry: tuple[bytes, ...]
    actor: tuple[bytes, ...]
    occurred_at: tuple[bytes, ...]
    on_behalf_of: tuple[bytes, ...]
    payload_commitment: tuple[bytes, ...]
    prev: tuple[bytes, ...]
    stream: tuple[bytes, ...]
    type: tuple[bytes, ...]
    version: tuple[bytes, ...]

    @classmethod
    def by(cls, entries: bytes) -> Said:
        return cls(*zip(*ENTRY.findall(entries), strict=True))


async def folded(connection: Connection, url: str, *, is_verified: bool = True) -> int:
    """How many events were folded, in all."""
    streams = [row[0] for row in await connection.fetch(STREAMS, ORGANISATION)]
    shares = [streams[number::SEVERAL] for number in range(SEVERAL)]
    loop = asyncio.get_running_loop()
    gc.freeze()  # a child that looked through this for garbage would copy it
    # Forked: what it takes to load the domain again is no part of a fold.
    with ProcessPoolExecutor(SEVERAL, get_context("fork")) as several:
        asked = [loop.run_in_executor(several, _share, url, one, is_verified) for one in shares]
        events = sum(await asyncio.gather(*asked))
    gc.unfreeze()
    return events


def _share(url: str, streams: list[str], is_verified: bool) -> int:
    seldom()
    return asyncio.run(_folded(url, streams, is_verified=is_verified))


async def _folded(url: str, streams: list[str], *, is_verified: bool) -> int:
    connection = await asyncpg.connect(url)
    events = 0
    for at in range(0, len(streams), TOGETHER):
        for row in await connection.fetch(FOLDED, ORGANISATION, streams[at : at + TOGETHER]):
            said, payloads = Said.by(row["entry"]), row["payload"].split(b"\n")
            if is_verified:
                _verify(row, said, payloads)
            events += _fold(said, payloads).version
    await connection.close()
    return events


def _verify(row: asyncpg.Record, said: Said, payloads: list[bytes]) -> None:
    """Raises SystemExit unless each entry continues what was before it and commits to its payload."""
    salts, digests = row["salt"], b"".join([sha256(one).digest() for one in said.entry])
    committed = [
        sha256(salts[at : at + SALT] + payload).digest()
        for at, payload in zip(range(0, len(salts), SALT), payloads, strict=True)
    ]
    if (
        b"\n".join(said.entry) != row["entry"]
        or digests != row["hash"]
        or b"".join(said.prev) != _hex(bytes(32) + digests[:-32])
        or b"".join(said.payload_commitment) != _hex(b"".join(committed))
        or set(said.stream) != {row["stream"].encode()}
        or [*map(int, said.version)] != [*range(1, row["version"] + 1)]
        or b"\n".join(said.type) != row["type"].encode()
    ):
        raise SystemExit("the record was generated wrong")


def _fold(said: Said, payloads: list[bytes]) -> UnitState:
    """The plan as its events leave it."""
    ats, bys = map(_instant, said.occurred_at), map(_actor, said.actor, said.on_behalf_of)
    read = [READ[kind](payload) for kind, payload in zip(said.type, payloads, strict=True)]
    state: UnitState | None = None
    for version, (event, at, by) in enumerate(zip(read, ats, bys, strict=True), 1):
        state = UNIT.evolve(state, event, at=at, by=by, version=version)
    if state is None:
        raise SystemExit("the record was generated wrong")
    return state


def _hex(digests: bytes) -> bytes:
    return digests.hex().encode()


@cache
def _instant(text: bytes) -> datetime:
    return datetime.fromisoformat(text.decode())


@cache
def _actor(person: bytes, on_behalf_of: bytes) -> Actor:
    return Actor(person=person.decode(), on_behalf_of=on_behalf_of.decode() or None)
