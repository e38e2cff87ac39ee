"""Run by `make bench`: each page at the server, for a cycle of 1,000 people."""

from __future__ import annotations

import argparse
import asyncio
import re
import secrets
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from statistics import median, quantiles

import news
import overviews
from company import Company, company
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from kickoff import CYCLE, kick_off, propose, unit_at
from overviews import Where
from people import People, together
from pydantic import SecretStr
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from servers import Servers, migrated, postgres_in, serving

from runtime import logs
from runtime.ports import free_port
from runtime.settings import Settings
from web.app import create_app

ORGANISATION = "thousand"
ASSET = re.compile(r"/static/[\w.-]+\?v=\w+")
READERS = {
    "leader": "vera",
    "region's leader": "lead-region-0",
    "team's leader": "lead-team-000",
    "seller": "s000-0",
    "planner": "ines",
    "auditor": "sam",
}
BASE = f"/o/{ORGANISATION}/cycles/{CYCLE}"
PAGES = {
    "my work": f"/o/{ORGANISATION}/work",
    "start a cycle": f"/o/{ORGANISATION}/start",
    "cycle": BASE,
    "my number": f"{BASE}/number",
    "my team": f"{BASE}/team",
    "unit": f"{BASE}/units/team-000",
    "sign": f"{BASE}/units/team-000/sign",
    "review": f"{BASE}/units/team-000/review",
    "person": f"{BASE}/people/s000-0",
    "replay": f"{BASE}/replay",
    "replay, a past moment": f"{BASE}/replay?position=1000",
}
LIMIT_MS = 100.0


def main(words: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=40, help="each page for each reader")
    asked = parser.parse_args(words)
    logs.configure(Settings(log_level="error"))
    console = Console(stderr=True, highlight=False)
    with ExitStack() as opened:
        folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="tally-bench-")))
        folder.chmod(0o711)  # as root, PostgreSQL runs as another user
        postgres = opened.enter_context(postgres_in(folder))
        asyncio.run(migrated(postgres))
        servers = opened.enter_context(serving(folder, postgres))
        asyncio.run(_measured(servers, asked.times, console))


async def _measured(servers: Servers, times: int, console: Console) -> None:
    key = secrets.token_urlsafe()
    known = servers.settings.model_copy(
        update={"local_key": SecretStr(key), "http_port": free_port()}
    )
    app = create_app(known)
    async with _web(app, known, key) as http:
        made = company()
        begun = time.perf_counter()
        decisions = await _Year(People(http, ORGANISATION), made, console).play()
        seconds = time.perf_counter() - begun
        console.print(f"{decisions} decisions in {seconds:.0f} s: {decisions / seconds:.0f}/s")
        Console().print(await _table(http, times))
        where = Where(http, servers.postgres.url, servers.postgres.log, ORGANISATION)
        Console().print(overviews.table(await overviews.measured(where, made, times)))
        Console().print(await _weight(http))
        async with news.heard_at(app, known.http_port, key) as listening:
            answers = _without_concern(made)
            Console().print(await news.table(listening, f"{BASE}/changes", "ines", answers))


def _without_concern(made: Company) -> list[tuple[str, str, dict[str, object]]]:
    """What sellers who raised nothing say next: who, where and what."""
    return [
        (seller, f"/v1/{ORGANISATION}{unit_at(unit)}/state-no-concerns", {"version": 1})
        for unit in made.teams
        for number, seller in enumerate(made.sellers[unit])
        if number % 3
    ]


@asynccontextmanager
async def _web(app: FastAPI, settings: Settings, key: str) -> AsyncIterator[AsyncClient]:
    async with (
        app.router.lifespan_context(app),
        AsyncClient(
            transport=ASGITransport(app=app),
            base_url=f"http://127.0.0.1:{settings.http_port}",
            headers={"Tally-Key": key, "Accept-Encoding": "identity"},
            timeout=120,
        ) as http,
    ):
        yield http


class _Year:
    """Brings the cycle to where every team has its proposal and most members have answered."""

    def __init__(self, people: People, made: Company, console: Console) -> None:
        self._people = people
        self._made = made
        self._console = console

    async def play(self) -> int:
        await kick_off(self._people, self._made)
        await self._propose("sales")
        with Progress(console=self._console, transient=True) as progress:
            for what, rest, acts in (
                ("regions", self._made.regions, self._propose),
                ("teams", self._made.teams, self._team),
            ):
                bar = progress.add_task(what, total=len(rest))
                await together(rest, acts, lambda bar=bar: progress.advance(bar))  # type: ignore[misc]
        return self._people.given

    async def _propose(self, unit: str) -> None:
        await propose(self._people, self._made, unit)

    async def _team(self, unit: str) -> None:
        await self._propose(unit)
        for number, seller in enumerate(self._made.sellers[unit]):
            understood = {"version": 1}
            await self._people.give(seller, f"{unit_at(unit)}/confirm-understanding", understood)
            if number % 3 == 0:
                item = {
                    "item": f"{seller}-1",
                    "version": 1,
                    "kind": "realism",
                    "words": "My two largest accounts buy every other year; this is the other one.",
                    "seat": seller,
                }
                await self._people.give(seller, f"{unit_at(unit)}/raise-pushback", item)


async def _table(http: AsyncClient, times: int) -> Table:
    table = Table("page", "reader", "p50 ms", "p95 ms", "KB", title="At the server")
    for page, address in PAGES.items():
        for reader, person in READERS.items():
            headers = {"Tally-Person": person}
            first = await http.get(address, headers=headers)
            if first.status_code != 200:
                table.add_row(page, reader, "", str(first.status_code), "")
                continue
            took = []
            for _ in range(times):
                begun = time.perf_counter()
                await http.get(address, headers=headers)
                took.append((time.perf_counter() - begun) * 1000)
            p95 = quantiles(took, n=20)[-1]
            over = " over" if p95 > LIMIT_MS else ""
            size = f"{len(first.content) / 1024:.0f}"
            table.add_row(page, reader, f"{median(took):.1f}", f"{p95:.1f}{over}", size)
    return table


async def _weight(http: AsyncClient) -> Table:
    table = Table("page", "KB of HTML, style and script", title="First load, seller")
    for page in ("my work", "my number", "cycle", "unit"):
        html = await http.get(PAGES[page], headers={"Tally-Person": READERS["seller"]})
        parts = [await http.get(asset) for asset in sorted(set(ASSET.findall(html.text)))]
        table.add_row(page, f"{sum(len(one.content) for one in (html, *parts)) / 1024:.1f}")
    return table


if __name__ == "__main__":
    main(sys.argv[1:])
