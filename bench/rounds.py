"""Rounds of load: so many workflows with so many decisions in flight each, timed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Protocol

Lane = Callable[[], Awaitable[None]]
"""Makes one decision, and returns once it is answered."""


@dataclass(frozen=True)
class Shape:
    workflows: int
    in_flight: int

    @classmethod
    def read(cls, text: str) -> Shape:
        """From `20x1`: twenty workflows with one decision in flight each."""
        workflows, _, in_flight = text.partition("x")
        return cls(workflows=int(workflows), in_flight=int(in_flight or 1))

    def __str__(self) -> str:
        return f"{self.workflows}x{self.in_flight}"


class Side(Protocol):
    """What is measured: the real plans, or the bare workflow beside them."""

    @property
    def name(self) -> str: ...

    async def lanes(self, shape: Shape) -> list[Lane]: ...

    async def end(self) -> None: ...


@dataclass(frozen=True)
class Round:
    """What one side did in one round: decisions a second, latencies in milliseconds.

    `cpu` is the milliseconds of a core that all processes together took for each decision: on a
    machine that others use too, it moves less than the rate does.
    """

    rate: float
    p50: float
    p95: float
    cpu: float


@dataclass(frozen=True)
class Effort:
    """How long a round warms up and is measured, in seconds, and what tells the CPU time so far."""

    seconds: float
    warm: float
    cpu: Callable[[], float]


@dataclass(frozen=True)
class Compared:
    """One shape: the real side and the bare one, round by round."""

    shape: Shape
    real: tuple[Round, ...]
    bare: tuple[Round, ...]

    @property
    def ratios(self) -> tuple[float, ...]:
        return tuple(r.rate / b.rate for r, b in zip(self.real, self.bare, strict=True))

    @property
    def ratio(self) -> float:
        return median(self.ratios)

    @property
    def cpu_ratio(self) -> float:
        """Of the bare side's CPU time to the real one's: what the ratio is bound by."""
        return median(b.cpu / r.cpu for r, b in zip(self.real, self.bare, strict=True))


def middle(rounds: Sequence[Round]) -> Round:
    """The median of each figure by itself."""
    return Round(
        rate=median(one.rate for one in rounds),
        p50=median(one.p50 for one in rounds),
        p95=median(one.p95 for one in rounds),
        cpu=median(one.cpu for one in rounds),
    )


async def compare(
    shape: Shape, bare: Side, real: Side, effort: Effort, *, rounds: int
) -> AsyncIterator[Compared]:
    """What is known of a shape after each round, the bare side going first."""
    measured: dict[str, list[Round]] = {bare.name: [], real.name: []}
    for _ in range(rounds):
        for side in (bare, real):
            lanes = await side.lanes(shape)
            measured[side.name].append(await drive(lanes, effort))
            await side.end()
        yield Compared(shape, tuple(measured[real.name]), tuple(measured[bare.name]))


async def drive(lanes: Sequence[Lane], effort: Effort) -> Round:
    """Keep every lane busy, and look at what is answered once it is warm."""
    answered: list[tuple[float, float]] = []
    over = asyncio.Event()

    async def follow(lane: Lane) -> None:
        while not over.is_set():
            begun = time.perf_counter()
            await lane()
            ended = time.perf_counter()
            answered.append((ended, ended - begun))

    async with asyncio.TaskGroup() as group:
        for lane in lanes:
            group.create_task(follow(lane))
        await asyncio.sleep(effort.warm)
        opens, cpu = time.perf_counter(), effort.cpu()
        await asyncio.sleep(effort.seconds)
        closes, cpu = time.perf_counter(), effort.cpu() - cpu
        over.set()
    return _round([took for at, took in answered if opens <= at < closes], closes - opens, cpu)


def _round(latencies: list[float], seconds: float, cpu: float) -> Round:
    if len(latencies) < 2:
        raise ValueError("a round is too short: fewer than two decisions were answered in it")
    percentiles = quantiles(latencies, n=20, method="inclusive")
    return Round(
        rate=len(latencies) / seconds,
        p50=1000 * median(latencies),
        p95=1000 * percentiles[-1],
        cpu=1000 * cpu / len(latencies),
    )
