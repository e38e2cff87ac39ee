"""One year on the record for whoever only looks at it, or undoes what they did to it."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from cycle import recorded
from given import House

from runtime.postgres import EmbeddedPostgres
from store.pool import open_pool


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
