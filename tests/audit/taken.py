"""A real year's record for bundles, and the offline verifier as whoever gets a bundle runs it."""

from __future__ import annotations

import contextlib
import importlib.util
import io
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from cycle import LOG, ORGANISATION, recorded
from given import House

from audit.bundle import OFFLINE, Selection, Taken, take
from audit.histories import Histories
from audit.scope import WHOLE, Scope
from audit.told import NOT_ASKED
from runtime.postgres import EmbeddedPostgres
from store.pool import Connection, open_pool

KEY = str(LOG.verifier)
PATIENCE = 600


@asynccontextmanager
async def a_year(
    postgres: EmbeddedPostgres, template: str, name: str, folder: Path
) -> AsyncIterator[House]:
    """The whole year, recorded and witnessed, in a database of this name."""
    admin = await asyncpg.connect(postgres.url)
    await admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    house = House(postgres.url_of(name), folder)
    pool = await open_pool(house.url, "tally_writer", max_size=2)
    await recorded(pool, house)
    await pool.close()
    yield house
    await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
    await admin.close()


async def taken(
    connection: Connection,
    path: Path,
    scope: Scope = WHOLE,
    without: tuple[str, ...] = (),
    *,
    histories: Histories | str = NOT_ASKED,
) -> Taken:
    with path.open("xb") as target:
        return await take(
            connection, Selection(ORGANISATION, scope, without, histories=histories), target,
            beside=path.parent,
        )  # fmt: skip


def offline(bundle: Path, *asked: str) -> tuple[int, str]:
    """Exit code and words; it never fails in a way of its own."""
    done = subprocess.run(
        [sys.executable, "-I", OFFLINE / "verify.py", bundle, *asked],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert not done.stderr, done.stderr
    return done.returncode, done.stdout


@dataclass
class Verifier:
    """The one file, loaded from where it lies; its `main` is all that is called of it."""

    path: Path = OFFLINE / "verify.py"

    def __post_init__(self) -> None:
        spec = importlib.util.spec_from_file_location("bundle_verifier", self.path)
        assert spec
        assert spec.loader
        self._module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = self._module
        spec.loader.exec_module(self._module)

    @property
    def signed(self) -> set[str]:
        """The events that it asks for signatures."""
        return self._module.SIGNED

    def __call__(self, bundle: Path, *asked: str) -> tuple[int, str]:
        said, before = io.StringIO(), sys.argv
        sys.argv = ["verify.py", str(bundle), *map(str, asked)]
        try:
            with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
                return self._module.main(), said.getvalue()
        finally:
            sys.argv = before


VERIFIER = Verifier()
