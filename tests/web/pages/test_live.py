"""The feed of a page: over a real server, within its bounds, and at its end."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import httpx
import pytest
import uvicorn
from api import CYCLE, Api
from fastapi import FastAPI
from people import signed_in

from domain.unit import commands as u
from runtime.closing import Server
from runtime.settings import Settings
from web.pages import live

PATIENCE = 20.0
ACCOUNT = "SELECT id FROM tally.accounts WHERE email = $1"
LONG_AGO = "UPDATE tally.sessions SET last_seen_at = $2 WHERE account = $1"
SEEN = "SELECT last_seen_at FROM tally.sessions WHERE account = $1"


@dataclass
class Feed:
    """An open feed, read line by line."""

    response: httpx.Response
    lines: AsyncIterator[str]

    async def told(self) -> dict[str, str]:
        """The next event's fields; signs of life and the hint to retry are passed over."""
        fields: dict[str, str] = {}
        async with asyncio.timeout(PATIENCE):
            async for line in self.lines:
                name, _, value = line.partition(": ")
                if line and name in {"id", "event", "data"}:
                    fields[name] = value
                elif not line and "data" in fields:
                    return fields
        raise AssertionError(f"the feed ended: {fields}")

    async def tells(self, position: int) -> None:
        """Other plans may have something to tell before."""
        while int((await self.told())["id"]) < position:
            pass

    async def ends(self) -> None:
        async with asyncio.timeout(PATIENCE):
            async for _ in self.lines:
                pass


async def until(holds: Callable[[], bool]) -> None:
    for _ in range(2_000):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came so far")


@pytest.fixture
async def server(app: FastAPI) -> AsyncIterator[Server]:
    config = uvicorn.Config(
        app, host="127.0.0.1", port=0, lifespan="off", log_config=None, timeout_graceful_shutdown=60
    )
    made = Server(config)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        serving = asyncio.create_task(made.serve(sockets=[listening]))
        await until(lambda: made.started)
        yield made
        made.should_exit = True
        await serving


def address_of(server: Server) -> str:
    port = server.servers[0].sockets[0].getsockname()[1]
    return f"http://127.0.0.1:{port}"


@pytest.fixture
async def client(server: Server, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    key = {"Tally-Key": settings.local_key.get_secret_value()} if settings.local_key else {}
    async with httpx.AsyncClient(
        base_url=address_of(server), headers=key, timeout=PATIENCE
    ) as opened:
        yield opened


@asynccontextmanager
async def feed(
    client: httpx.AsyncClient, api: Api, by: str, *, path: str = f"/cycles/{CYCLE}", **more: str
) -> AsyncIterator[Feed]:
    headers = api.headers(by) | ({"Last-Event-ID": more.pop("last")} if "last" in more else {})
    address = f"/o/{api.organisation}{path}/changes"
    async with client.stream("GET", address, headers=headers, params=more) as response:
        lines = response.aiter_lines()
        if response.status_code == HTTPStatus.OK:  # from its first line on it listens
            assert await anext(lines) == "retry: 500"
        yield Feed(response, lines)


async def test_a_decision_is_told_as_a_place_and_nothing_more(
    client: httpx.AsyncClient, api: Api
) -> None:
    await api.proposed()
    async with feed(client, api, "marco") as open_feed:
        assert open_feed.response.headers["content-type"].startswith("text/event-stream")
        assert open_feed.response.headers["cache-control"] == "no-store"
        receipt = await api.give(u.StateNoConcerns(version=1), by="marco", unit="sales")

        position = receipt["positions"][0]
        while (told := await open_feed.told())["id"] != str(position):
            pass

    assert told["event"] == "change"
    assert told["id"] == str(position)
    assert json.loads(told["data"]) == {"position": position, "stream": f"unit/{CYCLE}/sales"}


async def test_what_one_may_not_see_is_not_told(client: httpx.AsyncClient, api: Api) -> None:
    await api.proposed()
    async with feed(client, api, "paul") as open_feed:
        await api.give(u.StateNoConcerns(version=1), by="marco", unit="sales")
        item = u.AddKeySuccessFactor(
            factor="visas", words="Visas come in time.", owner="ana", due_on=api.now.date()
        )
        await api.give(item, by="ana", unit="emea")

        told = await open_feed.told()

    assert json.loads(told["data"])["stream"] == f"unit/{CYCLE}/emea"


async def test_a_feed_goes_on_where_it_was_left(client: httpx.AsyncClient, api: Api) -> None:
    await api.proposed()
    before = await api.give(u.ConfirmUnderstanding(version=1), by="marco", unit="sales")
    missed = await api.give(u.StateNoConcerns(version=1), by="marco", unit="sales")

    async with feed(client, api, "dana", last=str(before["positions"][-1])) as open_feed:
        await open_feed.tells(missed["positions"][-1])


async def test_a_page_is_told_what_came_since_it_was_made(
    client: httpx.AsyncClient, api: Api
) -> None:
    await api.proposed()
    shown = await client.get(
        f"/o/{api.organisation}/cycles/{CYCLE}", headers=api.headers("dana", Accept="text/html")
    )
    (after,) = httpx.URL(shown.text.split('data-changes="')[1].split('"')[0]).params.get_list(
        "after"
    )
    missed = await api.give(u.StateNoConcerns(version=1), by="marco", unit="sales")

    async with feed(client, api, "dana", after=after) as open_feed:
        await open_feed.tells(missed["positions"][-1])


async def test_a_place_long_left_is_told_that_there_is_news(
    client: httpx.AsyncClient, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "FURTHEST", 1)
    await api.proposed()
    async with feed(client, api, "dana", after="1") as open_feed:
        assert (await open_feed.told())["event"] == "change"


async def test_my_work_is_told_of_every_cycle_that_i_have_a_part_in(
    client: httpx.AsyncClient, api: Api
) -> None:
    await api.proposed()
    async with feed(client, api, "ana", path="") as open_feed:
        receipt = await api.give(u.StateNoConcerns(version=1), by="ana", unit="sales")
        await open_feed.tells(receipt["positions"][0])


async def test_a_feed_ends_after_its_time_so_that_its_reader_is_asked_again(
    client: httpx.AsyncClient, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LONGEST", 0.05)
    await api.announced()
    async with feed(client, api, "dana") as open_feed:
        await open_feed.ends()


async def test_a_quiet_feed_gives_a_sign_of_life(
    client: httpx.AsyncClient, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "HEARTBEAT", 0.05)
    await api.announced()
    async with feed(client, api, "dana") as open_feed, asyncio.timeout(PATIENCE):
        while await anext(open_feed.lines) != ": still here":
            pass


async def test_who_has_no_part_hears_nothing(client: httpx.AsyncClient, api: Api) -> None:
    await api.announced()
    async with feed(client, api, "nobody") as refused:
        assert refused.response.status_code == 403


async def test_more_feeds_than_one_person_may_hold_are_refused(
    app: FastAPI, client: httpx.AsyncClient, api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "AT_ONCE", 1)
    await api.announced()
    async with feed(client, api, "dana") as first:
        await anext(first.lines)
        async with feed(client, api, "dana") as second:
            assert second.response.status_code == 429
        async with feed(client, api, "ines") as another:
            assert another.response.status_code == 200
    await until(lambda: not +app.state.feeds.held)


async def test_open_feeds_do_not_keep_the_server_from_stopping(
    server: Server, client: httpx.AsyncClient, api: Api
) -> None:
    await api.announced()
    async with feed(client, api, "dana") as open_feed:
        await anext(open_feed.lines)
        server.should_exit = True
        await open_feed.ends()
    await until(lambda: not server.server_state.connections)


async def test_an_open_page_by_itself_is_no_use_of_its_readers_session(
    client: httpx.AsyncClient, app: FastAPI, api: Api
) -> None:
    browser = await signed_in(app, "dana", api.organisation)
    cookie = {"Cookie": f"__Host-tally={browser.cookies['__Host-tally']}"}
    writer, before = app.state.doors.writer, datetime.now(UTC) - timedelta(hours=2)
    account = await writer.fetchval(ACCOUNT, f"dana@{api.organisation}.example")
    await writer.execute(LONG_AGO, account, before)

    async with client.stream("GET", f"/o/{api.organisation}/changes", headers=cookie) as listening:
        assert listening.status_code == 200
        assert await writer.fetchval(SEEN, account) == before
    by_itself = await client.get("/account", headers={**cookie, "Tally-By-Itself": "1"})

    assert by_itself.status_code == 200
    assert await writer.fetchval(SEEN, account) == before
    assert (await client.get("/account", headers=cookie)).status_code == 200
    assert await writer.fetchval(SEEN, account) > before
