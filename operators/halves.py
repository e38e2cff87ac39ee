"""`tally rebuild workflows` and `tally rebuild events`: one half made again from the other."""

from __future__ import annotations

import asyncio
import json
from functools import partial
from pathlib import Path

import typer
from rich.console import Console

from audit.options import Folders
from audit.outside import NotUsable, read_folder
from audit.reaching import AWAY, could_not, settings
from audit.restoring import Outcome, restore_all
from audit.second_half import second_half
from audit.watching import watched
from operators.reaching import settings as named
from projections import rebuilding
from runtime import operate
from runtime.apart import TemporalAway, call, environment_of
from runtime.progress import Progress
from runtime.redacting import redact
from runtime.settings import Settings
from runtime.stack import FAILURES
from runtime.state import AlreadyRunning

FAILED = 1
OVER = {
    "started": "started from their streams",
    "running": "were running",
    "over": "are over and need none",
    "unreadable": "hold an event that this release does not know",
}


def workflows() -> None:
    """Start every plan's workflow from the record where none runs, after Temporal was lost.

    Giving it again starts nothing twice. What a plan owes follows from its record.
    """
    known = settings()
    if known.embeds_temporal:
        could_not("No Temporal runs here: start it with `make up`, or set TEMPORAL_ADDRESS.")
    outcomes = _begun_anew(known)
    for name, words in OVER.items():
        if count := outcomes.get(name, 0):
            typer.echo(f"{count:,} {words}.")
    if not outcomes:
        typer.echo("Nothing is recorded yet: there is nothing to start.")
    raise typer.Exit(FAILED if outcomes.get("unreadable") else 0)


def _begun_anew(known: Settings) -> dict[str, int]:
    """How many plans' workflows came out how."""
    outcomes: dict[str, int] = {}
    with watched() as progress:

        def heard(line: str) -> None:
            said = json.loads(line)
            outcomes.update(said.get("outcomes", {}))
            if "done" in said:
                progress("Plans", said["done"], said["of"])

        try:
            call("workflows.resuming", environment=environment_of(known), heard=heard)
        except TemporalAway as away:
            could_not(f"The workflows could not be started: {away}")
    return outcomes


def events(*, histories: Folders = None) -> None:
    """Bring back what the record lost at its end, after an older backup of PostgreSQL was restored.

    Each entry comes back from Temporal's histories with its own bytes, at its own position; nothing
    does where they contradict the record or its checkpoints, or lack a position. The stack must be
    down: the embedded servers are started for it, and stopped.
    """
    known, given = named(), tuple(histories or ())
    outcomes: list[Outcome] = []
    work = partial(_restore, given=given, outcomes=outcomes)
    try:
        if known.embeds_postgres or known.embeds_temporal:
            operate.on_servers(known, Console(stderr=True), work)
        else:
            work(known)
    except AlreadyRunning as running:
        could_not(f"{running} Stop it first, with `make down`: nothing may be recorded meanwhile.")
    except (*FAILURES, *AWAY, NotUsable) as failed:
        could_not(redact(str(failed) or type(failed).__name__, known.secrets()))
    for one in outcomes:
        typer.echo(one.words)
    raise typer.Exit(FAILED if any(one.refused for one in outcomes) else 0)


def _restore(known: Settings, given: tuple[Path, ...], outcomes: list[Outcome]) -> None:
    assert known.database_url is not None
    url = known.database_url.get_secret_value()
    with watched() as progress, second_half(known, given, progress, asks=True) as halves:
        if isinstance(halves, str):
            raise NotUsable(f"Without Temporal's histories nothing can be brought back. {halves}")
        outcomes += asyncio.run(restore_all(url, halves, read_folder(known.checkpoints_folder)))
    if any(one.brought_back for one in outcomes):
        asyncio.run(_renewed(url))


async def _renewed(url: str) -> None:
    await rebuilding.renew(url, Progress(Console(stderr=True)).step)
