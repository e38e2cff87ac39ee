from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
from pathlib import Path

import asyncpg
import pytest

from runtime.postgres_files import INSTALLATION
from store.errors import MigrationRefused
from store.migrate import MIGRATIONS, migrate, pending

FILES = sorted(path.name for path in MIGRATIONS.glob("*.sql"))
NEXT = f"{len(FILES) + 1:04d}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the migrations that a test may spoil."""
    return Path(shutil.copytree(MIGRATIONS, tmp_path / "migrations"))


async def test_the_migrations_leave_the_schema_that_schema_sql_shows(
    database_url, empty_database_url
):
    connection = await asyncpg.connect(empty_database_url)
    async with connection.transaction():
        await connection.execute((MIGRATIONS.parent / "schema.sql").read_text())
    await connection.close()

    assert _dumped(empty_database_url) == _dumped(database_url)


async def test_each_file_is_applied_once(empty_database_url):
    assert await migrate(empty_database_url) == FILES
    assert await migrate(empty_database_url) == []


async def test_two_that_migrate_at_once_apply_each_file_once(empty_database_url):
    applied = await asyncio.gather(*(migrate(empty_database_url) for _ in range(4)))

    assert sorted(applied) == [[], [], [], FILES]


async def test_an_edited_file_is_refused_and_nothing_is_applied(empty_database_url, folder):
    await migrate(empty_database_url, folder)
    edited = folder / FILES[1]
    edited.write_text(edited.read_text() + "\n-- a harmless remark\n")
    (folder / f"{NEXT}_more.sql").write_text("CREATE TABLE tally.more (id int)")

    with pytest.raises(MigrationRefused, match=f"{FILES[1]} was edited"):
        await migrate(empty_database_url, folder)

    assert await _value(empty_database_url, "SELECT to_regclass('tally.more')") is None


async def test_a_database_of_a_later_release_is_refused(empty_database_url, folder):
    later = folder / f"{NEXT}_more.sql"
    later.write_text("CREATE TABLE tally.more (id int)")
    await migrate(empty_database_url, folder)
    later.unlink()

    with pytest.raises(MigrationRefused, match=rf"{NEXT}_more.sql, which this release"):
        await migrate(empty_database_url, folder)


@pytest.mark.parametrize("name", ["next.sql", "0099_after_a_gap.sql", "0002_again.sql"])
async def test_files_that_are_not_numbered_one_by_one_are_refused(empty_database_url, folder, name):
    (folder / name).write_text("SELECT 1")

    with pytest.raises(MigrationRefused):
        await migrate(empty_database_url, folder)


async def test_a_file_that_fails_leaves_nothing_of_itself(empty_database_url, folder):
    broken = folder / f"{NEXT}_broken.sql"
    broken.write_text("CREATE TABLE tally.half (id int); SELECT 1/0;")

    with pytest.raises(asyncpg.DivisionByZeroError):
        await migrate(empty_database_url, folder)

    assert await _value(empty_database_url, "SELECT to_regclass('tally.half')") is None
    connection = await asyncpg.connect(empty_database_url)
    assert await pending(connection, folder) == [broken.name]
    await connection.close()


async def test_a_later_file_runs_as_the_owner(empty_database_url, folder):
    (folder / f"{NEXT}_more.sql").write_text("CREATE TABLE read_models.more (id int)")

    await migrate(empty_database_url, folder)

    owner = "SELECT tableowner::text FROM pg_tables WHERE tablename = 'more'"
    assert await _value(empty_database_url, owner) == "tally_owner"


async def test_a_login_that_is_no_superuser_can_migrate(postgres, template, empty_database_url):
    """As on a managed server; the roles are there already, and are its to take on."""
    name = _name(empty_database_url)
    admin = await asyncpg.connect(postgres.url)
    await admin.execute("CREATE ROLE operator LOGIN")
    await admin.execute(f"ALTER DATABASE {name} OWNER TO operator")
    await admin.execute("GRANT tally_owner, tally_writer, tally_reader, tally_migrator TO operator")

    try:
        applied = await migrate(empty_database_url.replace("postgres@", "operator@"))
    finally:
        await admin.execute(f"ALTER DATABASE {name} OWNER TO postgres")
        await admin.execute("REVOKE tally_owner FROM operator")
        await admin.execute("DROP ROLE operator")
        await admin.close()

    assert applied == FILES


async def test_a_database_that_cannot_hold_every_name_is_refused(postgres):
    admin = await asyncpg.connect(postgres.url)
    await admin.execute("CREATE DATABASE ascii ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
    try:
        with pytest.raises(MigrationRefused, match="encoding UTF8, not SQL_ASCII"):
            await migrate(postgres.url_of("ascii"))
    finally:
        await admin.execute("DROP DATABASE ascii WITH (FORCE)")
        await admin.close()


def _name(url: str) -> str:
    return url.split("/")[3].split("?", maxsplit=1)[0]


def _dumped(url: str) -> str:
    dumped = subprocess.run(
        [INSTALLATION / "bin" / "pg_dump", "--schema-only", "--exclude-table-data=*", url],
        capture_output=True,
        text=True,
        check=True,
    )
    # pg_dump fences its text with a word drawn anew each time.
    return re.sub(r"(?m)^\\(un)?restrict .*$", "", dumped.stdout)


async def _value(url: str, query: str):
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()
