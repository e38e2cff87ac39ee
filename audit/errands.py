"""Does one errand of a page and ends: `python -m audit.errands`, which web starts and listens to.

The errand is the first line of its input; each line of its output is what `audit.errand.Said` has.
It reads in the reader's role, gives way to whoever else wants the machine, takes no more memory than
`MOST_MEMORY`, and ends with whoever asked: with their input's end the whole process group does.
"""

from __future__ import annotations

import asyncio
import errno
import os
import resource
import shutil
import signal
import sqlite3
import sys
import threading
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from audit.bundle import NothingToTake, Selection, Taken, take
from audit.errand import BUNDLE, Brought, Errand, Said
from audit.histories import Histories
from audit.note import NoteRefused, Verifier
from audit.outside import NotUsable, Outside, read, read_folder, together
from audit.reaching import AWAY, answered
from audit.report import Report
from audit.second_half import second_half
from audit.verify import Wanted, verify
from audit.zipped import TooLarge
from runtime.redacting import redact
from runtime.settings import Settings
from store.pool import Connection

MOST_MEMORY = 1 << 30
"""Bytes that each process may have for its data: a plan's histories are the most that is held."""

GIVES_WAY = 10
TOO_MUCH = (
    f"It needed more memory than the {MOST_MEMORY >> 20} MiB that work from a page may have: "
    "`tally verify` and `tally audit export` on the host have no such limit."
)
NO_ROOM = (
    "There is no room for it where this service writes. Take a cycle or a stream at a time, or "
    "use `tally verify` and `tally audit export` on the host."
)
EXPECTED = (NotUsable, NothingToTake, TooLarge)


def main() -> None:
    errand = Errand.model_validate_json(sys.stdin.buffer.readline())
    _bounded()
    threading.Thread(target=_end_with_who_asked, args=(errand.folder,), daemon=True).start()
    settings = Settings.from_environment()
    try:
        _say(_done(errand, settings))
    except EXPECTED as refused:
        _say(Said(failed=str(refused)))
    except MemoryError:
        _say(Said(failed=TOO_MUCH))
    except (*AWAY, sqlite3.OperationalError) as away:
        if _is_full(away):
            _say(Said(failed=NO_ROOM))
            return
        why = redact(str(away) or type(away).__name__, settings.secrets())
        sys.stderr.write(f"{why}\n")
        _say(Said(failed="The record does not answer. Try again once the service is well."))


def _is_full(error: Exception) -> bool:
    """Of its own folder; the server's disk is the server's to speak of."""
    return getattr(error, "errno", None) == errno.ENOSPC or "disk is full" in str(error)


def _bounded() -> None:
    os.nice(GIVES_WAY)
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, most))


def _end_with_who_asked(folder: Path) -> None:
    while os.read(sys.stdin.fileno(), 1):  # unbuffered: a buffer's lock is in the way of the exit
        pass
    shutil.rmtree(folder, ignore_errors=True)
    os.killpg(os.getpid(), signal.SIGKILL)


def _say(said: Said) -> None:
    sys.stdout.write(f"{said.model_dump_json(exclude_defaults=True)}\n")
    sys.stdout.flush()


def _progress(part: str, done: int, of: int) -> None:
    _say(Said(part=part, done=done, of=of))


def _done(errand: Errand, settings: Settings) -> Said:
    # Read before anything is fetched: who brought a file that is none hears it at once.
    outside = _outside(errand, settings) if errand.kind == "verification" else Outside()
    assert settings.database_url is not None
    url = settings.database_url.get_secret_value()
    with second_half(settings, (), _progress, asks=True) as halves:
        if errand.kind == "bundle":
            return Said(taken=asyncio.run(answered(url, partial(_taken, errand, halves))))
        wanted = Wanted(errand.organisation, outside).with_halves(halves)
        return Said(report=asyncio.run(answered(url, partial(_verified, wanted))))


def _outside(errand: Errand, settings: Settings) -> Outside:
    """What was brought, and the notary's own files where they are on this machine."""
    keys = (_key(errand.key, errand.organisation),) if errand.key else ()
    theirs = tuple(_read(errand.organisation, errand.brought))
    return together((*theirs, read_folder(settings.checkpoints_folder), Outside(keys=keys)))


def _key(text: str, organisation: str) -> Verifier:
    try:
        key = Verifier.read(text)
    except NoteRefused as refused:
        raise NotUsable(f"The log's key that was given cannot be used: {refused}.") from refused
    if not Outside(keys=(key,)).of(organisation).keys:
        raise NotUsable(f"The key that was given is {key.name}'s: it is of another log.")
    return key


def _read(organisation: str, brought: Iterable[Brought]) -> Iterable[Outside]:
    for one in brought:
        found = read(one.path, one.name)
        about = found.of(organisation)
        if not about.claims and not about.lists:
            raise NotUsable(f"{one.name} says nothing of {organisation}: it is of another log.")
        yield found


async def _verified(wanted: Wanted, connection: Connection) -> Report:
    return await verify(connection, wanted, progress=_progress)


async def _taken(errand: Errand, halves: Histories | str, connection: Connection) -> Taken:
    wanted = Selection(errand.organisation, errand.scope, errand.without, histories=halves)
    with (errand.folder / BUNDLE).open("wb") as target:
        return await take(connection, wanted, target, beside=errand.folder, progress=_progress)


if __name__ == "__main__":
    main()
