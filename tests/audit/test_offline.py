"""The offline verifier against bundles that were bent: none is accepted, and none makes it fail."""

from __future__ import annotations

import os
import sys
import zipfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import asyncpg
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from given import House
from halved import kept, recorded_streams, run_of
from long_form import LONG
from mutations import MUTATIONS, cut, named, read
from taken import KEY, VERIFIER, a_year, offline, taken
from zip_tricks import TRICKS, another_file_of_the_same_name, encrypted, trick

from audit.histories import Histories
from audit.scope import Scope
from runtime.postgres import EmbeddedPostgres
from store.pool import open_pool

TRIED = {"whole": 2_000, "part": 8_000} if LONG else {"whole": 200, "part": 800}
"""Mutations of the whole log's bundle, and of a small one's."""

RUN_ALONE = 12
"""How many of them are run as a process of their own, as their receiver does."""

TOUCHING = (
    "open", "os.", "shutil.", "tempfile.", "glob.", "subprocess.", "pty.", "socket.", "urllib.",
    "http.", "ctypes.", "import", "exec", "compile",
)  # fmt: skip
"""What Python tells an audit hook of whoever leaves the files that they were given."""

NOT_ACCEPTED = {1, 2}
OF_ITS_OWN = "it cannot be read ("
"""How it refuses what it did not foresee: never here."""

EVERY = MUTATIONS + TRICKS


@pytest.fixture(scope="module")
async def house(
    postgres: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_year(postgres, template, "offline", tmp_path_factory.mktemp("notary")) as made:
        yield made


@pytest.fixture(scope="module")
async def bundles(house: House, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """One of the whole log, and a small one of a stream, with Temporal's half of each."""
    folder = tmp_path_factory.mktemp("bundles")
    connection = await asyncpg.connect(house.url)
    pool = await open_pool(house.url, "tally_reader", max_size=1)
    streams = await recorded_streams(pool)
    await pool.close()
    runs = {name: run_of(name, rows) for name, rows in streams.items()}
    halves = Histories((kept(folder / "histories", runs),))
    await taken(connection, folder / "whole.zip", histories=halves)
    await taken(
        connection, folder / "part.zip", Scope("stream", "unit/fy27/emea"), histories=halves
    )
    await connection.close()
    return {name: (folder / f"{name}.zip").read_bytes() for name in ("whole", "part")}


def test_what_the_mutations_start_from_is_accepted(bundles, tmp_path):
    for name, data in bundles.items():
        (tmp_path / name).write_bytes(data)
        (tmp_path / f"{name}-again").write_bytes(named(read(data), tmp_path))

        assert VERIFIER(tmp_path / name, "--key", KEY)[0] == 0
        assert VERIFIER(tmp_path / f"{name}-again", "--key", KEY)[0] == 0
        assert offline(tmp_path / name, "--key", KEY) == VERIFIER(tmp_path / name, "--key", KEY)


class Watched:
    """Counts what the verifier does beyond reading the bundle and itself, while it is looked at."""

    def __init__(self, *allowed: Path) -> None:
        self.allowed = {str(path) for path in allowed}
        self.is_on = False
        self.seen: list[str] = []
        sys.addaudithook(self._hear)

    def _hear(self, event: str, details: tuple[object, ...]) -> None:
        if not self.is_on or not event.startswith(TOUCHING):
            return
        is_read = event == "open" and int(str(details[2])) & os.O_ACCMODE == os.O_RDONLY
        if not is_read or str(details[0]) not in self.allowed:
            self.seen.append(f"{event} {details!r}")

    @contextmanager
    def on(self) -> Iterator[None]:
        self.is_on = True
        try:
            yield
        finally:
            self.is_on = False


@pytest.mark.parametrize("name", ["whole", "part"])
def test_no_mutation_is_accepted_and_none_makes_it_fail_or_look_elsewhere(bundles, tmp_path, name):
    random, path, tried = Random(f"bent-{name}"), tmp_path / "bent.zip", 0  # noqa: S311 - the same places each time
    watched = Watched(path, VERIFIER.path)
    wrong: list[str] = []
    for number in range(TRIED[name]):
        mutate = EVERY[number % len(EVERY)]
        data = mutate(bundles[name], random, tmp_path)
        if not data or data == bundles[name]:
            continue
        path.write_bytes(data)
        tried += 1
        if number % (TRIED[name] // RUN_ALONE) == 0:
            code, words = offline(path, "--key", KEY)
        else:
            with watched.on():
                code, words = VERIFIER(path, "--key", KEY)
        if code not in NOT_ACCEPTED or "NOT ACCEPTED" not in words or OF_ITS_OWN in words:
            wrong.append(f"{number} {mutate.__name__}: {code} {words[-400:]}")

    assert not wrong
    assert not watched.seen
    assert tried > TRIED[name] * 0.9


def test_what_is_watched_is_seen(tmp_path):
    watched = Watched(tmp_path / "allowed")
    with watched.on():
        (tmp_path / "other").write_text("written")
        (tmp_path / "other").unlink()

    assert [one.split()[0] for one in watched.seen] == ["open", "os.remove"]


def test_tricks_of_a_zip_file_are_named(bundles, tmp_path):
    expected = {
        encrypted: "is encrypted",
        another_file_of_the_same_name: "stands in it twice",
        trick(filename="../entries.jsonl"): "is no file of a bundle: it is not read",
        trick(filename="/etc/passwd"): "is no file of a bundle: it is not read",
        trick(external_attr=0o120777 << 16): "is no plain file",
        trick(compress_type=zipfile.ZIP_DEFLATED): "is compressed",
        cut: "does not end as a zip file",
    }
    for mutate, words in expected.items():
        (tmp_path / "bent.zip").write_bytes(mutate(bundles["whole"], Random(5), tmp_path))  # noqa: S311
        code, said = VERIFIER(tmp_path / "bent.zip")
        assert code == 2
        assert words in said


def test_a_bomb_is_refused_before_it_is_read(tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", bytes(50 * 2**20))

    assert offline(tmp_path / "bomb.zip")[0] == 2


def test_what_is_no_bundle_and_what_is_not_there_is_said_so(tmp_path):
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "text").write_text("not a zip file at all, but quite long enough to be one")

    for name in ("empty", "text", "absent"):
        code, words = offline(tmp_path / name)
        assert code == 2
        assert words.startswith("NOT ACCEPTED: ")


def test_another_logs_key_is_not_trusted(bundles, tmp_path):
    (tmp_path / "b.zip").write_bytes(bundles["part"])
    other = "example.com/other+" + KEY.split("+", 1)[1]
    name, rest = "example.com/other", KEY.split("+", 2)[2]
    public = VERIFIER._module.unbase64(rest)[1:]
    other = f"{name}+{VERIFIER._module.Key(name, public).id.hex()}+{rest}"

    code, words = offline(tmp_path / "b.zip", "--key", other)

    assert code == 1
    assert "B16  FOUND" in words
