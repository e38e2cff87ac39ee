"""The logins of the record's server: each can do its work, and no more."""

from __future__ import annotations

import asyncpg
import pytest
from production import SECRETS, RecordServer, psql

from store.migrate import migrate
from store.pool import open_pool

PRIVILEGED = "SELECT rolname FROM pg_roles WHERE rolsuper OR rolcreaterole OR rolcreatedb"
HASHES = "SELECT rolname FROM pg_authid WHERE rolpassword LIKE 'SCRAM-SHA-256$%' ORDER BY rolname"


def test_nobody_but_the_superuser_may_make_roles_or_databases(record_server: RecordServer) -> None:
    assert psql(record_server.url("postgres"), "--command", PRIVILEGED) == "postgres"


def test_the_passwords_are_those_of_the_environment_kept_as_hashes(
    record_server: RecordServer,
) -> None:
    found = psql(record_server.url("postgres"), "--command", HASHES)
    assert found.splitlines() == ["tally_migrate", "tally_notarise", "tally_service"]
    kept = psql(record_server.url("postgres"), "--command", "SELECT rolpassword FROM pg_authid")
    assert not any(secret in kept for secret in SECRETS.values())


async def test_the_service_appends_reads_and_changes_nothing(record_server: RecordServer) -> None:
    await migrate(record_server.url("tally_migrate"))
    pool = await open_pool(record_server.url("tally_service"), "tally_writer")
    try:
        async with pool.acquire() as connection:
            assert await connection.fetchval("SELECT count(*) FROM tally.events") == 0
            for statement in (
                "DELETE FROM tally.events",
                "INSERT INTO tally.heads VALUES ('halden', 1)",
                "SET ROLE tally_owner",
                "CREATE TABLE tally.another (a int)",
            ):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(statement)
    finally:
        await pool.close()


async def test_the_service_cannot_migrate(record_server: RecordServer) -> None:
    await migrate(record_server.url("tally_migrate"))
    connection = await asyncpg.connect(record_server.url("tally_service"))
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("CREATE SCHEMA another")
    finally:
        await connection.close()


async def test_the_notary_reads_entries_and_only_adds_checkpoints(
    record_server: RecordServer,
) -> None:
    await migrate(record_server.url("tally_migrate"))
    pool = await open_pool(record_server.url("tally_notarise"), "tally_notary")
    try:
        async with pool.acquire() as connection:
            assert await connection.fetchval("SELECT count(*) FROM tally.events") == 0
            assert await connection.fetchval("SELECT count(*) FROM tally.checkpoints") == 0
            for statement in (
                "DELETE FROM tally.checkpoints",
                "UPDATE tally.log_keys SET words = ''",
                "INSERT INTO tally.heads VALUES ('halden', 1)",
                "SELECT * FROM tally.payloads",
                "SET ROLE tally_writer",
            ):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(statement)
    finally:
        await pool.close()


@pytest.mark.parametrize("login", ["tally_migrate", "tally_service"])
async def test_no_other_login_is_the_notary(record_server: RecordServer, login: str) -> None:
    await migrate(record_server.url("tally_migrate"))
    connection = await asyncpg.connect(record_server.url(login))
    try:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("SET ROLE tally_notary")
    finally:
        await connection.close()
