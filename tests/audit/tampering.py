"""Ways of tampering with a record, each by its name: with the server's superuser in hand, or as web.

`TAMPERINGS` maps a name to a function of a superuser's connection and a source of random places.
Each leaves a database as good as its forger can make it; triggers and constraints go first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from random import Random

from as_given import ORGANISATION, Given, envelope_of
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cycle import LOG, asserted, year
from rewriting import Row, appended, chained, opened, read, signed, write

from audit.log_keys import BEGINNING, KeyChange, hash_of
from audit.note import Signer
from domain.signature import SignatureEvidence, Witnessed
from store.canonical import digest_of, encode
from store.model import Append, Meta, NewEvent
from store.pool import Connection

Tampering = Callable[[Connection, Random], Awaitable[None]]

OWN = Signer(LOG.name, Ed25519PrivateKey.from_private_bytes(b"\x66" * 32))
"""A key of the forger's own, under the log's name."""

EDIT = "UPDATE tally.events SET entry = $3 WHERE organisation = $1 AND position = $2"
EDIT_PAYLOAD = """
    UPDATE tally.payloads SET payload = $4 WHERE organisation = $1 AND stream = $2 AND version = $3
"""
AMOUNT = re.compile(rb'"amount":"[1-9]')
EDIT_AND_HASH = """
    UPDATE tally.events SET entry = $3, hash = sha256($3) WHERE organisation = $1 AND position = $2
"""


def _edited(rows: list[Row], random: Random, since: int = 0) -> int:
    """Change one entry from there on, and say which: in what no rule looks at, or in an amount."""
    amounts = [at for at in range(since, len(rows)) if AMOUNT.search(rows[at].payload)]
    if random.random() < 0.5:
        place = random.choice(amounts)
        rows[place] = rows[place].paying(_another_amount(rows[place].payload, random))
    else:
        place = random.randrange(since, len(rows))
        rows[place] = rows[place].saying(client="tset")
    return place


def _another_amount(payload: bytes, random: Random) -> bytes:
    """The same payload with another first digit in one of its amounts."""
    found = random.choice(list(AMOUNT.finditer(payload)))
    digit = random.choice([one for one in b"123456789" if one != payload[found.end() - 1]])
    return payload[: found.end() - 1] + bytes([digit]) + payload[found.end() :]


async def _edited_there(connection: Connection, random: Random, statement: str) -> None:
    """An entry's bytes as the statement puts them, and the payload that they commit to."""
    await opened(connection)
    rows = await read(connection)
    place = _edited(rows, random)
    row = rows[place]
    await connection.execute(statement, ORGANISATION, place + 1, encode(row.entry))
    version = row.entry["version"]
    await connection.execute(EDIT_PAYLOAD, ORGANISATION, row.stream, version, row.payload)


async def edit(connection: Connection, random: Random) -> None:
    """An entry's bytes and what it commits to, and nothing else."""
    await _edited_there(connection, random, EDIT)


async def edit_payload(connection: Connection, random: Random) -> None:
    """What an event says, and nothing else: one amount is another, or a space is more."""
    await opened(connection)
    rows = await read(connection)
    if random.random() < 0.5:
        row = random.choice([row for row in rows if AMOUNT.search(row.payload)])
        payload = _another_amount(row.payload, random)
    else:
        row = random.choice(rows)
        payload = row.payload + b" "
    version = row.entry["version"]
    await connection.execute(EDIT_PAYLOAD, ORGANISATION, row.stream, version, payload)


async def edit_and_rehash(connection: Connection, random: Random) -> None:
    """An entry's bytes, what it commits to and its own hash; the stream after it is left."""
    await _edited_there(connection, random, EDIT_AND_HASH)


async def edit_and_rechain(connection: Connection, random: Random) -> None:
    """An entry, and every hash of its stream after it."""
    await opened(connection)
    rows = await read(connection)
    _edited(rows, random)
    await write(connection, rows)


async def sign_with_an_own_key(connection: Connection, random: Random) -> None:
    """As before, and every checkpoint signed by a key that the list of keys does not have."""
    await edit_and_rechain(connection, random)
    await signed(connection, OWN)


async def exchange_the_keys(connection: Connection, random: Random) -> None:
    """As before, and the list of keys begins with the forger's own."""
    await sign_with_an_own_key(connection, random)
    change = KeyChange(LOG.name, 1, BEGINNING, "first", OWN.verifier, 1, None, None, "begins")
    note = change.signed(OWN)
    await connection.execute(
        "UPDATE tally.log_keys SET verifier_key = $2, note = $3, hash = $4, introduced_at = 1 "
        "WHERE organisation = $1",
        ORGANISATION, str(OWN.verifier), note, hash_of(note),
    )  # fmt: skip


async def drop_checkpoints(connection: Connection, random: Random) -> None:
    """An entry above the first checkpoint, rehashed; every checkpoint over it is gone."""
    await opened(connection)
    rows = await read(connection)
    first = await connection.fetchval("SELECT min(size) FROM tally.checkpoints")
    place = _edited(rows, random, since=first)
    await write(connection, rows)
    await connection.execute("DELETE FROM tally.checkpoints WHERE size > $1", place)


async def sign_with_the_stolen_key(connection: Connection, random: Random) -> None:
    """Edited, rehashed, and every checkpoint signed again with the log's own key."""
    await edit_and_rechain(connection, random)
    await signed(connection, LOG)


async def delete_the_tail(connection: Connection, random: Random) -> None:
    """The last commands, and the head; their checkpoints are left."""
    await opened(connection)
    rows = await read(connection)
    starts = [at for at, row in enumerate(rows) if row.entry["part"] == 0]
    await write(connection, rows[: random.choice(starts[len(starts) // 4 :])])


async def delete_the_tail_with_its_checkpoint(connection: Connection, random: Random) -> None:
    """The last commands, and all that was signed of them."""
    await delete_the_tail(connection, random)
    await connection.execute(
        "DELETE FROM tally.checkpoints AS c USING tally.heads AS h "
        "WHERE c.organisation = h.organisation AND c.size > h.position"
    )


async def delete_in_the_middle(connection: Connection, random: Random) -> None:
    """One command; what follows is numbered and chained as if it had never been."""
    await opened(connection)
    rows = await read(connection)
    gone = random.choice(rows[:-1]).entry
    key = (gone["stream"], gone["command_id"])
    await write(connection, [row for row in rows if (row.stream, row.entry["command_id"]) != key])


async def drop_a_stream(connection: Connection, random: Random) -> None:
    """Everything of one plan."""
    await opened(connection)
    rows = await read(connection)
    gone = random.choice(sorted({row.stream for row in rows}))
    await write(connection, [row for row in rows if row.stream != gone])


async def swap_two(connection: Connection, random: Random) -> None:
    """Two entries of different streams change places; each stream stays what it was."""
    await opened(connection)
    rows = await read(connection)
    pairs = [at for at in range(len(rows) - 1) if rows[at].stream != rows[at + 1].stream]
    place = random.choice(pairs)
    rows[place], rows[place + 1] = rows[place + 1], rows[place]
    await write(connection, rows)


async def forge_an_approval(connection: Connection, random: Random) -> None:
    """As web: the record's own append takes an acceptance that nobody gave, all hashes in order."""
    rows = await read(connection)
    accepted = [row for row in rows if row.entry["type"] == "PlanAccepted"]
    await _forged(connection, random, rows, random.choice(accepted))


async def forge_while_the_plan_waits(connection: Connection, random: Random) -> None:
    """As before, on the record as it was when one of the acceptances was still to come."""
    await opened(connection)
    rows = await read(connection)
    accepted = [at for at, row in enumerate(rows) if row.entry["type"] == "PlanAccepted"]
    place = random.choice(accepted)
    rows, pattern = rows[:place], rows[place]
    await write(connection, rows)
    await connection.execute("DELETE FROM tally.checkpoints WHERE size > $1", place)
    await _forged(connection, random, rows, pattern)


async def _forged(connection: Connection, random: Random, rows: list[Row], pattern: Row) -> None:
    """The acceptance of the same version by somebody who could, at the end of that stream."""
    person = random.choice(["olu", "ruth", "wen", "tom"])
    own = [row for row, entry in chained(rows) if row.stream == pattern.stream]
    last = next(entry for row, entry in reversed(chained(rows)) if row.stream == pattern.stream)
    payload = {"version": json.loads(pattern.payload)["version"], "person": person}
    at = datetime.fromisoformat(own[-1].entry["occurred_at"])
    asked = {"organisation": ORGANISATION, "stream": pattern.stream, "name": "AcceptPlan",
             "body": {"version": payload["version"]}, "actor": person, "on_behalf_of": None}  # fmt: skip
    meta = Meta(
        command_id=f"forged-{random.randrange(10**6)}", command_sha256=digest_of(asked),
        causation_id=None, correlation_id="forged", actor=person, on_behalf_of=None,
        client="test", occurred_at=at,
    )  # fmt: skip
    request = Append(
        organisation=ORGANISATION,
        stream=pattern.stream,
        expected_version=len(own),
        expected_hash=sha256(last).hexdigest(),
        events=(NewEvent(type="PlanAccepted", payload=payload, meta=meta, part=0),),
    )
    await appended(connection, request, at.astimezone(UTC))


async def move_a_signature(connection: Connection, random: Random) -> None:
    """One decision gets another's signature; all is rehashed, and signed with the stolen key."""
    await opened(connection)
    rows = await read(connection)
    places = [at for at, row in enumerate(rows) if b'"signature":{' in row.payload]
    here, there = random.sample(places, 2)
    payload = json.loads(rows[here].payload)
    payload["signature"] = json.loads(rows[there].payload)["signature"]
    rows[here] = rows[here].paying(encode(payload))
    await write(connection, rows)
    await signed(connection, LOG)


async def show_another_root(connection: Connection, random: Random) -> None:
    """As web: a signer is shown a root that the log never had, and signs; all else is in order."""
    given = random.choice(signed_on_a_checkpoint())
    before = _evidence(given).manifest.witnessed
    assert before
    await sign_on(connection, given, Witnessed(size=before.size, root=random.randbytes(32).hex()))


async def sign_on(connection: Connection, given: Given, shown: Witnessed) -> None:
    """The same command, signed by the same passkey on that checkpoint; then with the stolen key."""
    await opened(connection)
    rows = await read(connection)
    manifest = _evidence(given).manifest.model_copy(update={"witnessed": shown})
    proof = asserted(manifest, year().passkeys[manifest.signer.person])
    again = replace(given, command=given.command.model_copy(update={"signature": proof}))
    for at, row in enumerate(rows):
        if row.entry["command_id"] == given.command_id:
            rows[at] = _repeating(row, again)
    await write(connection, rows)
    await signed(connection, LOG)


def signed_on_a_checkpoint() -> list[Given]:
    """What was signed once there was a checkpoint to show."""
    every = [one for one in year().given if getattr(one.command, "signature", None)]
    return [one for one in every if _evidence(one).manifest.witnessed]


def _evidence(given: Given) -> SignatureEvidence:
    return given.command.signature  # type: ignore[attr-defined, no-any-return]


def _repeating(row: Row, given: Given) -> Row:
    payload = json.loads(row.payload)
    if "signature" in payload:
        payload["signature"] = given.command.model_dump(mode="json")["signature"]
    return row.saying(command_sha256=envelope_of(given).sha256).paying(encode(payload))


BY_WEB = {"forge an approval as web", "forge one while the plan waits"}
"""The notary signs it as it signs everything that is appended."""

TAMPERINGS: dict[str, Tampering] = {
    "edit": edit,
    "edit a payload": edit_payload,
    "edit and re-hash": edit_and_rehash,
    "edit and re-hash the stream": edit_and_rechain,
    "and re-sign with an own key": sign_with_an_own_key,
    "and exchange the list of keys": exchange_the_keys,
    "drop checkpoints": drop_checkpoints,
    "re-sign all with the stolen key": sign_with_the_stolen_key,
    "delete the tail": delete_the_tail,
    "delete the tail with its checkpoint": delete_the_tail_with_its_checkpoint,
    "delete in the middle and renumber": delete_in_the_middle,
    "drop a whole stream": drop_a_stream,
    "swap two": swap_two,
    "forge an approval as web": forge_an_approval,
    "forge one while the plan waits": forge_while_the_plan_waits,
    "move a signature": move_a_signature,
    "another root in a manifest": show_another_root,
}
