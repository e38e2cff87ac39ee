"""Each page and question that is about a whole cycle: what its queries take in the database."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles

import durations
from company import Company
from durations import Query
from httpx import AsyncClient
from kickoff import CYCLE
from rich.table import Table

HTTP_OK = 200
LIMIT_MS = 50.0
TABLE = re.compile(r"(?:FROM|JOIN) [a-z_]+\.([a-z_]+)")
BASE = f"/o/{{organisation}}/cycles/{CYCLE}"
PAGES = {
    "my work": "/o/{organisation}/work",
    "cycle": BASE,
    "my team": f"{BASE}/team",
    "my number": f"{BASE}/number",
    "unit": f"{BASE}/units/{{team}}",
    "learned": f"{BASE}/learned",
    "replay": f"{BASE}/replay",
    "culture": f"{BASE}/culture",
    "audit": f"{BASE}/audit",
}
ASKED = (
    "summary", "units", "sellers", "seats", "resources", "findings", "issues", "timeline",
    "execution", "line-of-sight", "years", "learned", "practices", "replay", "holdings?person={seller}",
    "audit/populations", "audit/access", "audit/rules", "audit/files",
)  # fmt: skip
QUESTIONS = {f"GET …/{one}": f"/v1/{{organisation}}/cycles/{CYCLE}/{one}" for one in ASKED} | {
    "GET /inbox": "/v1/{organisation}/inbox"
}


@dataclass(frozen=True)
class Overview:
    """One page or question for whoever its queries take longest; `slowest` is the words of one."""

    name: str
    reader: str
    queries: float
    all_p95: float
    one_p95: float
    slowest: str


@dataclass(frozen=True)
class Where:
    """A web that answers, and the database behind it with its log."""

    http: AsyncClient
    database: str
    log: Path
    organisation: str


async def measured(where: Where, made: Company, times: int) -> tuple[Overview, ...]:
    """Each for that reader for whom its queries take longest; where none may read it, it is left out."""
    names = {"organisation": where.organisation, "team": made.teams[-1], "seller": _seller(made)}
    async with durations.logged(where.database, where.log) as said:
        asking = _Asking(where.http, said, times)
        found = []
        for name, address in (PAGES | QUESTIONS).items():
            of_each = [
                await asking.of(name, address.format(**names), reader, person)
                for reader, person in _readers(made).items()
            ]
            allowed = [one for one in of_each if one is not None]
            found += sorted(allowed, key=lambda one: one.all_p95)[-1:]
    return tuple(found)


def table(found: Iterable[Overview]) -> Table:
    shown = Table(
        "overview", "reader", "queries", "all, p95 ms", "one, p95 ms", "the slowest reads",
        title=f"In the database; aimed at under {LIMIT_MS:.0f} ms",
    )  # fmt: skip
    for one in found:
        over = " over" if one.one_p95 > LIMIT_MS else ""
        shown.add_row(
            one.name, one.reader, f"{one.queries:.0f}", f"{one.all_p95:.1f}",
            f"{one.one_p95:.1f}{over}", " ".join(dict.fromkeys(TABLE.findall(one.slowest))),
        )  # fmt: skip
    return shown


def _seller(made: Company) -> str:
    return made.sellers[made.teams[-1]][0]


def _readers(made: Company) -> dict[str, str]:
    return {
        "leader": "vera",
        "region's leader": made.leaders[made.regions[0]],
        "team's leader": made.leaders[made.teams[-1]],
        "seller": _seller(made),
        "planner": "ines",
        "auditor": "sam",
        "HR partner": "hal",
    }


@dataclass(frozen=True)
class _Asking:
    http: AsyncClient
    log: durations.Log
    times: int

    async def of(self, name: str, address: str, reader: str, person: str) -> Overview | None:
        headers = {"Tally-Person": person}
        first = await self.http.get(address, headers=headers)
        if first.status_code != HTTP_OK:
            return None
        self.log.skip()
        rounds = []
        for _ in range(self.times):
            await self.http.get(address, headers=headers)
            rounds.append(self.log.queries())
        words, slowest = _worst(rounds)
        return Overview(
            name=name,
            reader=reader,
            queries=sum(map(len, rounds)) / self.times,
            all_p95=_p95([sum(query.ms for query in one) for one in rounds]),
            one_p95=slowest,
            slowest=words,
        )


def _worst(rounds: Iterable[tuple[Query, ...]]) -> tuple[str, float]:
    by_words: dict[str, list[float]] = {}
    for query in (query for one in rounds for query in one):
        by_words.setdefault(query.words, []).append(query.ms)
    found = ((words, _p95(every)) for words, every in by_words.items())
    return max(found, key=lambda one: one[1], default=("", 0.0))


def _p95(every: list[float]) -> float:
    return quantiles(every, n=20, method="inclusive")[-1] if len(every) > 1 else sum(every)
