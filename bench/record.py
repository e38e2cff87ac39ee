"""A record as long as is wanted: what one plan decided, told of one unit after the other.

The rules decide one plan; its events are then written for every other unit, chained and canonical,
and go into PostgreSQL by COPY, past the domain and not past the table's own constraints.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from plans import CYCLE, MEMBERS, ORGANISATION, TURN, Given, conversation, opening

from audit.log_keys import BEGINNING, KeyChange, hash_of
from audit.note import Checkpoint, Signer
from audit.published import NAME_KEY, SAY
from audit.tree import Frontier, leaf_hash
from domain.aggregates import UNIT
from domain.model import Actor
from domain.unit.plan import UnitState
from store.canonical import encode
from store.model import GENESIS
from store.pool import Connection

LOG = Signer(f"bench.example/{ORGANISATION}", Ed25519PrivateKey.from_private_bytes(b"\x2a" * 32))
AT = datetime(2026, 10, 5, 7, tzinfo=UTC)
SAID_AT = "2026-10-05T07:00:00.000000Z"
UNIT_NAME = "u-------"
"""Stands for a unit's name, as long as it, until an event is told of that unit."""

SIDE_BY_SIDE = 400
"""Streams that grow together; when they end, as many others begin."""

WITNESSED = 1_000
"""Entries between two checkpoints."""

TURNS = 3
BATCH = 20_000
SALT = bytes(range(16))
EVENTS = (
    "organisation", "position", "stream", "version", "part", "type", "command_id",
    "command_sha256", "prev", "hash", "entry",
)  # fmt: skip
PAYLOADS = ("organisation", "stream", "version", "salt", "payload")


@dataclass(frozen=True)
class Told:
    """One event of the plan, to be written for any unit: its entry is a pattern for `%`."""

    type: str
    actor: str
    command: int
    part: int
    entry: bytes
    payload: bytes


class Row(NamedTuple):
    """One event as its two tables have it."""

    event: tuple[object, ...]
    payload: tuple[object, ...]
    entry: bytes


def plan() -> tuple[Told, ...]:
    """Everything that one unit's plan decided, from its opening to the last answer."""
    said = [*opening(UNIT_NAME), *_conversations()]
    state: UnitState | None = None
    told: list[Told] = []
    for number, (by, command) in enumerate(said):
        for part, event in enumerate(UNIT.decide(command, state, at=AT, by=by)):
            state = UNIT.evolve(state, event, at=AT, by=by, version=len(told) + 1)
            payload = encode(event.model_dump(mode="json"))
            told.append(
                Told(event.type, by.person, number, part, _pattern(event.type, part, by), payload)
            )
    return tuple(told)


def _conversations() -> Iterator[Given]:
    """Each member's: objection, amount, two replies and the answer, time and again."""
    for number in range(len(MEMBERS)):
        for at, one in enumerate(islice(conversation(number), TURNS * TURN)):
            if at % TURN in {0, 1, 7, 13, 15}:
                yield one


def _pattern(kind: str, part: int, by: Actor) -> bytes:
    version = 2**53 - 1
    data = encode({
        "schema": 1, "organisation": ORGANISATION, "stream": f"unit/{CYCLE}/@unit", "part": part,
        "version": version, "type": kind, "type_version": 1, "command_id": "@command",
        "command_sha256": "@asked", "causation_id": None, "correlation_id": CYCLE,
        "actor": by.person, "on_behalf_of": by.on_behalf_of, "client": "bench",
        "occurred_at": SAID_AT, "recorded_at": SAID_AT, "prev": "@prev",
        "payload_commitment": "@payload",
    })  # fmt: skip
    data = data.replace(b"%", b"%%").replace(str(version).encode(), b"%(version)d")
    for name in (b"unit", b"command", b"asked", b"prev", b"payload"):
        data = data.replace(b"@" + name, b"%(" + name + b")b")
    return data


def rows(most: int, told: tuple[Told, ...] = ()) -> Iterator[Row]:
    """So many events in the order of their positions."""
    told = told or plan()
    position = 0
    while position < most:
        first = position // (SIDE_BY_SIDE * len(told)) * SIDE_BY_SIDE
        units = {f"u{first + number:07}": GENESIS for number in range(SIDE_BY_SIDE)}
        for version, one in enumerate(told, 1):
            for unit, prev in units.items():
                position += 1
                if position > most:
                    return
                row = _row(one, position, unit, version, prev)
                units[unit] = row.event[-2].hex()  # type: ignore[attr-defined]
                yield row


def _row(one: Told, position: int, unit: str, version: int, prev: str) -> Row:
    stream, command = f"unit/{CYCLE}/{unit}", f"{unit}-{one.command}"
    asked = sha256(command.encode())
    payload = one.payload.replace(UNIT_NAME.encode(), unit.encode())
    entry = one.entry % {
        b"unit": unit.encode(),
        b"command": command.encode(),
        b"asked": asked.hexdigest().encode(),
        b"prev": prev.encode(),
        b"payload": sha256(SALT + payload).hexdigest().encode(),
        b"version": version,
    }
    event = (
        ORGANISATION, position, stream, version, one.part, one.type, command, asked.digest(),
        bytes.fromhex(prev), sha256(entry).digest(), entry,
    )  # fmt: skip
    return Row(event, (ORGANISATION, stream, version, SALT, payload), entry)


async def written(connection: Connection, most: int) -> None:
    """The record in an empty database, with its key and a checkpoint after every stretch."""
    tree, source, sizes = Frontier(), rows(most), dict[int, bytes]()
    while batch := list(islice(source, BATCH)):
        for table, columns, records in (
            ("events", EVENTS, [row.event for row in batch]),
            ("payloads", PAYLOADS, [row.payload for row in batch]),
        ):
            await connection.copy_records_to_table(
                table, schema_name="tally", columns=columns, records=records
            )
        for row in batch:
            tree.append(leaf_hash(row.entry))
            if tree.size % WITNESSED == 0 or tree.size == most:
                sizes[tree.size] = tree.root()
    await connection.execute("INSERT INTO tally.heads VALUES ($1, $2)", ORGANISATION, most)
    await _witnessed(connection, sizes)
    await connection.execute("VACUUM ANALYZE")


async def _witnessed(connection: Connection, sizes: dict[int, bytes]) -> None:
    change = KeyChange(LOG.name, 1, BEGINNING, "first", LOG.verifier, 1, None, None, "begins")
    note = change.signed(LOG)
    await connection.execute(
        NAME_KEY, ORGANISATION, 1, str(LOG.verifier), 1, None, None, "first", "begins", BEGINNING,
        hash_of(note), note,
    )  # fmt: skip
    said = [Checkpoint(LOG.name, size, root) for size, root in sizes.items()]
    await connection.executemany(
        SAY,
        [
            (ORGANISATION, one.size, one.root, one.signed(LOG), LOG.name, LOG.verifier.id)
            for one in said
        ],
    )
