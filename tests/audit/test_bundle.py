"""A real year taken away: whole, a cycle, a stream, with payloads left out; and it verifies alone."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path

import asyncpg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

sys.path.insert(0, str(Path(__file__).parent))

from cycle import LOG
from given import House, numbered, record
from taken import KEY, a_year, offline, taken

from audit.bundle import OFFLINE, NothingToTake, Selection, take
from audit.levels import Levels
from audit.note import Signer
from audit.scope import Scope
from audit.tree import leaf_hash, within
from runtime.postgres import EmbeddedPostgres
from store.pool import Connection


@pytest.fixture(scope="module")
async def house(
    postgres: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    folder = tmp_path_factory.mktemp("notary")
    async with a_year(postgres, template, "taken_away", folder) as made:
        yield made


@pytest.fixture
async def connection(house: House) -> AsyncIterator[Connection]:
    opened = await asyncpg.connect(house.url)
    await opened.execute("SET ROLE tally_reader")
    yield opened
    await opened.close()


def manifest_of(path: Path) -> dict:
    with zipfile.ZipFile(path) as archive:
        return json.loads(archive.read("manifest.json"))


async def test_a_whole_log_is_accepted_with_what_it_counts(connection, house, tmp_path):
    path = tmp_path / "all.zip"
    found = await taken(connection, path)

    code, words = offline(path, "--key", KEY, "--checkpoint", house.folder / "outside/halden.jsonl")

    assert (code, words.splitlines()[-1]) == (0, "Accepted."), words
    assert found.entries == found.payloads == found.size == manifest_of(path)["counts"]["entries"]
    assert f"B03  ok         Entries are canonical bytes: {found.size} entries" in words
    assert f"B11  ok         The log has the root of each checkpoint: {found.checkpoints}" in words
    assert f"what they stand under: {found.signatures} signatures" in words
    assert min(found.checkpoints, found.signatures) > 5
    assert f"are of this log: {found.checkpoints} checkpoints given" in words


def said_of(words: str) -> tuple[str, str]:
    """What is proved, and what is only stated."""
    proved, stated = words.partition("Proved:\n")[2].split(
        "Only stated, by whoever made this bundle:\n"
    )
    return proved, stated


async def test_what_is_proved_is_told_from_what_whoever_made_it_says(connection, house, tmp_path):
    path, held = tmp_path / "all.zip", house.folder / "outside/halden.jsonl"
    found = await taken(connection, path, histories="Temporal does not answer.")

    proved, stated = said_of(offline(path, "--key", KEY, "--checkpoint", held)[1])
    alone, of_itself = said_of(offline(path)[1])

    assert "Whoever holds the key that you gave, or one that it vouches for, signed" in proved
    assert f"Entries 1 to {found.size} of the log are all here, in this order" in proved
    assert f"{found.checkpoints} checkpoints that you hold, the largest of {found.size}," in proved
    assert "whose they are, nothing here shows" in alone
    assert "you gave no checkpoint or receipt" in of_itself
    assert "you gave no checkpoint or receipt" not in stated
    assert f"That nothing was recorded after entry {found.size}" in stated
    assert "nothing of Temporal's half is here" in stated
    assert "Why there is no more of them: Temporal does not answer." in stated


async def test_of_a_part_the_end_of_its_streams_and_what_is_left_out_are_only_stated(
    connection, tmp_path
):
    path = tmp_path / "part.zip"
    scope = Scope("stream", "unit/fy27/emea")
    found = await taken(connection, path, scope, ("PlanSigned",))

    proved, stated = said_of(offline(path)[1])

    assert f"Each of these {found.entries} entries is in the log of {found.size}" in proved
    assert "Entries 1 to" not in proved
    assert "That no stream goes further, and that there are no others" in stated
    assert f"Why {found.left_out['PlanSigned']} payloads are not in this bundle." in stated


async def test_of_what_is_not_accepted_nothing_is_said_to_be_proved(connection, house, tmp_path):
    path = tmp_path / "all.zip"
    await taken(connection, path)
    other = Signer(LOG.name, Ed25519PrivateKey.from_private_bytes(b"o" * 32))

    code, words = offline(path, "--key", str(other.verifier))

    assert code == 1
    assert "Proved:" not in words


async def test_every_file_is_the_one_that_the_manifest_names(connection, tmp_path):
    path = tmp_path / "all.zip"
    await taken(connection, path)

    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        named = json.loads(archive.read("manifest.json"))["files"]
        for one in named:
            assert sha256(archive.read(one["name"])).hexdigest() == one["sha256"]
        assert archive.read("verify.py") == (OFFLINE / "verify.py").read_bytes()
        letters = archive.read("letters.txt").decode()
    assert names == ["manifest.json", *(one["name"] for one in named)]
    assert letters.count("\nsigned ") == manifest_of(path)["counts"]["signatures"]


async def test_the_same_record_gives_the_same_bytes(connection, tmp_path):
    await taken(connection, tmp_path / "one.zip")
    await taken(connection, tmp_path / "two.zip")

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


async def test_the_verifier_in_the_bundle_needs_nothing_of_the_product(connection, tmp_path):
    path = tmp_path / "all.zip"
    await taken(connection, path)
    alone = tmp_path / "elsewhere"
    with zipfile.ZipFile(path) as archive:
        archive.extract("verify.py", alone)
    shutil.copy(path, alone)

    done = subprocess.run(  # noqa: ASYNC221 - nothing else runs meanwhile
        [sys.executable, "-I", "-W", "error", "verify.py", "all.zip", "--key", KEY],
        cwd=alone, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    rooms = ("audit", "domain", "store", "web", "projections", "runtime", "workflows")
    source = (alone / "verify.py").read_text(encoding="utf-8")
    assert not any(f"{word} {room}" in source for word in ("import", "from") for room in rooms)


@pytest.mark.parametrize(
    "scope",
    [Scope("cycle", "fy27"), Scope("stream", "unit/fy27/emea"), Scope("stream", "cycle/fy27")],
)
async def test_a_part_of_the_log_is_proved_to_be_in_the_whole(connection, tmp_path, scope):
    path = tmp_path / "part.zip"
    found = await taken(connection, path, scope)

    code, words = offline(path, "--key", KEY)

    assert code == 0, words
    assert f"in the log of the newest checkpoint: {found.entries} proofs" in words
    assert "only the whole log can prove" in words
    assert (found.entries < found.size) == (scope.kind == "stream")


STREAMS = {
    "cycle/fy27": True, "culture/fy27": True, "incentives/fy27": True, "unit/fy27/emea": True, "seller/fy27/paul": True,
    "cycle/fy270": False, "culture/fy270": False, "incentives/fy270": False, "unit/fy270/emea": False, "custody/record": False,
}  # fmt: skip
"""Whether each is within the cycle fy27: its own, its culture, and those of its units and sellers."""


@pytest.mark.parametrize(("stream", "within"), STREAMS.items())
def test_a_cycle_is_its_own_stream_its_culture_and_those_of_its_units_and_sellers(stream, within):
    assert Scope("cycle", "fy27").holds(stream) == within


async def test_every_stream_of_a_cycle_is_taken_and_accepted(pool, database_url, tmp_path):
    house = House(database_url, tmp_path / "notary")
    await record(pool, *STREAMS)
    await house.looked()
    connection = await asyncpg.connect(database_url)
    found = await taken(connection, tmp_path / "b.zip", Scope("cycle", "fy27"))
    await connection.close()

    code, words = offline(tmp_path / "b.zip")

    assert code == 0, words
    assert found.entries == sum(STREAMS.values())


@pytest.mark.parametrize("scope", [Scope(), Scope("stream", "unit/fy27/emea")])
async def test_payloads_can_be_left_out_and_the_rest_still_verifies(connection, tmp_path, scope):
    path = tmp_path / "redacted.zip"
    found = await taken(connection, path, scope, without=("PlanSigned", "PushbackRaised"))

    code, words = offline(path, "--key", KEY)

    assert code == 0, words
    assert found.left_out.keys() <= {"PlanSigned", "PushbackRaised"}
    assert found.left_out["PlanSigned"] > 0
    assert manifest_of(path)["left_out"] == found.left_out
    assert f"{sum(found.left_out.values())} payloads are not in this bundle." in words
    with zipfile.ZipFile(path) as archive:
        entries = map(json.loads, archive.read("entries.jsonl").splitlines())
        types = {one["position"]: json.loads(one["entry"])["type"] for one in entries}
        shown = map(json.loads, archive.read("payloads.jsonl").splitlines())
        assert not {types[one["position"]] for one in shown} & set(found.left_out)


async def test_a_key_from_elsewhere_is_asked_for_and_compared(connection, tmp_path):
    path = tmp_path / "all.zip"
    await taken(connection, path)
    other = f"{KEY.split('+')[0]}+{'0' * 8}+{KEY.split('+')[2]}"

    code, words = offline(path)
    assert code == 0
    assert "no key was given from outside" in words.splitlines()[-1]
    assert offline(path, "--key", other)[0] == 2


@pytest.mark.parametrize(
    ("scope", "organisation"),
    [
        (Scope("cycle", "fy99"), "halden"),
        (Scope("stream", "unit/fy27/eme"), "halden"),
        (Scope(), "no"),
    ],
)
async def test_what_is_not_there_is_not_taken(connection, tmp_path, scope, organisation):
    with (tmp_path / "none.zip").open("xb") as target, pytest.raises(NothingToTake):
        await take(connection, Selection(organisation, scope), target, beside=tmp_path)

    assert (tmp_path / "none.zip").read_bytes() == b""
    assert [one.name for one in tmp_path.iterdir()] == ["none.zip"]


async def test_what_is_not_signed_yet_waits(pool, database_url, tmp_path):
    house = House(database_url, tmp_path / "notary")
    await record(pool, *numbered(1, 5))
    await house.looked()
    await record(pool, *numbered(6, 8))
    connection = await asyncpg.connect(database_url)
    found = await taken(connection, tmp_path / "b.zip")
    await connection.close()

    assert (found.size, found.entries, found.waiting) == (5, 5, 3)
    assert offline(tmp_path / "b.zip")[0] == 0


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 100, 257])
def test_subtrees_on_the_disk_are_those_in_memory(tmp_path, size):
    leaves = [leaf_hash(str(number).encode()) for number in range(size)]
    known = within(leaves)
    with Levels(tmp_path) as levels:
        for leaf in leaves:
            levels.append(leaf)
        for end in range(1, size + 1):
            assert levels.subtree(0, end) == known(0, end)
        for level in range(size.bit_length()):
            for start in range(0, size, 1 << level):
                end = min(start + (1 << level), size)
                assert levels.subtree(start, end) == known(start, end)
