"""`tally up` as a process of its own, and the operator's commands beside it."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil

from runtime.ports import is_free
from runtime.state import StateFolder

ROOT = Path(__file__).parents[2]
PATIENCE = 120
LINK = re.compile(r"http://\S+/welcome/\S+")


def ports(how_many: int) -> list[int]:
    """Free ports, no two alike, below those that the system gives to outgoing connections."""
    drawn = random.sample(range(20_000, 32_000), 200)
    return [port for port in drawn if is_free(port)][:how_many]


class Stack:
    """One running product; `tally(...)` is its operator's command line."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port, temporal, temporal_ui = ports(3)
        self.address = f"http://localhost:{self.port}"
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("TALLY_", "TEMPORAL_", "DATABASE_URL"))
        }
        self.environment = kept | {
            "TALLY_STATE": str(folder),
            "TALLY_HTTP_PORT": str(self.port),
            "TALLY_TEMPORAL_PORT": str(temporal),
            "TALLY_TEMPORAL_UI_PORT": str(temporal_ui),
        }
        folder.parent.mkdir(parents=True, exist_ok=True)
        self.log = folder.parent / f"{folder.name}.log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "cli", "up"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def until_ready(self) -> None:
        end = time.monotonic() + PATIENCE
        while not ((running := StateFolder(self.folder).running()) and running.ready):
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < end, self.log.read_text()
            time.sleep(0.1)

    def tally(self, *words: str, said: str | None = None, patience: int = PATIENCE) -> str:
        """What `tally` printed; a refusal fails the test with its words."""
        done = subprocess.run(
            [sys.executable, "-m", "cli", *words],
            cwd=ROOT,
            env=self.environment,
            input=said,
            capture_output=True,
            text=True,
            timeout=patience,
            check=False,
        )
        assert done.returncode == 0, f"tally {' '.join(words)}\n{done.stdout}{done.stderr}"
        return done.stdout

    def link(self, *words: str) -> str:
        """The one-time link that a command printed."""
        found = LINK.search(self.tally(*words))
        assert found is not None, words
        return found[0]

    @property
    def local_key(self) -> str | None:
        """What lets the operator of this very machine call in anybody's name."""
        return StateFolder(self.folder).local_key()

    def stop(self) -> None:
        """In order if it can be, else killed with all that it started."""
        if self.process.poll() is not None:
            return
        family = [
            psutil.Process(self.process.pid),
            *psutil.Process(self.process.pid).children(recursive=True),
        ]
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(PATIENCE)
            return
        for one in family:
            with suppress(psutil.NoSuchProcess):
                one.kill()
