"""Temporal's half for a verification: fetched from the server that runs, the archive and folders given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import typer

from audit.histories import Histories
from audit.progress import Progress
from runtime.apart import TemporalAway, fetch_histories
from runtime.redacting import redact
from runtime.settings import Settings

PART = "Temporal's histories"


@contextmanager
def second_half(
    known: Settings, given: tuple[Path, ...], progress: Progress, *, asks: bool
) -> Iterator[Histories | str]:
    """The histories, for as long as the block runs; or the words that say why there are none.

    Where Temporal was not asked, those that were given say why they are not all.
    """
    kept = known.archive_folder
    given = (*given, kept) if kept.is_dir() else given
    with TemporaryDirectory(prefix="tally-histories-") as folder:
        why = _fetched(known, Path(folder), progress) if asks else "Temporal was not to be asked."
        if why is None:
            yield Histories((Path(folder), *given))
        elif given:
            yield Histories(given, why=why)
        else:
            yield why


def _fetched(known: Settings, folder: Path, progress: Progress) -> str | None:
    if known.embeds_temporal:
        return "No Temporal runs here, and TEMPORAL_ADDRESS names none."
    try:
        fetch_histories(known, folder, partial(progress, PART), had=known.archive_folder)
    except TemporalAway as away:
        # The reason may name machines, and what is returned goes into bundles.
        typer.echo(redact(str(away), known.secrets()), err=True)
        return "Temporal does not answer."
    return None
