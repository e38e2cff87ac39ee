"""Run by `make bench`: each page at the server, for a cycle of 1,000 people."""

from __future__ import annotations

import argparse
import asyncio
import re
import secrets
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import ExitStack, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles

import news
from company import Company, company
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from pydantic import SecretStr
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from servers import migrated, postgres_in, serving

from runtime import logs
from runtime.ports import free_port
from runtime.settings import Settings
from web.app import create_app

ORGANISATION = "thousand"
CYCLE = "fy"
AT_ONCE = 20
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
        asyncio.run(_measured(servers.settings, asked.times, console))


async def _measured(settings: Settings, times: int, console: Console) -> None:
    key = secrets.token_urlsafe()
    known = settings.model_copy(update={"local_key": SecretStr(key), "http_port": free_port()})
    app = create_app(known)
    async with _web(app, known, key) as http:
        made = company()
        begun = time.perf_counter()
        decisions = await _Year(http, made, console).play()
        seconds = time.perf_counter() - begun
        console.print(f"{decisions} decisions in {seconds:.0f} s: {decisions / seconds:.0f}/s")
        Console().print(await _table(http, times))
        Console().print(await _weight(http))
        async with news.heard_at(app, known.http_port, key) as listening:
            answers = _without_concern(made)
            Console().print(await news.table(listening, f"{BASE}/changes", "ines", answers))


def _without_concern(made: Company) -> list[tuple[str, str, dict[str, object]]]:
    """What sellers who raised nothing say next: who, where and what."""
    at = f"/v1/{ORGANISATION}/cycles/{CYCLE}/units"
    return [
        (seller, f"{at}/{unit}/state-no-concerns", {"version": 1})
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

    def __init__(self, http: AsyncClient, made: Company, console: Console) -> None:
        self._http = http
        self._made = made
        self._console = console
        self._given = 0

    async def play(self) -> int:
        await self._prepare()
        with Progress(console=self._console, transient=True) as progress:
            for what, rest, acts in (
                ("regions", self._made.regions, self._propose),
                ("teams", self._made.teams, self._team),
            ):
                bar = progress.add_task(what, total=len(rest))
                await _together(rest, acts, lambda bar=bar: progress.advance(bar))  # type: ignore[misc]
        return self._given

    async def _prepare(self) -> None:
        roles = {
            "leader_above": "ruth",
            "approvers": ["ruth", "olu"],
            "sponsors": ["olu"],
            "executives": ["wen"],
            "planners": ["ines"],
            "hr_partners": ["hal"],
            "auditors": ["sam"],
            "administrators": ["adi"],
        }
        year = datetime.now(UTC).year + 2
        form = {
            "cycle": CYCLE,
            "name": f"Fiscal year {year}",
            "starts_on": f"{year}-01-01",
            "signed_by": f"{year - 1}-12-15",
            "currency": "USD",
            "zone": "America/New_York",
            "roles": roles,
            "levels_below": 2,
        }
        planned = await self._post("ines", f"/v1/{ORGANISATION}/cycles/plan", form)
        await self._post("ines", f"/v1/{ORGANISATION}/cycles", planned["start"])
        at = f"/v1/{ORGANISATION}/cycles/{CYCLE}"
        answer = await self._http.post(
            f"{at}/imports/people",
            content=self._made.people,
            params={"control_total": str(self._made.total), "currency": "USD"},
            headers={"Tally-Person": "ines", "Content-Type": "text/csv"},
        )
        _sound(answer.status_code, answer.text)
        minute = {"name": "minute.txt", "sha256": "0" * 64}
        goal = {"amount": {"amount": "1250000000.00", "currency": "USD"}, "document": minute}
        await self._post("olu", f"{at}/confirm-plan-goal", goal)
        await self._post("ines", f"{at}/announce-cycle", {})
        for unit in ("sales", *self._made.regions, *self._made.teams):
            await self._until(unit, "name")
        await self._propose("sales")

    async def _propose(self, unit: str) -> None:
        await self._until(unit, "goals")
        leader = self._made.leaders[unit]
        at = f"/v1/{ORGANISATION}/cycles/{CYCLE}/units/{unit}"
        held = {"held_at": datetime.now(UTC).isoformat(), "agenda": "The year", "attendees": []}
        await self._post(leader, f"{at}/hold-session", held)
        query = {"basis": "share_of_last_year", "target": "revenue", "add_on_percent": "0"}
        found = await self._get(leader, f"{at}/suggested-portions", query)
        portions = [
            {name: one[name] for name in ("seat", "amount", "rolled_up")}
            | {"basis": "share_of_last_year"}
            for one in found["portions"]
        ]
        body = {"targets": [{"add_on_percent": "0"}], "portions": portions}
        await self._post(leader, f"{at}/propose-stretch-target", body)

    async def _team(self, unit: str) -> None:
        await self._propose(unit)
        at = f"/v1/{ORGANISATION}/cycles/{CYCLE}/units/{unit}"
        for number, seller in enumerate(self._made.sellers[unit]):
            await self._post(seller, f"{at}/confirm-understanding", {"version": 1})
            if number % 3 == 0:
                item = {
                    "item": f"{seller}-1",
                    "version": 1,
                    "kind": "realism",
                    "words": "My two largest accounts buy every other year; this is the other one.",
                    "seat": seller,
                }
                await self._post(seller, f"{at}/raise-pushback", item)

    async def _until(self, unit: str, part: str) -> None:
        at = f"/v1/{ORGANISATION}/cycles/{CYCLE}/units/{unit}"
        async with asyncio.timeout(300):
            while True:
                answer = await self._http.get(at, headers={"Tally-Person": "sam"})
                if answer.status_code == 200 and answer.json()[part]:
                    return
                await asyncio.sleep(0.2)

    async def _get(self, person: str, at: str, query: dict[str, str]) -> dict[str, list]:  # type: ignore[type-arg]
        answer = await self._http.get(at, params=query, headers={"Tally-Person": person})
        _sound(answer.status_code, answer.text)
        return answer.json()  # type: ignore[no-any-return]

    async def _post(self, person: str, at: str, body: object) -> dict[str, object]:
        answer = await self._http.post(at, json=body, headers={"Tally-Person": person})
        _sound(answer.status_code, answer.text)
        self._given += 1
        return answer.json()  # type: ignore[no-any-return]


def _sound(status: int, text: str) -> None:
    if status != 200:
        raise RuntimeError(f"{status}: {text[:600]}")


async def _together(
    rest: Sequence[str], acts: Callable[[str], Awaitable[None]], done: Callable[[], None]
) -> None:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(unit: str) -> None:
        async with gate:
            await acts(unit)
        done()

    await asyncio.gather(*(one(unit) for unit in rest))


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
