"""Entry of `make bench`: the real way of a decision beside a bare Update, in one run."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import report
from bare import Bare
from cost import Counting
from plans import Plans
from rich.console import Console
from rounds import Compared, Effort, Shape, compare
from servers import Servers, migrated, postgres_in, serving

from runtime import temporal_client
from store.pool import open_pool

SHAPES = "1x1 20x1 100x1 4x10"
QUICK = {"rounds": 3, "seconds": 1.5, "warm": 0.7}
FULL = {"rounds": 5, "seconds": 5.0, "warm": 1.5}


def main(words: Sequence[str]) -> None:
    asked = _asked(words)
    console = Console(stderr=True, highlight=False)
    with ExitStack() as opened:
        folder = asked.state or Path(
            opened.enter_context(tempfile.TemporaryDirectory(prefix="tally-bench-"))
        )
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o711)  # as root, PostgreSQL runs as another user
        postgres = opened.enter_context(postgres_in(folder))
        asyncio.run(migrated(postgres))
        servers = opened.enter_context(serving(folder, postgres))
        found = asyncio.run(_measured(servers, asked, console))
    if asked.json is not None:
        asked.json.write_text(report.as_json(found) + "\n", encoding="utf-8")
    report.show(found, Console())


def _asked(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="about a minute; figures are rough")
    parser.add_argument("--shapes", default=SHAPES, help=f"workflows x in flight: {SHAPES!r}")
    parser.add_argument("--rounds", type=int, help="of each side, alternating")
    parser.add_argument("--seconds", type=float, help="measured in each round")
    parser.add_argument("--warm", type=float, help="seconds of load before each round")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    parser.add_argument("--state", type=Path, help="keep the servers' files in this folder")
    asked = parser.parse_args(words)
    for name, value in (QUICK if asked.quick else FULL).items():
        if getattr(asked, name) is None:
            setattr(asked, name, value)
    return asked


async def _measured(servers: Servers, asked: argparse.Namespace, console: Console) -> report.Found:
    begun = report.load_average()
    client = await temporal_client.connect(servers.settings)
    reader = await open_pool(servers.postgres.url, "tally_reader")
    bare, plans = Bare(client), Plans(client, reader)
    try:
        costs = await Counting(client, servers.postgres).all(bare, plans)
        effort = Effort(seconds=asked.seconds, warm=asked.warm, cpu=servers.cpu)
        compared = [
            await _compared(
                compare(Shape.read(text), bare, plans, effort, rounds=asked.rounds), console
            )
            for text in asked.shapes.split()
        ]
        facts = await report.facts(client, reader, servers, begun)
    finally:
        await reader.close()
    return report.Found(
        facts=facts, compared=tuple(compared), costs=costs, rounds=asked.rounds,
        seconds=asked.seconds,
    )  # fmt: skip


async def _compared(rounds: AsyncIterator[Compared], console: Console) -> Compared:
    so_far = None
    async for so_far in rounds:
        real, bare = so_far.real[-1], so_far.bare[-1]
        console.print(
            f"{so_far.shape!s:>6}  round {len(so_far.real)}: real {real.rate:6.1f}/s, "
            f"bare {bare.rate:6.1f}/s, ratio {so_far.ratios[-1]:.2f}"
        )
    if so_far is None:
        raise SystemExit("--rounds is at least 1")
    return so_far


if __name__ == "__main__":
    main(sys.argv[1:])
