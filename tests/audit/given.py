"""Logs to be witnessed: real entries by the store's own append, and a notary over them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import asyncpg

from audit.held import Holding
from audit.keyring import Keyring
from audit.notary import Notary
from audit.note import Checkpoint, Signer
from store.append import append
from store.canonical import digest_of
from store.model import GENESIS, Append, Meta, NewEvent
from store.pool import Connection, Pool, open_pool

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
LOG_NAME = "plans.example.com"


async def record(
    pool: Pool,
    *names: str,
    organisation: str = "halden",
    kind: str = "StretchTargetProposed",
    at: datetime = NOW,
) -> None:
    """A stream of one event for each name, a unit's where it is no stream's."""
    for name in names:
        await append(pool, _append(name, organisation, kind), recorded_at=at)


def _append(name: str, organisation: str, kind: str) -> Append:
    meta = Meta(
        command_id=f"c-{name}",
        command_sha256=digest_of({"command": name}),
        causation_id=None,
        correlation_id="fy27",
        actor="mara.lind",
        on_behalf_of=None,
        client="test",
        occurred_at=NOW,
    )
    event = NewEvent(type=kind, payload={"amount": "1.00"}, part=0, meta=meta)
    return Append(
        organisation=organisation,
        stream=name if "/" in name else f"unit/fy27/{name}",
        expected_version=0,
        expected_hash=GENESIS,
        events=(event,),
    )


def numbered(first: int, last: int) -> tuple[str, ...]:
    return tuple(f"u{number}" for number in range(first, last + 1))


@dataclass(frozen=True)
class House:
    """Where a notary lives, and the database that it looks at."""

    url: str
    folder: Path

    @property
    def keyring(self) -> Keyring:
        return Keyring(self.folder / "own")

    @property
    def holding(self) -> Holding:
        return Holding(self.folder / "own", self.folder / "outside")

    @property
    def outside(self) -> str:
        return (self.folder / "outside" / "halden.jsonl").read_text(encoding="utf-8")

    @asynccontextmanager
    async def notary(self) -> AsyncIterator[Notary]:
        """As a process that has just started."""
        self.keyring.read_or_make(LOG_NAME, is_new=self.holding.is_empty)
        pool = await open_pool(self.url, "tally_notary", max_size=1)
        try:
            yield Notary(pool, self.keyring, self.holding)
        finally:
            await pool.close()

    async def looked(self) -> Notary:
        """A notary that has looked once and ended."""
        async with self.notary() as notary:
            await notary.look()
        return notary

    @asynccontextmanager
    async def undone(self) -> AsyncIterator[Connection]:
        """A connection of the superuser's; whatever is done on it is undone."""
        connection = await asyncpg.connect(self.url)
        tampering = connection.transaction(isolation="repeatable_read")
        await tampering.start()
        try:
            yield connection
        finally:
            await tampering.rollback()
            await connection.close()

    async def rows(self, query: str) -> list[asyncpg.Record]:
        connection = await asyncpg.connect(self.url)
        try:
            return await connection.fetch(query)
        finally:
            await connection.close()

    async def tampered(self, *statements: str) -> None:
        """As who owns the server: triggers off, constraints gone."""
        connection = await asyncpg.connect(self.url)
        try:
            for table in ("events", "heads", "checkpoints", "log_keys"):
                await connection.execute(f"ALTER TABLE tally.{table} DISABLE TRIGGER ALL")
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    async def say(self, checkpoint: Checkpoint, signer: Signer) -> None:
        """A checkpoint in the database that the notary knows nothing of."""
        connection = await asyncpg.connect(self.url)
        try:
            await connection.execute(
                "INSERT INTO tally.checkpoints (organisation, size, root, note, key_name, key_id) "
                "VALUES ('halden', $1, $2, $3, $4, $5)",
                checkpoint.size,
                checkpoint.root,
                checkpoint.signed(signer),
                signer.name,
                signer.verifier.id,
            )
        finally:
            await connection.close()

    async def sizes(self) -> list[int]:
        rows = await self.rows("SELECT size FROM tally.checkpoints ORDER BY size")
        return [row["size"] for row in rows]
