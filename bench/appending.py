"""Run by `make bench`: what read models add to an append, of every decision of the demo company's year.

The year is played once on a whole stack. Its record is then appended again, decision by decision and in
its order, on PostgreSQL alone, with all read models and with none, in turns.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from statistics import median
from typing import Any

import psutil
import up
from rich.console import Console
from rich.table import Table

import projections
import store.read
from activities.record import Record
from domain.aggregates import State, aggregate_of
from domain.model import Actor
from projections.again import NOTHING, Kept, Part, again
from projections.write import changes
from runtime.postgres import EmbeddedPostgres
from store.entry import entry_of, payload_of
from store.model import GENESIS, Append, Meta, NewEvent, Recorded
from store.pool import Pool, open_pool

SIDES: Mapping[str, Callable[[State, Kept], Kept]] = {
    "with all read models": projections.kept_of,
    "with none": lambda state, _before: Kept(state),
}
PARTS: Mapping[str, Sequence[Part[Any]]] = {
    "cycle": projections.OF_CYCLE,
    "unit": projections.OF_UNIT,
    "seller": projections.OF_SELLER,
    "culture": projections.OF_CULTURE,
    "custody": projections.OF_CUSTODY,
    "incentives": projections.OF_INCENTIVES,
}
WAL = "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint"
LONGEST = "SELECT organisation FROM tally.heads ORDER BY position DESC LIMIT 1"


@dataclass(frozen=True)
class Decision:
    """What one command recorded."""

    stream: str
    before: int
    events: tuple[NewEvent, ...]


@dataclass(frozen=True)
class Cost:
    """Of one decision: milliseconds of CPU of client and server, and bytes that the server logged."""

    client: float
    server: float
    logged: float


@dataclass
class Model:
    """A read model over all decisions of its kind of stream."""

    name: str
    decisions: int = 0
    made: int = 0
    seconds: float = 0.0
    size: int = 0


def main(words: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="of each side, in turns")
    parser.add_argument("--until", type=int, help="play the story up to this step only")
    asked = parser.parse_args(words)
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="tally-bench-")))
        folder.chmod(0o711)  # as root, PostgreSQL runs as another user
        with up.running(folder / "state"):
            _play(folder / "state", asked.until)
        server = opened.enter_context(EmbeddedPostgres.start(folder / "state" / "postgres"))
        asyncio.run(_measured(server, asked.rounds, Console(highlight=False)))


def _play(state: Path, until: int | None) -> None:
    upto = () if until is None else ("--until", str(until))
    subprocess.run(  # noqa: S603 - our own command, no shell
        (sys.executable, "-m", "cli", "demo", *upto),
        env=os.environ | {"TALLY_STATE": str(state)},
        stdout=sys.stderr,
        check=True,
    )


async def _measured(server: EmbeddedPostgres, rounds: int, console: Console) -> None:
    pool = await open_pool(server.url, "tally_writer", max_size=1)
    try:
        organisation = await pool.fetchval(LONGEST)
        decisions = await _decisions(pool, organisation)
        costs: dict[str, list[Cost]] = {name: [] for name in SIDES}
        for number in range(rounds):
            for name, kept_of in SIDES.items():
                record = Record(pool, kept_of=kept_of)
                again_in = f"again-{number}-{len(costs[name])}-{name.split()[-1]}"
                costs[name].append(await _appended(pool, record, decisions, again_in))
    finally:
        await pool.close()
    console.print(_sides(costs, len(decisions)))
    console.print(_models(_of_each(decisions)))


async def _decisions(pool: Pool, organisation: str) -> tuple[Decision, ...]:
    recorded: list[Recorded] = []
    while page := await store.read.log(pool, organisation, len(recorded)):
        recorded += page
    return tuple(_grouped(recorded))


def _grouped(recorded: Iterable[Recorded]) -> Iterator[Decision]:
    """A command's events stand together in the log."""
    for (stream, _), events in groupby(
        recorded, key=lambda one: (one.stream, entry_of(one).command_id)
    ):
        every = tuple(events)
        yield Decision(stream, every[0].version - 1, tuple(map(_as_new, every)))


def _as_new(recorded: Recorded) -> NewEvent:
    entry = entry_of(recorded)
    meta = {name: getattr(entry, name) for name in Meta.model_fields}
    return NewEvent(
        type=entry.type,
        type_version=entry.type_version,
        payload=payload_of(recorded),
        meta=Meta(**meta),
        part=entry.part,
    )


async def _appended(
    pool: Pool, record: Record, decisions: Sequence[Decision], organisation: str
) -> Cost:
    backend = psutil.Process(await pool.fetchval("SELECT pg_backend_pid()"))
    hashes: dict[str, str] = {}
    server, client = _cpu(backend), time.process_time()
    logged = await pool.fetchval(WAL)
    for one in decisions:
        request = Append(
            organisation=organisation,
            stream=one.stream,
            expected_version=one.before,
            expected_hash=hashes.get(one.stream, GENESIS),
            events=one.events,
        )
        outcome = await record.append(request)
        hashes[one.stream] = outcome.recorded[-1].hash
    client, server = time.process_time() - client, _cpu(backend) - server
    logged, each = await pool.fetchval(WAL) - logged, len(decisions)
    return Cost(1000 * client / each, 1000 * server / each, logged / each)


def _cpu(process: psutil.Process) -> float:
    return sum(process.cpu_times()[:2])


def _of_each(decisions: Sequence[Decision]) -> list[Model]:
    """Each read model by itself, over the same states."""
    found: dict[tuple[str, int], Model] = {}
    kept: dict[tuple[str, str, int], Kept] = {}
    for one, state in _states(decisions):
        kind = one.stream.partition("/")[0]
        for number, part in enumerate(PARTS.get(kind, ())):
            model = found.setdefault((kind, number), Model(""))
            before = kept.get((one.stream, kind, number), NOTHING)
            begun = time.process_time()
            after = again((part,), state, before)
            changed = changes(before.rows, after.rows)
            model.seconds += time.process_time() - begun
            model.decisions += 1
            model.made += after.parts[0] not in before.parts
            model.size += sum(len(str(row)) for change in changed for row in change.written)
            model.name = f"{kind}: {', '.join(after.rows)}"
            kept[one.stream, kind, number] = after
    return list(found.values())


def _states(decisions: Sequence[Decision]) -> Iterator[tuple[Decision, Any]]:
    states: dict[str, Any] = {}
    for one in decisions:
        aggregate = aggregate_of(one.stream)
        state = states.get(one.stream)
        for version, event in enumerate(one.events, start=one.before + 1):
            state = aggregate.evolve(
                state,
                aggregate.events[event.type].model_validate(event.payload),
                at=event.meta.occurred_at,
                by=Actor(person=event.meta.actor, on_behalf_of=event.meta.on_behalf_of),
                version=version,
            )
        states[one.stream] = state
        yield one, state


def _sides(costs: Mapping[str, Sequence[Cost]], decisions: int) -> Table:
    table = Table(
        f"{decisions} decisions", "client ms", "server ms", "server ms, lowest to highest",
        "bytes logged", title="CPU of each append; medians of the rounds",
    )  # fmt: skip
    for name, every in costs.items():
        server = sorted(one.server for one in every)
        table.add_row(
            name, f"{median(one.client for one in every):.2f}", f"{median(server):.2f}",
            f"{server[0]:.2f} to {server[-1]:.2f}", f"{median(one.logged for one in every):,.0f}",
        )  # fmt: skip
    return table


def _models(found: Iterable[Model]) -> Table:
    table = Table(
        "read model", "decisions", "made again", "client ms for each decision", "bytes written",
        title="Each read model by itself",
    )  # fmt: skip
    for one in sorted(found, key=lambda one: -one.seconds):
        table.add_row(
            one.name, str(one.decisions), f"{one.made / one.decisions:.0%}",
            f"{1000 * one.seconds / one.decisions:.3f}", f"{one.size / one.decisions:,.0f}",
        )  # fmt: skip
    return table


if __name__ == "__main__":
    main(sys.argv[1:])
