"""The record as an operator's command reaches it: of a running stack, or of DATABASE_URL."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Annotated, TypeVar

import asyncpg
import typer
from rich.console import Console

from projections.rebuilding import Step
from runtime.progress import Progress
from runtime.redacting import redact
from runtime.settings import Settings, SettingsInvalid
from runtime.state import of_running
from store.errors import OutcomeUnknown

Answer = TypeVar("Answer")
NOTHING = "Nothing is running: start it with `make up`, or set DATABASE_URL."
UNREACHABLE = (OSError, OutcomeUnknown, asyncpg.PostgresError, asyncpg.InterfaceError)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def settings() -> Settings:
    return usable(Settings.from_environment)


def usable(asked: Callable[[], Answer]) -> Answer:
    """What settings say; else exit 2, saying why."""
    try:
        return asked()
    except SettingsInvalid as invalid:
        typer.echo(str(invalid), err=True)
        raise typer.Exit(2) from None


def on_the_record(ask: Callable[[str, Step], Awaitable[Answer]]) -> Answer:
    """What the running stack's database answers, or DATABASE_URL's; else exit 3, saying why."""
    known = of_running(settings())
    url = known.database_url.get_secret_value() if known.database_url else None
    try:
        if url is None:
            raise OSError(NOTHING)
        return asyncio.run(_awaited(ask(url, Progress(Console(stderr=True)).step)))
    except UNREACHABLE as away:
        typer.echo(redact(str(away) or type(away).__name__, known.secrets()), err=True)
        raise typer.Exit(3) from None


async def _awaited(asked: Awaitable[Answer]) -> Answer:
    return await asked
