"""What one decision costs both stores: history events and bytes, and statements of PostgreSQL."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import asyncpg
from bare import Bare
from plans import TURN, Plans, workflow_id
from rounds import Lane, Shape
from temporalio.client import Client

from runtime.postgres import EmbeddedPostgres

STATEMENT = re.compile(r" LOG:  (statement|execute [^:]*): ")


@dataclass(frozen=True)
class Cost:
    """Per decision; a statement of PostgreSQL is a round trip."""

    what: str
    history_events: float
    history_bytes: float
    statements: float


class Counting:
    """Counts around decisions that are made while nobody else makes any."""

    def __init__(self, client: Client, postgres: EmbeddedPostgres) -> None:
        self._client = client
        self._postgres = postgres

    async def all(self, bare: Bare, plans: Plans) -> tuple[Cost, ...]:
        await self._set_logging("all")
        costs = (await self.bare(bare), await self.real(plans, 1), await self.real(plans, 10))
        await self._set_logging("none")
        return costs

    async def bare(self, side: Bare) -> Cost:
        (lane,) = await side.lanes(Shape(1, 1))
        (handle,) = side.running
        cost = await self._counted("bare, one in flight", handle.id, [lane])
        await side.end()
        return cost

    async def real(self, plans: Plans, in_flight: int) -> Cost:
        lanes = await plans.lanes(Shape(1, in_flight))
        (unit,) = plans.running
        named = {1: "real, one in flight"}.get(in_flight, f"real, {in_flight} in flight")
        cost = await self._counted(named, workflow_id(unit), lanes)
        await plans.end()
        return cost

    async def _counted(self, what: str, run: str, lanes: list[Lane]) -> Cost:
        await _turn(lanes)  # connections learn their statements once
        events, size = await self._history(run)
        statements = self._statements()
        await _turn(lanes)
        made = TURN * len(lanes)
        statements_after = self._statements()
        events_after, size_after = await self._history(run)
        return Cost(
            what=what,
            history_events=(events_after - events) / made,
            history_bytes=(size_after - size) / made,
            statements=(statements_after - statements) / made,
        )

    async def _history(self, run: str) -> tuple[int, int]:
        handle = self._client.get_workflow_handle(run)
        sizes = [event.ByteSize() async for event in handle.fetch_history_events()]
        return len(sizes), sum(sizes)

    def _statements(self) -> int:
        return len(STATEMENT.findall(self._postgres.log.read_text(errors="replace")))

    async def _set_logging(self, which: str) -> None:
        connection = await asyncpg.connect(self._postgres.url)
        await connection.execute(f"ALTER SYSTEM SET log_statement = '{which}'")
        await connection.execute("SELECT pg_reload_conf()")
        await connection.close()
        await asyncio.sleep(0.5)  # every session hears of it at its next command


async def _turn(lanes: list[Lane]) -> None:
    await asyncio.gather(*(_times(TURN, lane) for lane in lanes))


async def _times(number: int, lane: Callable[[], Awaitable[None]]) -> None:
    for _ in range(number):
        await lane()
