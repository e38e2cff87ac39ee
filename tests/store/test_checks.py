from __future__ import annotations

from pathlib import Path

import asyncpg
import pytest

from runtime.postgres import EmbeddedPostgres
from store.checks import refuse_weak_durability
from store.errors import WeakDurability
from store.pool import open_pool


async def test_the_embedded_server_is_safe(pool):
    async with pool.acquire() as connection:
        assert await refuse_weak_durability(connection) is None


@pytest.mark.parametrize("name", ["fsync", "full_page_writes"])
async def test_a_server_that_does_not_sync_is_refused(scratch: Path, name):
    with EmbeddedPostgres.start(scratch / f"without-{name}", settings={name: "off"}) as server:
        connection = await asyncpg.connect(server.url)
        try:
            with pytest.raises(WeakDurability, match=f"set {name} = on"):
                await refuse_weak_durability(connection)
        finally:
            await connection.close()


async def test_a_database_whose_commits_do_not_wait_is_refused(database_url):
    name = database_url.split("/")[3].split("?")[0]
    connection = await asyncpg.connect(database_url)
    await connection.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
    await connection.close()
    pool = await open_pool(database_url)
    try:
        async with pool.acquire() as session:
            with pytest.raises(WeakDurability, match="set synchronous_commit = on"):
                await refuse_weak_durability(session)
    finally:
        await pool.close()


async def test_a_record_that_a_crash_empties_is_refused(database_url):
    connection = await asyncpg.connect(database_url)
    try:
        await connection.execute("ALTER TABLE tally.events SET UNLOGGED")
        with pytest.raises(WeakDurability, match="events: unlogged"):
            await refuse_weak_durability(connection)
    finally:
        await connection.close()


async def test_an_expected_standby_that_is_not_named_is_refused(pool):
    async with pool.acquire() as connection:
        with pytest.raises(WeakDurability, match="synchronous_standby_names is empty"):
            await refuse_weak_durability(connection, expect_synchronous_standby=True)
        await connection.execute("SET synchronous_commit = local")
        with pytest.raises(WeakDurability, match="synchronous_commit is local"):
            await refuse_weak_durability(connection, expect_synchronous_standby=True)


async def test_an_expected_standby_that_is_not_there_is_refused(scratch: Path):
    settings = {"synchronous_standby_names": "elsewhere"}
    with EmbeddedPostgres.start(scratch / "alone", settings=settings) as server:
        connection = await asyncpg.connect(server.url)
        try:
            with pytest.raises(WeakDurability, match=r"expected \(elsewhere\), but none"):
                await refuse_weak_durability(connection, expect_synchronous_standby=True)
        finally:
            await connection.close()
