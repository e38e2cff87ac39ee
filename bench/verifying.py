"""Run by `make bench`: reading, verifying and folding a long record, beside what could be had instead.

One generated record, one server. Times are of the clock and of the CPU of this process and those it
starts, the server's not counted; rates of a shared machine drift, so each round takes every side in
turn, and the ratios are of medians. What is compared with is one plain process: it reads with the same
driver from the same server, or decodes what is in memory already. Verifying and folding use two, so
by the clock they are a fair share better on two free cores than of CPU.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from statistics import median

import asyncpg
import folding
import record
from peer import Peer
from plans import ORGANISATION
from rich.console import Console
from rich.table import Table
from servers import postgres_in

from audit.bundle import OFFLINE, Selection, take
from audit.report import Report
from audit.verify import Depth, Wanted, verify
from domain.aggregates import UNIT
from runtime.postgres import EmbeddedPostgres
from store.migrate import migrate
from store.pool import Connection

EVENTS, FEW = 200_000, 10
PEER_UNITS = 150
PAGE = 5_000
BARE = "SELECT hash, entry FROM tally.events WHERE organisation = $1 ORDER BY position"
KEPT = """
    SELECT e.type, p.payload
    FROM tally.events AS e JOIN tally.payloads AS p USING (organisation, stream, version)
    WHERE organisation = $1 ORDER BY stream, e.version LIMIT 50000
"""
Side = Callable[[], Awaitable[None]]


@dataclass
class Times:
    """One side's rounds, in microseconds for each event."""

    events: int
    clock: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    async def take(self, side: Side) -> None:
        clock, cpu = time.perf_counter(), sum(os.times()[:4])
        await side()
        self.clock.append((time.perf_counter() - clock) / self.events * 1e6)
        self.cpu.append((sum(os.times()[:4]) - cpu) / self.events * 1e6)


class Sides:
    """What is measured, on one record."""

    def __init__(self, connection: Connection, url: str, peer: Peer, events: int) -> None:
        self._connection, self._url, self._peer = connection, url, peer
        self._events = events
        self._kept: list[tuple[str, bytes]] = []

    async def kept(self) -> None:
        """Some payloads in memory, for the decoding alone."""
        rows = await self._connection.fetch(KEPT, ORGANISATION)
        self._kept = [(row["type"], row["payload"]) for row in rows]

    @property
    def decoded(self) -> int:
        return len(self._kept)

    async def bare(self) -> None:
        """Read the entries, and hash them: a plain loop."""
        async with self._connection.transaction(isolation="repeatable_read", readonly=True):
            cursor = await self._connection.cursor(BARE, ORGANISATION)
            while rows := await cursor.fetch(PAGE):
                for digest, entry in rows:
                    if sha256(entry).digest() != digest:
                        raise SystemExit("the record was generated wrong")

    async def chain(self) -> None:
        await self._verified("chain", self._url)

    async def chain_here(self) -> None:
        await self._verified("chain", None)

    async def log(self) -> None:
        await self._verified("log", self._url)

    async def _verified(self, depth: Depth, url: str | None) -> None:
        _refuse(await verify(self._connection, Wanted(ORGANISATION, depth=depth, url=url)))

    async def decode(self) -> None:
        """Pydantic alone."""
        for kind, payload in self._kept:
            UNIT.events[kind].model_validate_json(payload)

    async def folded(self) -> None:
        """Read stream by stream, verify chain and payload, decode, fold."""
        await self._folded(is_verified=True)

    async def unverified(self) -> None:
        """The same, but that nothing is verified."""
        await self._folded(is_verified=False)

    async def _folded(self, *, is_verified: bool) -> None:
        events = await folding.folded(self._connection, self._url, is_verified=is_verified)
        if events != self._events:
            raise SystemExit(f"{events} events were folded of {self._events}")

    async def peer(self) -> None:
        self._peer.fold()

    async def ruled(self) -> None:
        self._peer.fold_by_rules()


def _refuse(report: Report) -> None:
    if not report.valid:
        raise SystemExit(f"the record was generated wrong: {sorted(report.found)}")


NAMES = {
    "bare": "read, and hash each entry, alone",
    "chain": "read + verify: chain, tree, checkpoints; two processes",
    "chain_here": "the same in one process",
    "log": "read + verify V01 to V07, V09 to V13; two processes",
    "decode": "pydantic's decoding alone",
    "folded": "read + verify + decode + fold, two processes",
    "unverified": "read + decode + fold, nothing verified, two processes",
    "peer": "eventsourcing: read + fold, each event only written down",
    "ruled": "eventsourcing: read + decode + fold, by the same rules",
}
RATIOS = (
    ("read + verify, to reading and hashing", "bare", "chain", 0.8),
    ("the same in one process", "bare", "chain_here", None),
    ("with V01, V03 and V07, two processes", "bare", "log", None),
    ("read + verify + decode + fold, to decoding", "decode", "folded", 0.5),
    ("read + verify + decode + fold, to eventsourcing", "peer", "folded", 6.0),
    ("the same, where both fold by the same rules", "ruled", "folded", None),
    ("the same, where neither verifies either", "ruled", "unverified", 6.0),
)


async def measured(server: EmbeddedPostgres, asked: argparse.Namespace) -> dict[str, Times]:
    connection = await asyncpg.connect(server.url)
    await connection.execute("CREATE DATABASE peer")
    peer = Peer(server.url_of("peer"))
    peers = peer.write(record.plan(), PEER_UNITS)
    sides = Sides(connection, server.url, peer, asked.events)
    await sides.kept()
    events = {"decode": sides.decoded, "peer": peers, "ruled": peers}
    found = {name: Times(events.get(name, asked.events)) for name in NAMES}
    for _ in range(asked.rounds):
        for name, times in found.items():
            await times.take(getattr(sides, name))
    peer.close()
    await connection.close()
    return found


async def peak(url: str) -> None:
    """Print how much memory this process and its largest child had at most, in MiB."""
    connection = await asyncpg.connect(url)
    _refuse(await verify(connection, Wanted(ORGANISATION, depth="chain", url=url)))
    await connection.close()
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    print(*(f"{resource.getrusage(one).ru_maxrss / 1024:.0f}" for one in who))


def peak_of(url: str) -> str:
    return _ran(__file__, "--peak", url)


def _ran(*words: str) -> str:
    command = [sys.executable, *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603 - ourselves


async def exported(url: str, path: Path) -> None:
    connection = await asyncpg.connect(url)
    with path.open("xb") as target:
        await take(connection, Selection(ORGANISATION), target, beside=path.parent)
    await connection.close()


def bundled(url: str, path: Path, events: int) -> str:
    """How long a bundle takes, there and back."""
    began = time.perf_counter()
    asyncio.run(exported(url, path))
    written = time.perf_counter()
    _ran("-I", str(OFFLINE / "verify.py"), str(path), "--key", str(record.LOG.verifier))
    took = time.perf_counter()
    return (
        f"A bundle of {events:,} events, {path.stat().st_size / 2**20:,.0f} MiB: exported in "
        f"{written - began:.0f} s, verified offline in {took - written:.0f} s"
    )


def show(found: dict[str, Times], console: Console) -> None:
    table = Table("per event", "events", "µs", "µs of CPU", "events/s")
    for name, words in NAMES.items():
        times = found[name]
        clock, cpu = median(times.clock), median(times.cpu)
        table.add_row(
            words, f"{times.events:,}", f"{clock:.2f}", f"{cpu:.2f}", f"{1e6 / clock:,.0f}"
        )
    console.print(table)
    table = Table("ratio of rates", "by the clock", "of CPU", "aimed at")
    for words, than, name, aim in RATIOS:
        clock, cpu = (
            median(getattr(found[than], one)) / median(getattr(found[name], one))
            for one in ("clock", "cpu")
        )
        table.add_row(words, f"{clock:.2f}", f"{cpu:.2f}", f"{aim or ''}")
    console.print(table)


async def facts(url: str) -> str:
    connection = await asyncpg.connect(url)
    server = await connection.fetchval("SHOW server_version")
    await connection.close()
    libraries = ("asyncpg", "pydantic", "eventsourcing", "psycopg")
    said = ", ".join(f"{name} {version(name)}" for name in libraries)
    load = " ".join(f"{one:.1f}" for one in os.getloadavg())
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.release()}, load {load}; "
        f"Python {platform.python_version()}, PostgreSQL {server}, {said}"
    )


def main(words: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=EVENTS, help="1000000 is the long form")
    parser.add_argument("--rounds", type=int, default=3, help="of each side, in turn")
    parser.add_argument("--peak", help=argparse.SUPPRESS)
    asked = parser.parse_args(words)
    if asked.peak:
        asyncio.run(peak(asked.peak))
        return
    console = Console(highlight=False, soft_wrap=True, width=120)
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="tally-bench-")))
        folder.chmod(0o711)
        server = opened.enter_context(postgres_in(folder))
        few = asyncio.run(_recorded(server, "few", asked.events // FEW))
        url = asyncio.run(_recorded(server, "postgres", asked.events))
        console.print(asyncio.run(facts(url)))
        show(asyncio.run(measured(server, asked)), console)
        for name, one in ((f"{asked.events // FEW:,}", few), (f"{asked.events:,}", url)):
            console.print(f"At most, verifying {name} events: {peak_of(one)} MiB (own, a child's)")
        console.print(bundled(url, folder / "bench.zip", asked.events))


async def _recorded(server: EmbeddedPostgres, name: str, most: int) -> str:
    url = server.url_of(name)
    if name != "postgres":
        connection = await asyncpg.connect(server.url)
        await connection.execute(f"CREATE DATABASE {name}")
        await connection.close()
    await migrate(url)
    connection = await asyncpg.connect(url)
    await record.written(connection, most)
    await connection.close()
    return url


if __name__ == "__main__":
    main(sys.argv[1:])
