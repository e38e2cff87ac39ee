"""A quarter of the teams after another: how fast, beside the core bench, and what stays in memory."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import plans
from people import AT_ONCE
from pydantic import SecretStr
from rounds import Effort, Lane, Shape, drive
from up import Stack

from runtime import temporal_client
from runtime.settings import Settings
from store.pool import Pool, open_pool

QUARTERS = 4
WARM = 1.0
SETTLED = 1.0
"""MiB that a process may still move by from one second to the next, once it is at rest."""

WATCHED = ("worker", "web")
RECORDED = """
    SELECT count(*) FROM (
        SELECT DISTINCT stream, command_id FROM tally.events WHERE organisation = $1
    ) AS commands
"""
FINISHED = "SELECT count(*) FROM read_models.sellers WHERE organisation = $1 AND stage = 'closed'"


@dataclass(frozen=True)
class Rate:
    """Decisions on the record a second, and each part's milliseconds of CPU for each of them."""

    decisions: float
    cpu: dict[str, float]


@dataclass(frozen=True)
class Quarter:
    """One of the teams, the core bench right after it; `memory` is MiB resident by then.

    `finished` counts the plans of sellers that were closed before it.
    """

    units: int
    finished: int
    cycle: Rate
    core: Rate
    memory: dict[str, float]

    @property
    def ratio(self) -> float:
        return self.cycle.decisions / self.core.decisions

    @property
    def cpu_ratio(self) -> float:
        return sum(self.core.cpu.values()) / sum(self.cycle.cpu.values())


def quarters(teams: tuple[str, ...]) -> Sequence[tuple[str, ...]]:
    each = max(1, -(-len(teams) // QUARTERS))
    return [teams[first : first + each] for first in range(0, len(teams), each)]


@dataclass(frozen=True)
class Measuring:
    """The core bench's own side against a stack's servers and worker, and a reader of its record.

    `core` is as many plans as there are requests in flight, one decision in flight on each. They
    are the same in each quarter: a worker keeps what was terminated until something takes its room.
    """

    stack: Stack
    organisation: str
    pool: Pool
    core: list[Lane]
    seconds: float

    async def quarter(self, units: int, play: Callable[[], Awaitable[object]]) -> Quarter:
        finished = await self.count(FINISHED)
        cycle = await self._rate(self.organisation, play)
        memory = {name: await self._at_rest(name) for name in WATCHED}
        core = await self._core()
        return Quarter(units, finished, cycle, core, memory)

    async def count(self, query: str, organisation: str | None = None) -> int:
        return int(await self.pool.fetchval(query, organisation or self.organisation))

    async def _rate(self, organisation: str, play: Callable[[], Awaitable[object]]) -> Rate:
        before = await self.count(RECORDED, organisation)
        cpu, begun = self.stack.cpu(), time.perf_counter()
        await play()
        seconds, after = time.perf_counter() - begun, self.stack.cpu()
        decisions = await self.count(RECORDED, organisation) - before
        each = {name: 1000 * (after[name] - cpu[name]) / decisions for name in after}
        return Rate(decisions / seconds, each)

    async def _core(self) -> Rate:
        def drives(seconds: float) -> Awaitable[object]:
            return drive(self.core, Effort(seconds=seconds, warm=0.0, cpu=lambda: 0.0))

        await drives(WARM)
        return await self._rate(plans.ORGANISATION, lambda: drives(self.seconds))

    async def _at_rest(self, name: str) -> float:
        before, now = 0.0, self.stack.memory(name)
        while abs(now - before) > SETTLED:
            await asyncio.sleep(1)
            before, now = now, self.stack.memory(name)
        return now


@asynccontextmanager
async def measuring(stack: Stack, organisation: str, seconds: float) -> AsyncIterator[Measuring]:
    url = str(stack.addresses.database)
    settings = Settings(
        database_url=SecretStr(url), temporal_address=stack.addresses.temporal, state=stack.state
    )
    client = await temporal_client.connect(settings)
    pool = await open_pool(url, "tally_writer")  # its queries are not counted among those of pages
    try:
        core = await plans.Plans(client, pool).lanes(Shape(AT_ONCE, 1))
        yield Measuring(stack, organisation, pool, core, seconds)
    finally:
        await pool.close()
