"""One year on the record for whoever only looks at it, or undoes what they did to it."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import halved
from cycle import recorded
from given import House

from runtime.postgres import EmbeddedPostgres
from store.model import Recorded
from store.pool import Connection, open_pool


@pytest.fixture(scope="session")
async def audited(
    postgres: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    """The whole year, recorded and witnessed."""
    admin = await asyncpg.connect(postgres.url)
    await admin.execute(f"CREATE DATABASE audited TEMPLATE {template}")
    house = House(postgres.url_of("audited"), tmp_path_factory.mktemp("notary"))
    pool = await open_pool(house.url, "tally_writer", max_size=2)
    await recorded(pool, house)
    await pool.close()
    yield house
    await admin.execute("DROP DATABASE audited WITH (FORCE)")
    await admin.close()


@pytest.fixture
async def connection(audited: House) -> AsyncIterator[Connection]:
    """The superuser's; whatever a test does is undone."""
    there = await asyncpg.connect(audited.url)
    undone = there.transaction(isolation="repeatable_read")
    await undone.start()
    yield there
    await undone.rollback()
    await there.close()


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
