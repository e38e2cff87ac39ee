"""What was found, told as a table or as JSON, with the machine it was found on."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass
from importlib.metadata import version

from cost import Cost
from rich.console import Console
from rich.table import Table
from rounds import Compared, Round, middle
from servers import Servers
from temporalio.api.workflowservice.v1 import GetSystemInfoRequest
from temporalio.client import Client

from store.pool import Pool

LIBRARIES = ("temporalio", "asyncpg", "pydantic")
SETTINGS = ("server_version", "fsync", "synchronous_commit", "full_page_writes")


@dataclass(frozen=True)
class Found:
    facts: dict[str, str]
    compared: tuple[Compared, ...]
    costs: tuple[Cost, ...]
    rounds: int
    seconds: float


def load_average() -> str:
    return " ".join(f"{one:.1f}" for one in os.getloadavg())


async def facts(client: Client, pool: Pool, servers: Servers, begun: str) -> dict[str, str]:
    """The machine and the versions; the load is everybody's, ours included."""
    info = await client.workflow_service.get_system_info(GetSystemInfoRequest())
    settings = {name: str(await pool.fetchval(f"SHOW {name}")) for name in SETTINGS}
    return {
        "machine": f"{os.cpu_count()} cores, {platform.system()} {platform.release()}",
        "load average before": begun,
        "load average after": load_average(),
        "Python": platform.python_version(),
        "libraries": ", ".join(f"{name} {version(name)}" for name in LIBRARIES),
        "Temporal server": f"{info.server_version}, SQLite, {servers.pragmas}",
        "PostgreSQL": ", ".join(f"{name} {value}" for name, value in settings.items()),
        "worker": "one process, unsandboxed, both workflows on one queue",
    }


def as_json(found: Found) -> str:
    shapes = [
        {
            "shape": str(one.shape),
            "ratio": one.ratio,
            "cpu_ratio": one.cpu_ratio,
            "ratios": one.ratios,
            "real": [asdict(each) for each in one.real],
            "bare": [asdict(each) for each in one.bare],
        }
        for one in found.compared
    ]
    return json.dumps(
        {
            "facts": found.facts,
            "rounds": found.rounds,
            "seconds": found.seconds,
            "shapes": shapes,
            "costs": [asdict(cost) for cost in found.costs],
        },
        indent=2,
    )


def show(found: Found, console: Console) -> None:
    for name, value in found.facts.items():
        console.print(f"{name}: {value}", highlight=False, soft_wrap=True)
    console.print(
        f"Medians of {found.rounds} alternating rounds of {found.seconds:g} s; p50 and p95 in ms; "
        "workflows x decisions in flight on each",
        highlight=False,
    )
    console.print(_shapes(found.compared))
    console.print(_costs(found.costs))


def _shapes(compared: tuple[Compared, ...]) -> Table:
    table = Table()
    for name in ("in flight", "", "per s", "p50", "p95", "CPU ms", "ratio", "each", "of CPU"):
        table.add_column(name, justify="left" if name in {"", "each"} else "right")
    for one in compared:
        each = " ".join(f"{ratio:.2f}" for ratio in one.ratios)
        ratios = (f"{one.ratio:.2f}", each, f"{one.cpu_ratio:.2f}")
        table.add_row(str(one.shape), "real", *_cells(one.real), *ratios)
        table.add_row("", "bare", *_cells(one.bare), end_section=True)
    return table


def _cells(rounds: tuple[Round, ...]) -> tuple[str, ...]:
    it = middle(rounds)
    return f"{it.rate:.1f}", f"{it.p50:.1f}", f"{it.p95:.1f}", f"{it.cpu:.2f}"


def _costs(costs: tuple[Cost, ...]) -> Table:
    table = Table()
    for name in ("per decision", "history events", "history bytes", "PostgreSQL round trips"):
        table.add_column(name, justify="left" if name == "per decision" else "right")
    for cost in costs:
        table.add_row(
            cost.what,
            f"{cost.history_events:.1f}",
            f"{cost.history_bytes:,.0f}",
            f"{cost.statements:.1f}",
        )
    return table
