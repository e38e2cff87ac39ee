"""Bring each organisation's lost tail back: one transaction each, in which nobody else appends."""

from __future__ import annotations

from dataclasses import dataclass

import asyncpg

from audit.held import Held
from audit.histories import Histories
from audit.outside import Outside
from audit.published import Mismatch, newest, publish
from audit.tail import Contradicted, Tail, tail_of
from store.pool import Connection
from store.restore import AS_OWNER, TailUnfit, restore

LOCK = "SELECT position FROM tally.heads WHERE organisation = $1 FOR UPDATE"


@dataclass(frozen=True)
class Outcome:
    """What became of one organisation's record."""

    organisation: str
    brought_back: int = 0
    checkpoints: int = 0
    refused: str | None = None

    @property
    def words(self) -> str:
        if self.refused:
            return f"{self.organisation}: nothing was brought back. {self.refused}"
        if not self.brought_back and not self.checkpoints:
            return f"{self.organisation}: nothing is missing."
        return (
            f"{self.organisation}: {self.brought_back:,} entries and {self.checkpoints:,} "
            "checkpoints brought back."
        )


async def restore_all(url: str, histories: Histories, outside: Outside) -> list[Outcome]:
    """Every organisation that histories speak of; one that is refused stops no other."""
    connection = await asyncpg.connect(url, server_settings={"timezone": "UTC"})
    try:
        return [
            await _one(connection, name, histories, outside)
            for name in sorted(histories.organisations)
        ]
    finally:
        await connection.close()


async def _one(
    connection: Connection, organisation: str, histories: Histories, outside: Outside
) -> Outcome:
    try:
        async with connection.transaction():
            await connection.execute(AS_OWNER)
            await connection.execute(LOCK, organisation)
            tail = await tail_of(connection, organisation, histories, outside)
            await restore(connection, organisation, tail.head, tail.entries)
            said = await _say_again(connection, tail)
    except (Contradicted, TailUnfit, Mismatch) as refused:
        return Outcome(organisation, refused=str(refused))
    return Outcome(organisation, len(tail.entries), said)


async def _say_again(connection: Connection, tail: Tail) -> int:
    """Checkpoints that were handed outside, and that the record lost with its end."""
    last = await newest(connection, tail.organisation)
    lost = {
        claim.note: claim
        for claim in tail.claims
        if claim.checkpoint.size > (last[0] if last else 0)
    }
    for claim in lost.values():
        await publish(
            connection,
            Held(
                organisation=tail.organisation,
                size=claim.checkpoint.size,
                root=claim.checkpoint.root.hex(),
                last="",
                frontier=(),
                note=claim.note,
                keys=tail.keys_at(claim),
            ),
        )
    return len(lost)
