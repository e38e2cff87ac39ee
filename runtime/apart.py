"""A Temporal client's work done in a process of its own, from one that must end in order."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryFile

from runtime.settings import Settings

ROOT = Path(__file__).parent.parent


class TemporalAway(Exception):
    """It could not be done; the message says why."""


def call(
    module: str, *arguments: str, environment: Mapping[str, str], heard: Callable[[str], None]
) -> None:
    """Run the module, handing on each line that it prints. Raises TemporalAway."""
    with (
        TemporaryFile("w+") as errors,  # a pipe that nobody reads meanwhile would fill
        subprocess.Popen(  # noqa: S603 - a module of our own, no shell
            [sys.executable, "-m", module, *arguments],
            env={
                **environment,
                "PYTHONPATH": f"{ROOT}{os.pathsep}{environment.get('PYTHONPATH', '')}",
            },
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        assert process.stdout is not None
        for line in process.stdout:
            heard(line.strip())
        process.wait()
        errors.seek(0)
        why = errors.read().strip()
    if process.returncode:
        raise TemporalAway(why.splitlines()[-1] if why else f"it ended with {process.returncode}")


def environment_of(settings: Settings) -> dict[str, str]:
    """What the process inherits, and where the servers and what is kept of them are."""
    given = dict(os.environ) | {"TALLY_STATE": str(settings.state)}
    if settings.database_url:
        given["DATABASE_URL"] = settings.database_url.get_secret_value()
    if settings.temporal_address:
        given["TEMPORAL_ADDRESS"] = settings.temporal_address
        given["TEMPORAL_NAMESPACE"] = settings.temporal_namespace
    for name, folder in (("ARCHIVE", settings.archive), ("CHECKPOINTS", settings.checkpoints)):
        if folder:
            given[f"TALLY_{name}"] = str(folder)
    return given


def fetch_histories(
    settings: Settings, folder: Path, heard: Callable[[int, int], None], *, had: Path | None = None
) -> None:
    """Have every history that Temporal has written to `folder`, but the runs in `had`.

    Raises TemporalAway.
    """

    def line(text: str) -> None:
        done, of = text.split()
        heard(int(done), int(of))

    more = (str(had),) if had else ()
    environment = environment_of(settings)
    call("runtime.histories", str(folder), *more, environment=environment, heard=line)
