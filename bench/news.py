"""How soon an open page hears of a decision: from the decision's receipt to the event it is sent."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from statistics import median, quantiles

import uvicorn
from fastapi import FastAPI
from httpx import AsyncClient
from rich.table import Table

DECISIONS = 50
UNTIL_HEARD = 30


@asynccontextmanager
async def heard_at(app: FastAPI, port: int, key: str) -> AsyncIterator[AsyncClient]:
    """The service on a port of its own: only over a connection does a feed come bit by bit."""
    config = uvicorn.Config(app, host="127.0.0.1", port=port, lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - it has no event for this
        await asyncio.sleep(0.02)
    headers = {"Tally-Key": key}
    async with AsyncClient(
        base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=120
    ) as http:
        yield http
    server.should_exit = True
    await serving


async def table(
    http: AsyncClient,
    feed: str,
    listener: str,
    decisions: Sequence[tuple[str, str, Mapping[str, object]]],
) -> Table:
    """`decisions` are a person, an address and a body each; one after the other."""
    found: list[float] = []
    heard: asyncio.Queue[tuple[int, float]] = asyncio.Queue()
    listening = asyncio.create_task(_listen(http, feed, listener, heard))
    await heard.get()  # the feed is open
    for person, address, body in decisions[:DECISIONS]:
        answer = await http.post(address, json=body, headers={"Tally-Person": person})
        receipt = time.perf_counter()
        answer.raise_for_status()
        position, at = 0, receipt
        async with asyncio.timeout(UNTIL_HEARD):
            while position < answer.json()["positions"][0]:
                position, at = await heard.get()
        found.append(max(0.0, at - receipt) * 1000)
    listening.cancel()
    made = Table("decisions", "p50 ms", "p95 ms", title="From the receipt to an open page")
    made.add_row(str(len(found)), f"{median(found):.0f}", f"{quantiles(found, n=20)[-1]:.0f}")
    return made


async def _listen(
    http: AsyncClient, feed: str, person: str, heard: asyncio.Queue[tuple[int, float]]
) -> None:
    headers = {"Tally-Person": person, "Accept": "text/event-stream"}
    async with http.stream("GET", feed, headers=headers) as answer:
        answer.raise_for_status()
        heard.put_nowait((0, 0.0))
        async for line in answer.aiter_lines():
            if line.startswith("id: "):
                heard.put_nowait((int(line.removeprefix("id: ")), time.perf_counter()))
