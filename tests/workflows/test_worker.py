"""The worker as a process: it says when it is ready, works, and stops when it is asked to."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from beginnings import goal, start
from house import House

ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def process(*words: str, **variables: str) -> AsyncIterator[asyncio.subprocess.Process]:
    made = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "worker",
        *words,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "TALLY_LOG_FORMAT": "json", **variables},
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield made
    finally:
        if made.returncode is None:
            made.kill()
            await made.wait()


async def line_with(made: asyncio.subprocess.Process, words: str) -> str:
    assert made.stderr is not None
    async with asyncio.timeout(30):
        while line := (await made.stderr.readline()).decode():
            if words in line:
                return line
    raise AssertionError(f"the worker ended without saying {words!r}")


@pytest.mark.parametrize("options", [(), ("--sandbox",)], ids=["plain", "sandboxed"])
async def test_it_works_until_it_is_asked_to_stop(
    bare_house: House, database_url: str, options: tuple[str, ...]
) -> None:
    temporal = bare_house.client.service_client.config.target_host
    variables = {"DATABASE_URL": database_url, "TEMPORAL_ADDRESS": temporal}
    async with process("decisions", *options, **variables) as made:
        assert '"decisions"' in await line_with(made, "worker is ready")
        await bare_house.give(start())
        receipt = await bare_house.give(goal(), by="olu")
        made.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(made.wait(), 20) == 0
    assert receipt.last_version == 2


async def test_without_a_queue_named_it_serves_all(
    bare_house: House, database_url: str, tmp_path: Path
) -> None:
    temporal = bare_house.client.service_client.config.target_host
    variables = {"DATABASE_URL": database_url, "TEMPORAL_ADDRESS": temporal}
    async with process(TALLY_STATE=str(tmp_path), **variables) as made:
        ready = await line_with(made, "worker is ready")
        assert all(f'"{queue}"' in ready for queue in ("decisions", "messages", "reports"))
        await bare_house.give(start())
        made.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(made.wait(), 20) == 0


@pytest.mark.parametrize(
    ("words", "variables", "said"),
    [
        (("letters",), {}, "No such task queue: letters"),
        (("decisions",), {"TALLY_ENV": "moon"}, "TALLY_ENV"),
    ],
)
async def test_it_says_why_it_does_not_start(
    words: tuple[str, ...], variables: dict[str, str], said: str
) -> None:
    async with process(*words, **variables) as made:
        await line_with(made, said)
        assert await made.wait() == 1


async def test_it_does_not_start_without_a_record(bare_house: House, database_url: str) -> None:
    temporal = bare_house.client.service_client.config.target_host
    async with bare_house.working():
        await bare_house.give(start())
    async with process("decisions", TEMPORAL_ADDRESS=temporal) as made:
        await line_with(made, "DATABASE_URL is not set")
        assert await made.wait() == 1
