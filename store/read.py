"""What the record holds: streams, an organisation's log in its order, and a command's receipt."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import groupby

import asyncpg

from store.entry import entry_of, payload_of
from store.model import Receipt, Recorded
from store.pool import Pool, session

FINDING = "FindingRaised"
PAGE = 500

# LEFT JOIN: an event whose payload is gone must fail here, not be passed over.
EVENTS = """
    SELECT e.stream, e.version, e.position, e.hash, e.entry, p.payload, p.salt
    FROM tally.events AS e
    LEFT JOIN tally.payloads AS p USING (organisation, stream, version)
    WHERE organisation = $1
"""
STREAM = f"{EVENTS} AND stream = $2 AND e.version > $3 ORDER BY e.version LIMIT $4"
COMMAND = f"{EVENTS} AND stream = $2 AND e.command_id = $3 ORDER BY e.version"
COMMANDS = """
    SELECT e.stream, e.command_id, e.version, e.position, e.hash, e.entry, p.payload, p.salt
    FROM unnest($2::text[], $3::text[]) AS asked (stream, command_id)
    JOIN tally.events AS e
        ON e.organisation = $1 AND e.stream = asked.stream AND e.command_id = asked.command_id
    LEFT JOIN tally.payloads AS p
        ON p.organisation = $1 AND p.stream = e.stream AND p.version = e.version
    ORDER BY e.stream, e.command_id, e.version
"""
# Versions come as text: of bigint[] asyncpg asks the catalog on each connection, for 10 ms and more.
STREAMS_AFTER = """
    SELECT e.stream, e.version, e.position, e.hash, e.entry, p.payload, p.salt
    FROM unnest($2::text[], $3::text[]::bigint[]) AS known (stream, version)
    JOIN tally.events AS e
        ON e.organisation = $1 AND e.stream = known.stream AND e.version > known.version
    LEFT JOIN tally.payloads AS p
        ON p.organisation = $1 AND p.stream = e.stream AND p.version = e.version
    ORDER BY e.stream, e.version LIMIT $4
"""
STREAMS_BETWEEN = """
    SELECT e.stream, e.version, e.position, e.hash, e.entry, p.payload, p.salt
    FROM unnest($2::text[], $3::text[]::bigint[], $4::text[]::bigint[]) AS asked (stream, after, until)
    JOIN tally.events AS e
        ON e.organisation = $1 AND e.stream = asked.stream
        AND e.version > asked.after AND e.version <= asked.until
    LEFT JOIN tally.payloads AS p
        ON p.organisation = $1 AND p.stream = e.stream AND p.version = e.version
    ORDER BY e.stream, e.version LIMIT $5
"""
OF_TYPES = f"""
    {EVENTS} AND e.type = ANY ($2) AND split_part(e.stream, '/', 2) = $3 AND e.position <= $4
    ORDER BY e.position
"""
LOG = f"{EVENTS} AND e.position > $2 ORDER BY e.position LIMIT $3"
LENGTH = """
    SELECT coalesce(max(version), 0) FROM tally.events WHERE organisation = $1 AND stream = $2
"""
HEAD = "SELECT coalesce(max(position), 0) FROM tally.heads WHERE organisation = $1"
WITNESSED = "SELECT coalesce(max(size), 0) FROM tally.checkpoints WHERE organisation = $1"
ORGANISATIONS = "SELECT organisation FROM tally.heads ORDER BY organisation"
STREAMS = """
    SELECT stream FROM tally.events WHERE organisation = $1 AND version = 1 ORDER BY position
"""


def recorded_from(row: asyncpg.Record, organisation: str, stream: str) -> Recorded:
    """The table's bytes as text; they are UTF-8, or the generated column would not exist."""
    return Recorded(
        organisation=organisation,
        stream=stream,
        version=row["version"],
        position=row["position"],
        hash=row["hash"].hex(),
        entry=row["entry"].decode(),
        payload=row["payload"].decode(),
        salt=row["salt"].hex(),
    )


async def stream(
    pool: Pool, organisation: str, stream: str, *, after: int = 0, limit: int = PAGE
) -> tuple[Recorded, ...]:
    """The stream's events after version `after`, at most `limit` of them."""
    async with session(pool) as connection:
        rows = await connection.fetch(STREAM, organisation, stream, after, limit)
    return tuple(recorded_from(row, organisation, stream) for row in rows)


async def streams_after(
    pool: Pool, organisation: str, versions: Mapping[str, int], limit: int = PAGE
) -> tuple[Recorded, ...]:
    """The events of each stream after its version, stream by stream, at most `limit` of them."""
    async with session(pool) as connection:
        rows = await connection.fetch(
            STREAMS_AFTER, organisation, list(versions), [*map(str, versions.values())], limit
        )
    return tuple(recorded_from(row, organisation, row["stream"]) for row in rows)


async def streams_between(
    pool: Pool, organisation: str, spans: Mapping[str, tuple[int, int]], limit: int = PAGE
) -> tuple[Recorded, ...]:
    """The events of each stream after the first version up to the second, stream by stream."""
    after, until = [str(one) for one, _ in spans.values()], [str(one) for _, one in spans.values()]
    async with session(pool) as connection:
        rows = await connection.fetch(
            STREAMS_BETWEEN, organisation, list(spans), after, until, limit
        )
    return tuple(recorded_from(row, organisation, row["stream"]) for row in rows)


async def of_types(
    pool: Pool, organisation: str, cycle: str, types: Collection[str], until: int
) -> tuple[Recorded, ...]:
    """Every event of these types in a cycle's streams up to a position, in the one order there is."""
    async with session(pool) as connection:
        rows = await connection.fetch(OF_TYPES, organisation, list(types), cycle, until)
    return tuple(recorded_from(row, organisation, row["stream"]) for row in rows)


async def log(
    pool: Pool, organisation: str, after_position: int = 0, limit: int = PAGE
) -> tuple[Recorded, ...]:
    """The organisation's events in the one order there is; polling `after_position` misses none."""
    async with session(pool) as connection:
        rows = await connection.fetch(LOG, organisation, after_position, limit)
    return tuple(recorded_from(row, organisation, row["stream"]) for row in rows)


async def length(pool: Pool, organisation: str, stream: str) -> int:
    """How many events the stream has, which is its last version."""
    async with session(pool) as connection:
        return int(await connection.fetchval(LENGTH, organisation, stream))


async def head(pool: Pool, organisation: str) -> int:
    """The organisation's last position; 0 before its first event."""
    async with session(pool) as connection:
        return int(await connection.fetchval(HEAD, organisation))


async def witnessed(pool: Pool, organisation: str) -> int:
    """The last position under the notary's newest checkpoint; 0 before the first."""
    async with session(pool) as connection:
        return int(await connection.fetchval(WITNESSED, organisation))


async def organisations(pool: Pool) -> tuple[str, ...]:
    """Every organisation of which something is recorded, rehearsals among them."""
    async with session(pool) as connection:
        rows = await connection.fetch(ORGANISATIONS)
    return tuple(row["organisation"] for row in rows)


async def streams(pool: Pool, organisation: str) -> tuple[str, ...]:
    """The organisation's streams in the order of their first events."""
    async with session(pool) as connection:
        rows = await connection.fetch(STREAMS, organisation)
    return tuple(row["stream"] for row in rows)


async def receipt(pool: Pool, organisation: str, stream: str, command_id: str) -> Receipt | None:
    """What is recorded of the command in that stream; None where nothing is."""
    async with session(pool) as connection:
        rows = await connection.fetch(COMMAND, organisation, stream, command_id)
    return receipt_of(tuple(recorded_from(row, organisation, stream) for row in rows))


async def commands(
    pool: Pool, organisation: str, asked: Collection[tuple[str, str]]
) -> dict[tuple[str, str], tuple[Recorded, ...]]:
    """Of commands named by stream and id, those that led to events, with them."""
    streams, ids = [stream for stream, _ in asked], [command for _, command in asked]
    async with session(pool) as connection:
        rows = await connection.fetch(COMMANDS, organisation, streams, ids)
    return {
        given: tuple(recorded_from(row, organisation, given[0]) for row in group)
        for given, group in groupby(rows, key=lambda row: (row["stream"], row["command_id"]))
    }


def receipt_of(recorded: tuple[Recorded, ...]) -> Receipt | None:
    """The receipt for one command's events, in their order."""
    if not recorded:
        return None
    entries = [entry_of(event) for event in recorded]
    return Receipt(
        command_id=entries[0].command_id,
        stream=recorded[0].stream,
        first_version=recorded[0].version,
        last_version=recorded[-1].version,
        positions=tuple(event.position for event in recorded),
        hashes=tuple(event.hash for event in recorded),
        types=tuple(entry.type for entry in entries),
        recorded_at=entries[0].recorded_at,
        findings=tuple(
            payload_of(event)
            for event, entry in zip(recorded, entries, strict=True)
            if entry.type == FINDING
        ),
    )
