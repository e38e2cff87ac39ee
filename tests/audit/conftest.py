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
from taken import a_year

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
