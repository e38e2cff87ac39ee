"""Temporal's half for a verification: fetched from the server that runs, the archive and folders given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from audit.histories import Histories
from runtime.apart import TemporalAway, fetch_histories
from runtime.settings import Settings

PART = "Temporal's histories"
Progress = Callable[[str, int, int], None]


@contextmanager
def second_half(
    known: Settings, given: tuple[Path, ...], progress: Progress, *, asks: bool
) -> Iterator[Histories | str]:
    """The histories, for as long as the block runs; or the words that say why there are none."""
    kept = known.archive_folder
    given = (*given, kept) if kept.is_dir() else given
    with TemporaryDirectory(prefix="tally-histories-") as folder:
        why = _fetched(known, Path(folder), progress) if asks else "Temporal was not to be asked."
        if why is None:
            yield Histories((Path(folder), *given))
        elif given:
            yield Histories(given)
        else:
            yield why


def _fetched(known: Settings, folder: Path, progress: Progress) -> str | None:
    if known.embeds_temporal:
        return "No Temporal runs here, and TEMPORAL_ADDRESS names none."
    try:
        fetch_histories(
            known, folder, lambda done, of: progress(PART, done, of), had=known.archive_folder
        )
    except TemporalAway as away:
        return f"Temporal does not answer: {away}"
    return None
