"""Bring the database to this release: `python -m runtime.migrate`; it starts nothing."""

from __future__ import annotations

import asyncio
import sys

import asyncpg
import structlog

from runtime import logs
from runtime.redacting import redact
from runtime.settings import Settings, SettingsInvalid
from store.checks import refuse_weak_durability
from store.errors import MigrationRefused, WeakDurability
from store.migrate import migrate

log = structlog.get_logger(__name__)

REFUSALS = (SettingsInvalid, MigrationRefused, WeakDurability, asyncpg.PostgresError, OSError)


async def run(settings: Settings) -> list[str]:
    """Return the names of the files that were applied; raises one of `REFUSALS`."""
    if settings.database_url is None:
        raise SettingsInvalid("DATABASE_URL is not set: there is nothing to migrate.")
    url = settings.database_url.get_secret_value()
    connection = await asyncpg.connect(url)
    try:
        await refuse_weak_durability(
            connection, expect_synchronous_standby=settings.synchronous_standby
        )
    finally:
        await connection.close()
    return await migrate(url)


def main() -> None:
    settings: Settings | None = None
    try:
        settings = Settings.from_environment()
        logs.configure(settings)
        applied = asyncio.run(run(settings))
    except REFUSALS as refused:
        sys.exit(redact(str(refused), settings.secrets() if settings else ()))
    log.info("the database is at this release", applied=applied)


if __name__ == "__main__":
    main()
