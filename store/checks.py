"""Refuses to start on a PostgreSQL that could lose an acknowledged decision."""

from __future__ import annotations

from store.errors import WeakDurability
from store.pool import Connection

# With one of these off and a crash, a fifth of acknowledged decisions vanished, chain intact.
MUST_BE_ON = ("fsync", "full_page_writes", "synchronous_commit")
SYNCHRONOUS = ("sync", "quorum")
STANDBYS = "SELECT sync_state FROM pg_stat_replication"
UNLOGGED = """
    SELECT c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE n.nspname = 'tally' AND c.relkind IN ('r', 'p') AND c.relpersistence <> 'p'
"""


async def refuse_weak_durability(
    connection: Connection, *, expect_synchronous_standby: bool = False
) -> None:
    """Raise WeakDurability, saying what to set, unless a commit is safe when it is acknowledged."""
    if await connection.fetchval("SELECT pg_is_in_recovery()"):
        raise WeakDurability("this is a replica; point DATABASE_URL at the primary")
    for name in MUST_BE_ON:
        if await _setting(connection, name) == "off":
            raise WeakDurability(f"PostgreSQL's {name} is off; set {name} = on and reload it")
    if unlogged := await connection.fetch(UNLOGGED):
        names = ", ".join(row["relname"] for row in unlogged)
        raise WeakDurability(f"{names}: unlogged; ALTER TABLE tally.<name> SET LOGGED")
    if expect_synchronous_standby:
        await _refuse_without_standby(connection)


async def _refuse_without_standby(connection: Connection) -> None:
    if await _setting(connection, "synchronous_commit") == "local":
        raise WeakDurability(
            "a synchronous standby is expected, but synchronous_commit is local; set it to on"
        )
    names = await _setting(connection, "synchronous_standby_names")
    if not names:
        raise WeakDurability(
            "a synchronous standby is expected, but synchronous_standby_names is empty; name it"
        )
    states = [row["sync_state"] for row in await connection.fetch(STANDBYS)]
    if not any(state in SYNCHRONOUS for state in states):
        raise WeakDurability(
            f"a synchronous standby is expected ({names}), but none is connected and in sync; "
            "start it (to see its state, the login needs pg_read_all_stats)"
        )


async def _setting(connection: Connection, name: str) -> str:
    return str(await connection.fetchval("SELECT current_setting($1)", name))
