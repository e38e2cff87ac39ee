"""The record as an auditor's command reaches it: of a running stack, or of DATABASE_URL."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import NoReturn, TypeVar

import asyncpg
import typer

from runtime.redacting import redact
from runtime.settings import Settings, SettingsInvalid
from runtime.state import of_running
from store.errors import OutcomeUnknown
from store.pool import Connection, open_pool, session

AWAY = (OSError, OutcomeUnknown, asyncpg.PostgresError, asyncpg.InterfaceError)
PATIENCE = 3600.0
COULD_NOT = 2
NOTHING = "Nothing is running: start it with `make up`, or set DATABASE_URL."
Answer = TypeVar("Answer")


def settings() -> Settings:
    """Of the environment, with the running stack's addresses; ends where they cannot be used."""
    try:
        return of_running(Settings.from_environment())
    except SettingsInvalid as invalid:
        could_not(str(invalid))


def asked(known: Settings, ask: Callable[[Connection], Awaitable[Answer]]) -> Answer:
    """What the database answers to a reader; ends, saying why, where it cannot be asked."""
    if known.database_url is None:
        could_not(NOTHING)
    try:
        return asyncio.run(answered(known.database_url.get_secret_value(), ask))
    except AWAY as away:
        could_not(redact(str(away) or type(away).__name__, known.secrets()))


async def answered(url: str, ask: Callable[[Connection], Awaitable[Answer]]) -> Answer:
    """What the database answers to a reader. Raises what AWAY names."""
    pool = await open_pool(url, "tally_reader", max_size=1, patience=PATIENCE)
    try:
        async with session(pool) as connection:
            return await ask(connection)
    finally:
        await pool.close()


def could_not(why: str) -> NoReturn:
    """End with 2: nothing was found out."""
    typer.echo(why, err=True)
    raise typer.Exit(COULD_NOT) from None
