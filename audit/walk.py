"""The passage of a log past the checks that need it whole: block by block, closely where it must be.

What is at a glance as it should be is taken so; anything else goes entry by entry past the checks,
which tell what is wrong with it.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import NamedTuple

import asyncpg

from audit import blocks, processes
from audit.blocks import Block, Glance, block_at
from audit.checks.log import ENTRIES, LogCheck
from audit.checks.witness import WitnessCheck
from store.pool import Connection

PAGE = 2_000
SHAPE = """
    SELECT count(*) AS entries, min(position) AS first, max(position) AS last
    FROM tally.events WHERE organisation = $1
"""
STRETCH = """
    SELECT position, stream, version, part, type, command_id, command_sha256, prev, hash, entry
    FROM tally.events WHERE organisation = $1 AND position > $2 AND position <= $3 ORDER BY position
"""
MANY = 50_000
"""Entries from which on other processes are worth their start."""

Look = Callable[[Glance], Awaitable[Block | None]]
Passed = Callable[[int], None]
"""Told how many entries have gone by."""


class _Ahead(NamedTuple):
    """A block that is being looked at, and the checkpoints over it."""

    asked: Glance
    said: dict[int, asyncpg.Record]
    looking: asyncio.Future[Block | None]


@dataclass(frozen=True)
class Walk:
    """One passage; `url` is where other processes find the same database, if they may help."""

    connection: Connection
    organisation: str
    entries: LogCheck
    witness: WitnessCheck
    url: str | None = None
    is_chain_only: bool = False

    async def whole(self, passed: Passed) -> None:
        """Every entry there is, to the last."""
        shape = await self.connection.fetchrow(SHAPE, self.organisation)
        count = shape["entries"] if shape else 0
        if shape and (shape["first"], shape["last"]) == (1, count):
            async with self._eyes(count) as (look, ahead):
                await self._blocks(count, look, ahead, passed)
        else:
            await self._closely(passed)

    @asynccontextmanager
    async def _eyes(self, count: int) -> AsyncIterator[tuple[Look, int]]:
        """Who looks at blocks, and how many of them at a time before they are needed."""
        if self.url is None or count < MANY:
            yield (lambda asked: block_at(self.connection, asked)), 0
            return
        snapshot = await self.connection.fetchval("SELECT pg_export_snapshot()")
        async with processes.several(self.url, snapshot) as look:
            yield look, 2 * processes.SEVERAL

    async def _blocks(self, count: int, look: Look, ahead: int, passed: Passed) -> None:
        waiting = deque[_Ahead]()
        try:
            for after in range(0, count, blocks.SIZE):
                entries = min(blocks.SIZE, count - after)
                said = await self.witness.due(self.connection, after, entries)
                marks = tuple(sorted(said.keys() | self.witness.marked(after, entries)))
                asked = Glance(self.organisation, after, entries, marks, self.is_chain_only)
                waiting.append(_Ahead(asked, said, asyncio.ensure_future(look(asked))))
                if len(waiting) > ahead:
                    await self._next(waiting.popleft(), passed)
            while waiting:
                await self._next(waiting.popleft(), passed)
        finally:
            for one in waiting:
                one.looking.cancel()

    async def _next(self, ahead: _Ahead, passed: Passed) -> None:
        asked, said, looking = ahead
        block = await looking
        is_next = self.witness.tree.size == asked.after
        if block and is_next and self.entries.follow(block, asked.entries):
            self.witness.block(block, said)
        else:
            last = asked.after + asked.entries
            rows = await self.connection.fetch(STRETCH, self.organisation, asked.after, last)
            self.entries.page(rows)
            self.witness.page(rows, await self._due(len(rows)))
        passed(self.witness.tree.size)

    async def _closely(self, passed: Passed) -> None:
        cursor = await self.connection.cursor(ENTRIES, self.organisation)
        while rows := await cursor.fetch(PAGE):
            self.entries.page(rows)
            self.witness.page(rows, await self._due(len(rows)))
            passed(self.witness.tree.size)

    async def _due(self, entries: int) -> dict[int, asyncpg.Record]:
        return await self.witness.due(self.connection, self.witness.tree.size, entries)
