"""Run by `make bench`: 1,000 sellers in 150 units through a cycle, on all that `make up` starts.

Everything goes through the public API: kick-off, proposals down the tree, agreement, signatures, and
each seller's plan through its three sittings. It goes by quarters of the teams, and a quarter's plans
are finished before the next begins: what a process then holds more of is what finished plans leave.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from statistics import median

import overviews
import up
from company import THOUSAND_SELLERS, Size, company
from httpx import AsyncClient
from httpx_aiohttp import AiohttpTransport
from kickoff import kick_off
from overviews import Overview, Where
from people import People, together
from quarters import RECORDED, Measuring, Quarter, measuring, quarters
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from sittings import Loops

ORGANISATION = "thousand"
AIMED_AT = 0.8
"""Of the core bench's decisions a second."""

SMALL = Size(regions=1, teams=4, sellers=8)


@dataclass
class Found:
    """All that one run measured."""

    size: Size
    decisions: int = 0
    again: int = 0
    looked: int = 0
    quarters: list[Quarter] = field(default_factory=list)
    overviews: tuple[Overview, ...] = ()


def main(words: Sequence[str]) -> None:
    asked = _asked(words)
    size = SMALL if asked.small else Size(asked.regions, asked.teams, asked.sellers)
    with ExitStack() as opened:
        folder = asked.state or Path(
            opened.enter_context(tempfile.TemporaryDirectory(prefix="tally-bench-"))
        )
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o711)  # as root, PostgreSQL runs as another user
        stack = opened.enter_context(up.running(folder / "state"))
        found = asyncio.run(_measured(stack, size, asked))
    if asked.json is not None:
        asked.json.write_text(json.dumps(asdict(found)) + "\n", encoding="utf-8")
    console = Console(highlight=False)
    console.print(_table(found))
    console.print(_cpu(found))
    console.print(overviews.table(found.overviews))


def _asked(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    whole = THOUSAND_SELLERS
    parser.add_argument("--small", action="store_true", help="8 sellers: to see that it runs")
    parser.add_argument("--regions", type=int, default=whole.regions)
    parser.add_argument("--teams", type=int, default=whole.teams)
    parser.add_argument("--sellers", type=int, default=whole.sellers)
    parser.add_argument("--seconds", type=float, default=5.0, help="of a round of the core bench")
    parser.add_argument("--times", type=int, default=20, help="each overview for each reader")
    parser.add_argument("--state", type=Path, help="keep the stack's files in this empty folder")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    return parser.parse_args(words)


async def _measured(stack: up.Stack, size: Size, asked: argparse.Namespace) -> Found:
    made, found = company(size), Found(size)
    async with _http(stack) as http, measuring(stack, ORGANISATION, asked.seconds) as measure:
        people = People(http, ORGANISATION)
        await _cycle(Loops(people, made), measure, found)
        found.again, found.looked = people.again, people.looked
        found.decisions = await measure.count(RECORDED)
        where = Where(
            http, str(stack.addresses.database), stack.state / "postgres.log", ORGANISATION
        )
        found.overviews = await overviews.measured(where, made, asked.times)
    return found


@asynccontextmanager
async def _http(stack: up.Stack) -> AsyncIterator[AsyncClient]:
    headers = {"Tally-Key": stack.key, "Accept-Encoding": "identity"}
    # With its own transport httpx takes seven times the CPU, on the two cores that are measured.
    transport = AiohttpTransport()
    async with AsyncClient(
        base_url=stack.addresses.api, headers=headers, timeout=120, transport=transport
    ) as http:
        yield http


async def _cycle(loops: Loops, measure: Measuring, found: Found) -> None:
    made = loops.made
    with Progress(console=Console(stderr=True, highlight=False)) as progress:
        bar = progress.add_task("units", total=1 + len(made.regions + made.teams))
        done = partial(progress.advance, bar)
        await kick_off(loops.people, made)
        await together(("sales",), loops.above, done)
        await together(made.regions, loops.above, done)
        before: tuple[str, ...] = ()
        for teams in quarters(made.teams):
            await together(before, loops.end, lambda: None)
            played = partial(together, teams, loops.team, done)
            found.quarters.append(await measure.quarter(len(teams), played))
            progress.console.print(_told(found.quarters[-1]))
            before = teams


def _told(one: Quarter) -> str:
    memory = ", ".join(f"{name} {mib:.0f} MiB" for name, mib in one.memory.items())
    return (
        f"{one.units} teams at {one.cycle.decisions:.1f} decisions/s, core "
        f"{one.core.decisions:.1f}, {one.finished} plans finished before; {memory}"
    )


def _table(found: Found) -> Table:
    size = found.size
    units = 1 + size.regions + size.teams
    table = Table(
        "teams", "finished before", "decisions/s", "core/s", "ratio", "of CPU", "worker MiB",
        "web MiB", title=f"{size.sellers} sellers in {units} units, {found.decisions} decisions, "
        f"{found.again} asked again, {found.looked} looks at what was waited for",
        caption=f"ratio {median(one.ratio for one in found.quarters):.2f}, aimed at {AIMED_AT}",
    )  # fmt: skip
    for one in found.quarters:
        rates = f"{one.cycle.decisions:.1f}", f"{one.core.decisions:.1f}"
        ratios = f"{one.ratio:.2f}", f"{one.cpu_ratio:.2f}"
        memory = (f"{mib:.0f}" for mib in one.memory.values())
        table.add_row(str(one.units), str(one.finished), *rates, *ratios, *memory)
    return table


def _cpu(found: Found) -> Table:
    parts = found.quarters[-1].cycle.cpu
    table = Table("", *parts, title="ms of CPU for each decision, medians of the quarters")
    for name, rates in (
        ("the cycle", [one.cycle for one in found.quarters]),
        ("core", [one.core for one in found.quarters]),
    ):
        each = (median(one.cpu[part] for one in rates) for part in parts)
        table.add_row(name, *(f"{ms:.1f}" for ms in each))
    return table


if __name__ == "__main__":
    main(sys.argv[1:])
