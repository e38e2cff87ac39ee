"""What an auditor has done beside the pages: a verification or a bundle, each by a process of its own.

One at a time of each organisation, and `AT_ONCE` in all. A process is heard line by line, and ended with
this one, by whoever asks, when it takes too long, and when nobody looks any more.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import cast

import structlog
from fastapi import FastAPI
from pydantic import ValidationError

from audit.bundle import Taken
from audit.errand import BUNDLE, Errand, Kind, Said
from audit.report import Report
from runtime.apart import ROOT, environment_of
from runtime.redacting import redact
from runtime.settings import Settings
from web import errand_folders

log = structlog.get_logger(__name__)

AT_ONCE = 2
LONGEST = 3600.0
UNSEEN = 600.0
"""Seconds for which nobody looked, after which nobody waits."""

STOPPED = "It was stopped."
TOO_LONG = (
    "It took longer than an hour, which is as long as work from a page may take: "
    "`tally verify` and `tally audit export` on the host have no such limit."
)
NOBODY_LOOKED = "It was stopped: nobody had looked at this page for ten minutes. Begin it again."
NO_ANSWER = "It ended without an answer. The service's log says why."
NEEDLESS = (
    "TALLY_SEALING_KEY", "TALLY_SEALING_KEY_FILE", "TALLY_LOCAL_KEY", "TALLY_OIDC_CLIENT_SECRET",
    "TALLY_SMTP_URL", "TALLY_TOKEN",
)  # fmt: skip
"""Secrets that it has no use for, and where one lies."""


@dataclass
class Job:
    """One piece of work; `report`, `taken` or `failed` once it has ended."""

    errand: Errand
    by: str
    begun_at: datetime
    what: str = ""
    said: Said = field(default_factory=lambda: Said(part="waiting for the record"))
    report: Report | None = None
    taken: Taken | None = None
    failed: str | None = None
    ended: bool = False
    looked_at: float = field(default_factory=time.monotonic)
    _process: subprocess.Popen[str] | None = None

    @property
    def kind(self) -> Kind:
        return self.errand.kind

    @property
    def file(self) -> Path:
        return self.errand.folder / BUNDLE

    @property
    def size(self) -> int:
        return self.file.stat().st_size

    def clear(self) -> None:
        """Nothing is left of what was brought or made."""
        errand_folders.clear(self.errand.folder)

    def stop(self, why: str = STOPPED) -> None:
        """End it in the middle of whatever it does; what has ended stays as it is."""
        if not self.ended:
            self.failed = self.failed or why
            self._kill()

    def _kill(self) -> None:
        # Its whole group: whom it has asked for something ends too.
        if self._process:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)

    def run(self, settings: Settings) -> None:
        """Have it done; returns when it has ended."""
        try:
            with TemporaryFile("w+") as errors, self._started(settings, errors.fileno()) as process:
                self._process = process
                if self.failed:  # stopped before it was there
                    self._kill()
                self._hear(process)
                errors.seek(0)
                self._close(process.wait(), redact(errors.read(), settings.secrets()))
        except OSError as refused:
            self._close(None, str(refused))
        finally:
            if not self.taken:
                self.clear()
            self.ended = True

    def _started(self, settings: Settings, errors: int) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "audit.errands"],
            env=environment_for(settings, self.errand.folder),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            start_new_session=True,
        )

    def _hear(self, process: subprocess.Popen[str]) -> None:
        ending = threading.Timer(LONGEST, self.stop, (TOO_LONG,))
        ending.daemon = True
        ending.start()
        assert process.stdin is not None
        assert process.stdout is not None
        with suppress(BrokenPipeError):
            process.stdin.write(f"{self.errand.model_dump_json()}\n")
            process.stdin.flush()
        for line in process.stdout:
            with suppress(ValidationError):  # cut short by its end
                self._take(Said.model_validate_json(line))
            if time.monotonic() - self.looked_at > UNSEEN:
                self.stop(NOBODY_LOOKED)
        ending.cancel()

    def _take(self, said: Said) -> None:
        self.report, self.taken = said.report, said.taken
        if said.failed:
            self.failed = self.failed or said.failed
        elif said.part:
            self.said = said

    def _close(self, status: int | None, errors: str) -> None:
        if errors or status:
            log.warning("the desk's work complained", kind=self.kind, status=status, errors=errors)
        if not (self.report or self.taken or self.failed):
            self.failed = NO_ANSWER


def environment_for(settings: Settings, folder: Path) -> Mapping[str, str]:
    """What an errand inherits: where the servers are, and no other secret."""
    given = environment_of(settings)
    kept = {name: value for name, value in given.items() if name not in NEEDLESS}
    paths = os.pathsep.join(filter(None, (str(ROOT), given.get("PYTHONPATH"))))
    return kept | {"PYTHONPATH": paths, "TMPDIR": str(folder), "PYTHONUNBUFFERED": "1"}


@dataclass
class Desk:
    """The last of each kind by organisation; what it made goes when another is asked for."""

    _last: dict[tuple[str, Kind], Job] = field(default_factory=dict)

    def close(self) -> None:
        """What runs and what was made go with the process."""
        for job in self._last.values():
            job.stop()
            job.clear()

    def last(self, organisation: str, kind: Kind) -> Job | None:
        return self._last.get((organisation, kind))

    def under_way(self, organisation: str) -> Job | None:
        """What stands in the way of something else: the organisation's own, or as many as may be."""
        running = [job for job in self._last.values() if not job.ended]
        own = [job for job in running if job.errand.organisation == organisation]
        return next(iter(own), running[0] if len(running) >= AT_ONCE else None)

    def begin(self, settings: Settings, job: Job) -> bool:
        """Whether it was begun; nothing of it is left where something stands in its way."""
        place = job.errand.organisation, job.kind
        if self.under_way(job.errand.organisation):
            job.clear()
            return False
        if before := self._last.get(place):
            before.clear()
        self._last[place] = job
        # It listens to another process, which computes.
        threading.Thread(target=job.run, args=(settings,), daemon=True).start()
        return True


def desk_of(app: FastAPI) -> Desk:
    """One for each process."""
    state = app.state
    if not hasattr(state, "desk"):
        state.desk = Desk()
    return cast("Desk", state.desk)
