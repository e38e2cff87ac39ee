"""What an auditor has done in the background: a verification or a bundle, one at a time, told as it goes."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import mkdtemp
from typing import Literal, cast

import structlog
from fastapi import FastAPI

from audit.bundle import NothingToTake, Selection, Taken, take
from audit.outside import read_folder
from audit.report import Report
from audit.scope import Scope
from audit.zipped import TooLarge
from runtime.settings import Settings
from store.pool import Connection, open_pool, session

log = structlog.get_logger(__name__)

Kind = Literal["verification", "bundle"]
PATIENCE = 3600.0
HALVES = "A page does not fetch Temporal's histories; `tally verify` and `tally audit export` on the host do."


@dataclass
class Job:
    """One piece of work; `report`, `file` or `failed` once it has ended."""

    kind: Kind
    organisation: str
    by: str
    begun_at: datetime
    what: str = ""
    part: str = "waiting for the record"
    done: int = 0
    of: int = 0
    ended: bool = False
    failed: str | None = None
    report: Report | None = None
    taken: Taken | None = None
    file: Path | None = None
    folder: Path | None = None
    """Where the file lies, for this process alone."""

    @property
    def size(self) -> int:
        return self.file.stat().st_size if self.file else 0

    def clear(self) -> None:
        """Nothing is left of what was made."""
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)

    def tell(self, part: str, done: int, of: int) -> None:
        self.part, self.done, self.of = part, done, of


Work = Callable[[Connection, Job], Awaitable[None]]


@dataclass
class Desk:
    """The last of each kind by organisation, and the one that runs."""

    _last: dict[tuple[str, Kind], Job] = field(default_factory=dict)
    _running: Job | None = None

    @property
    def running(self) -> Job | None:
        return self._running if self._running and not self._running.ended else None

    def close(self) -> None:
        """What was made goes with the process."""
        for job in self._last.values():
            job.clear()

    def last(self, organisation: str, kind: Kind) -> Job | None:
        return self._last.get((organisation, kind))

    def begin(self, settings: Settings, job: Job, work: Work) -> bool:
        """Whether it was begun; one runs at a time, whoever wants it and of which organisation."""
        if self.running:
            return False
        before = self._last.get((job.organisation, job.kind))
        if before:
            before.clear()
        self._running = self._last[job.organisation, job.kind] = job
        # It computes for long: the pages that everybody else reads go on beside it.
        threading.Thread(target=_done, args=(settings, job, work), daemon=True).start()
        return True


def desk_of(app: FastAPI) -> Desk:
    """One for each process."""
    state = app.state
    if not hasattr(state, "desk"):
        state.desk = Desk()
    return cast("Desk", state.desk)


def _done(settings: Settings, job: Job, work: Work) -> None:
    try:
        asyncio.run(_asked(settings, job, work))
    except (NothingToTake, TooLarge) as nothing:
        job.failed = (
            str(nothing) or "A bundle has at most 4 GiB: take a cycle or a stream at a time."
        )
    except Exception as failed:
        # Whoever waits is told that it ended; why is in the log.
        log.exception("the desk's work failed", kind=job.kind, organisation=job.organisation)
        job.failed = f"It ended without an answer: {type(failed).__name__}."
    finally:
        if job.failed:
            job.clear()
        job.ended = True


async def _asked(settings: Settings, job: Job, work: Work) -> None:
    assert settings.database_url is not None
    url = settings.database_url.get_secret_value()
    pool = await open_pool(url, "tally_reader", max_size=1, patience=PATIENCE)
    try:
        async with session(pool) as connection:
            await work(connection, job)
    finally:
        await pool.close()


def verifying(settings: Settings) -> Work:
    """Every check, against the notary's own files where they are on this machine."""

    async def work(connection: Connection, job: Job) -> None:
        from audit.verify import Wanted, verify  # noqa: PLC0415 - the web process starts without

        outside = read_folder(settings.checkpoints_folder)
        wanted = Wanted(job.organisation, outside, halves=HALVES)
        job.report = await verify(connection, wanted, progress=job.tell)

    return work


def taking(scope: Scope, without: tuple[str, ...]) -> Work:
    """A bundle in a file of its own, for this process alone."""

    async def work(connection: Connection, job: Job) -> None:
        job.folder = folder = Path(mkdtemp(prefix="tally-taken-"))
        path = folder / "bundle.zip"
        with path.open("wb") as target:
            job.taken = await take(
                connection, Selection(job.organisation, scope, without, histories=HALVES), target,
                beside=folder, progress=partial(job.tell, "entries"),
            )  # fmt: skip
        job.file = path

    return work
