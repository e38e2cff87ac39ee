"""What each role may do to the record, tried by a login that is nothing but that role."""

from __future__ import annotations

import asyncpg
import pytest

from runtime.postgres import EmbeddedPostgres
from store.append import append

ROLES = ("tally_owner", "tally_migrator", "tally_writer", "tally_reader", "tally_notary")
RECORD = (
    "tally.events", "tally.payloads", "tally.heads", "tally.security_log",
    "tally.checkpoints", "tally.log_keys",
)  # fmt: skip
CHECKPOINT = """
    INSERT INTO tally.checkpoints (organisation, size, root, note, key_name, key_id)
    VALUES ('halden', 2, sha256(''), 'a note', 'tallystick', '\\x01020304')
"""
LOG_KEY = """
    INSERT INTO tally.log_keys
        (organisation, number, verifier_key, introduced_at, reason, words, prev, hash, note)
    VALUES ('halden', 1, 'a key', 2, 'first', '', sha256(''), sha256('a note'), 'a note')
"""
CHANGES = {
    "update": "UPDATE {0} SET organisation = organisation",
    "delete": "DELETE FROM {0}",
    "delete nothing": "DELETE FROM {0} WHERE false",
    "truncate": "TRUNCATE {0}",
    "truncate all": "TRUNCATE {0} CASCADE",
    "merge": "MERGE INTO {0} AS t USING (SELECT 1) AS s ON true WHEN MATCHED THEN DELETE",
}


@pytest.fixture
async def recorded(pool, request_for, new_event, now):
    outcome = await append(pool, request_for(new_event(), new_event("c-2")), recorded_at=now)
    await pool.execute(
        "INSERT INTO tally.security_log (organisation, at, actor, action, name, client) "
        "VALUES ('halden', now(), 'mara', 'sign', 'NotAuthorised', 'test')"
    )
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("RESET ROLE; SET LOCAL ROLE tally_notary")
        await connection.execute(f"{CHECKPOINT}; {LOG_KEY}")
    await pool.expire_connections()
    return outcome


@pytest.fixture
async def login(postgres: EmbeddedPostgres, database_url: str, recorded):
    """Connects as a login that was granted one role and holds nothing else."""
    opened: list[asyncpg.Connection] = []
    admin = await asyncpg.connect(database_url)

    async def connect(role: str) -> asyncpg.Connection:
        name = f"login_of_{role}"
        await admin.execute(f"DROP ROLE IF EXISTS {name}")
        await admin.execute(f"CREATE ROLE {name} LOGIN IN ROLE {role}")
        connection = await asyncpg.connect(database_url, user=name)
        opened.append(connection)
        await connection.execute(f"SET ROLE {role}")
        return connection

    yield connect
    for connection in opened:
        await connection.close()
    for role in ROLES:
        await admin.execute(f"DROP ROLE IF EXISTS login_of_{role}")
    await admin.close()


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("role", ROLES)
async def test_no_role_changes_what_is_recorded(login, database_url, role, change):
    connection = await login(role)
    before = await _contents(database_url)

    for table in RECORD:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(CHANGES[change].format(table))

    assert await _contents(database_url) == before


@pytest.mark.parametrize("change", ["update", "delete", "truncate"])
async def test_the_superuser_replaying_as_a_replica_is_refused_too(database_url, recorded, change):
    connection = await asyncpg.connect(database_url)
    try:
        await connection.execute("SET session_replication_role = replica")
        for table in RECORD:
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match=r"refused|forward"):
                await connection.execute(CHANGES[change].format(table))
    finally:
        await connection.close()


@pytest.mark.parametrize(
    "step",
    [
        "UPDATE tally.heads SET position = position - 1",
        "UPDATE tally.heads SET position = position",
        "UPDATE tally.heads SET position = 1",
        "UPDATE tally.heads SET organisation = 'other', position = 9",
        (
            "INSERT INTO tally.heads VALUES ('halden', 1) "
            "ON CONFLICT (organisation) DO UPDATE SET position = 1"
        ),
    ],
)
async def test_the_head_never_steps_back(login, step):
    owner = await login("tally_owner")

    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="only moves forward"):
        await owner.execute(step)


@pytest.mark.parametrize("role", ["tally_migrator", "tally_writer", "tally_reader", "tally_notary"])
@pytest.mark.parametrize(
    "attempt",
    [
        "ALTER TABLE tally.events DISABLE TRIGGER ALL",
        "ALTER TABLE tally.events DISABLE TRIGGER refuse_change",
        "ALTER TABLE tally.heads DISABLE TRIGGER refuse_step_back",
        "DROP TRIGGER refuse_change ON tally.events",
        "ALTER TABLE tally.events DROP CONSTRAINT events_version",
        "DROP TABLE tally.payloads",
        (
            "CREATE OR REPLACE FUNCTION tally.refuse_change() RETURNS trigger LANGUAGE plpgsql "
            "AS 'BEGIN RETURN NULL; END'"
        ),
        "CREATE TABLE tally.mine (id int)",
        "CREATE RULE hide AS ON SELECT TO tally.events DO INSTEAD NOTHING",
        "SET session_replication_role = replica",
        "INSERT INTO tally.heads VALUES ('other', 7)",
        "INSERT INTO tally.events (organisation) VALUES ('halden')",
        "INSERT INTO tally.payloads VALUES ('halden', 's', 9, '', '')",
        "INSERT INTO tally.migrations VALUES ('0009_mine.sql', '')",
        "ALTER TABLE tally.checkpoints DISABLE TRIGGER refuse_change",
        "DROP TABLE tally.log_keys",
    ],
)
async def test_nobody_but_the_owner_touches_the_guards(login, role, attempt):
    connection = await login(role)

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute(attempt)


@pytest.mark.parametrize("role", ["tally_migrator", "tally_writer", "tally_reader"])
@pytest.mark.parametrize("says", [CHECKPOINT, LOG_KEY])
async def test_nobody_but_the_notary_speaks_for_the_log(login, role, says):
    connection = await login(role)

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute(says)


@pytest.mark.parametrize("role", ["tally_writer", "tally_reader"])
async def test_writer_and_reader_see_what_the_notary_said(login, role):
    connection = await login(role)

    assert await connection.fetchval("SELECT size FROM tally.checkpoints") == 2
    assert await connection.fetchval("SELECT verifier_key FROM tally.log_keys") == "a key"


async def test_the_notary_reads_the_entries_and_nothing_else_of_the_record(login):
    notary = await login("tally_notary")

    assert await notary.fetchval("SELECT count(*) FROM tally.events") == 2
    assert await notary.fetchval("SELECT position FROM tally.heads") == 2
    for table in ("tally.payloads", "tally.drafts", "tally.security_log", "read_models.members"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await notary.fetch(f"TABLE {table}")
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await notary.fetch(
            "SELECT * FROM tally.append_events('halden', 's', 0, '', '{}', '{}', '{}', '{}')"
        )


async def test_one_size_has_one_checkpoint(login):
    notary = await login("tally_notary")

    with pytest.raises(asyncpg.UniqueViolationError):
        await notary.execute(CHECKPOINT)


@pytest.mark.parametrize("role", ["tally_writer", "tally_reader", "tally_notary"])
async def test_writer_reader_and_notary_cannot_become_the_owner(login, role):
    connection = await login(role)

    for other in ("tally_owner", "tally_migrator"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(f"SET ROLE {other}")


async def test_the_owner_has_no_login(login):
    owner = await login("tally_owner")

    assert not any(
        row["rolcanlogin"]
        for row in await owner.fetch("SELECT rolcanlogin FROM pg_roles WHERE rolname LIKE 'tally%'")
    )


async def test_the_reader_may_not_append(login):
    connection = await login("tally_reader")

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.fetch(
            "SELECT * FROM tally.append_events('halden', 's', 0, '', '{}', '{}', '{}', '{}')"
        )


RESTORE = "SELECT tally.restore_events('halden', 2, '{}', '{}', '{}', '{}')"


@pytest.mark.parametrize("role", ["tally_migrator", "tally_writer", "tally_reader", "tally_notary"])
async def test_nobody_but_the_owner_brings_entries_back(login, role):
    connection = await login(role)

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute(RESTORE)


async def test_the_migrator_brings_entries_back_once_it_says_that_it_is_the_owner(login):
    migrator = await login("tally_migrator")
    await migrator.execute("SET ROLE tally_owner")

    with pytest.raises(asyncpg.PostgresError, match="a tail has at least one entry"):
        await migrator.execute(RESTORE)


async def test_only_the_writer_sees_drafts(login, pool):
    insert = "INSERT INTO tally.drafts VALUES ('halden', 'mara', 'd', 'fy27', NULL, '{}', now())"
    await pool.execute(insert)
    await pool.execute("""UPDATE tally.drafts SET body = '{"a": 1}'""")
    reader = await login("tally_reader")

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await reader.fetch("SELECT * FROM tally.drafts")
    assert await pool.execute("DELETE FROM tally.drafts") == "DELETE 1"


async def test_a_new_read_model_is_kept_by_the_writer_and_read_by_the_reader(login):
    owner = await login("tally_owner")
    await owner.execute("CREATE TABLE read_models.trial (id text PRIMARY KEY, amount text)")
    writer, reader = await login("tally_writer"), await login("tally_reader")

    await writer.execute("INSERT INTO read_models.trial VALUES ('north', '1')")
    await writer.execute("UPDATE read_models.trial SET amount = '2'")
    assert await reader.fetchval("SELECT amount FROM read_models.trial") == "2"
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await reader.execute("DELETE FROM read_models.trial")
    await writer.execute("DELETE FROM read_models.trial")
    assert await reader.fetchval("SELECT count(*) FROM read_models.trial") == 0


async def test_a_search_path_of_the_callers_own_changes_nothing(login, request_for, new_event, now):
    """A SECURITY DEFINER function that looked names up there would run the caller's code."""
    writer = await login("tally_writer")
    await writer.execute("CREATE TEMP TABLE events (organisation text); SET search_path = pg_temp")

    rows = await writer.fetch(
        "SELECT * FROM tally.append_events('halden', 'unit/fy27/north', 0, $1, '{}', '{}', '{}', '{}')",
        bytes(32),
    )

    assert [row["outcome"] for row in rows] == ["behind", "behind"]


async def _contents(url: str) -> list[list[asyncpg.Record]]:
    connection = await asyncpg.connect(url)
    try:
        return [await connection.fetch(f"TABLE {table}") for table in RECORD]
    finally:
        await connection.close()
