"""One year on the record for whoever only looks at it, or undoes what they did to it."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import halved
from given import House
from taken import a_year, taken

from audit.histories import Histories
from audit.scope import WHOLE, Scope
from runtime.postgres import EmbeddedPostgres
from store.model import Recorded
from store.pool import Connection, open_pool


@pytest.fixture(scope="session")
async def audited(
    postgres: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """The whole year, recorded and witnessed."""
    folder = tmp_path_factory.mktemp("notary")
    async with a_year(postgres, template, "audited", folder) as made:
        yield made


@pytest.fixture
async def connection(audited: House) -> AsyncIterator[Connection]:
    async with audited.undone() as connection:
        yield connection


@pytest.fixture
async def streams(audited: House) -> dict[str, tuple[Recorded, ...]]:
    pool = await open_pool(audited.url, "tally_reader", max_size=1)
    found = await halved.recorded_streams(pool)
    await pool.close()
    return found


@pytest.fixture
def runs(streams: dict[str, tuple[Recorded, ...]]) -> dict[str, list[Any]]:
    """The year as Temporal would have it."""
    return {stream: halved.run_of(stream, rows) for stream, rows in streams.items()}


@pytest.fixture(scope="session")
async def bundles(audited: House, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """One of the whole log, and a small one of a stream, with Temporal's half of each."""
    folder = tmp_path_factory.mktemp("bundles")
    pool = await open_pool(audited.url, "tally_reader", max_size=1)
    streams = await halved.recorded_streams(pool)
    runs = {name: halved.run_of(name, rows) for name, rows in streams.items()}
    halves = Histories((halved.kept(folder / "histories", runs),))
    scopes = {"whole": WHOLE, "part": Scope("stream", "unit/fy27/emea")}
    async with pool.acquire() as connection:
        for name, scope in scopes.items():
            await taken(connection, folder / f"{name}.zip", scope, histories=halves)
    await pool.close()
    return {name: (folder / f"{name}.zip").read_bytes() for name in scopes}
