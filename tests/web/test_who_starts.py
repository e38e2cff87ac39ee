"""Who may start a company's next cycle: asked once for all, whichever way the start comes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import uvicorn
from api import Api, start
from fastapi import FastAPI
from typer.testing import CliRunner

import cli
from domain.cycle.commands import StartCycle
from domain.people import Roles
from store import read
from store.pool import Pool
from tests.web.conftest import KEY
from tests.web.pages.test_start import Starter, words

REFUSED = "A planner or an administrator of {} starts its cycles: ask one of them."

Way = Callable[[Api, str, str], Awaitable[str]]


def next_year(person: str) -> StartCycle:
    """Whoever starts it names themselves its planner."""
    return start(cycle="fy28", roles=Roles(leader_above="ruth", planners=(person,)))


@pytest.fixture(scope="module")
async def address(app: FastAPI) -> AsyncIterator[str]:
    """The application behind a port of its own, for a command line that speaks HTTP."""
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=0,
        lifespan="off",
        log_config=None,
        headers=[("connection", "close")],
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    async with asyncio.timeout(30):
        while not server.started:  # noqa: ASYNC110 - uvicorn sets a flag and tells nobody
            await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await serving


async def by_page(api: Api, person: str, _address: str) -> str:
    """All the pages, to the last button."""
    starter = Starter(api.http, api.organisation, person)
    await starter.ready(cycle="fy28", planners=person)
    return words(await starter.post("/check"))


async def by_api(api: Api, person: str, _address: str) -> str:
    return (await api.ask(next_year(person), by=person)).text


async def by_dry_run(api: Api, person: str, _address: str) -> str:
    return (await api.ask(next_year(person), by=person, dry_run=True)).text


async def by_command_line(api: Api, person: str, address: str) -> str:
    environment = {
        "TALLY_URL": address,
        "TALLY_LOCAL_KEY": KEY,
        "TALLY_PERSON": person,
        "TALLY_ORGANISATION": api.organisation,
        "COLUMNS": "200",
    }
    line = [
        "cycle", "start", "fy28", "--name", "Next", "--leader-above", "ruth",
        "--starts-on", "2028-01-01", "--signed-by", "2027-12-20", "--role", f"planner={person}", "--rehearsal",
    ]  # fmt: skip
    ran = await asyncio.to_thread(CliRunner(env=environment).invoke, cli.app, line)
    return " ".join(ran.output.split())


WAYS = [by_page, by_api, by_dry_run, by_command_line]


@pytest.mark.parametrize("way", WAYS)
async def test_a_stranger_starts_no_later_cycle(
    api: Api, record: Pool, address: str, way: Way
) -> None:
    await api.give(start())
    before = await read.head(record, api.organisation)

    told = await way(api, "otto", address)

    assert REFUSED.format(api.organisation) in told
    assert await read.head(record, api.organisation) == before


@pytest.mark.parametrize("way", [by_page, by_api, by_command_line])
async def test_a_planner_of_the_company_starts_the_next(
    api: Api, record: Pool, address: str, way: Way
) -> None:
    await api.give(start())

    told = await way(api, "ines", address)

    assert "cycle/fy28" in await read.streams(record, api.organisation), told


@pytest.mark.parametrize("way", [by_page, by_api, by_command_line])
async def test_anybody_with_an_account_starts_a_company_s_first(
    api: Api, record: Pool, address: str, way: Way
) -> None:
    told = await way(api, "otto", address)

    assert "cycle/fy28" in await read.streams(record, api.organisation), told
