"""Temporal's half in a bundle: as hashes, checked by the offline verifier, and no word of a payload."""

from __future__ import annotations

import json
import re
import sys
import zipfile
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from cycle import ORGANISATION
from given import House
from halved import LATER, begun, kept, marker, recorded_streams, run_of
from mutations import named, read
from rewriting import witnessed
from taken import KEY, VERIFIER, taken
from tampering import TAMPERINGS

from audit.histories import Histories
from audit.scope import Scope
from audit.told import Telling
from store.canonical import instant
from store.pool import open_pool

STREAM = "unit/fy27/emea"


@pytest.fixture(scope="module")
async def runs(audited: House) -> dict[str, list]:
    pool = await open_pool(audited.url, "tally_reader", max_size=1)
    streams = await recorded_streams(pool)
    await pool.close()
    return {name: run_of(name, rows) for name, rows in streams.items()}


def lines(path: Path, name: str) -> list[dict]:
    with zipfile.ZipFile(path) as archive:
        return [json.loads(line) for line in archive.read(name).splitlines()]


@pytest.mark.parametrize("scope", [Scope(), Scope("cycle", "fy27"), Scope("stream", STREAM)])
async def test_every_entry_of_a_bundle_is_beside_what_a_history_has_of_it(
    connection, runs, tmp_path, scope
):
    path = tmp_path / "taken.zip"
    found = await taken(
        connection, path, histories=Histories((kept(tmp_path / "h", runs),)), scope=scope
    )

    code, words = VERIFIER(path, "--key", KEY)

    assert code == 0, words
    assert f"B24  ok         What is recorded is in Temporal's histories: {found.entries}" in words
    assert f"in the same words: {found.told} things told" in words
    assert found.told > found.entries
    assert {one["stream"] for one in lines(path, "histories.jsonl")} <= {
        one["stream"] for one in lines(path, "streams.jsonl")
    }


async def test_no_payload_leaks_through_a_history(connection, runs, tmp_path):
    path = tmp_path / "taken.zip"
    halves = Histories((kept(tmp_path / "h", runs),))
    found = await taken(connection, path, histories=halves, without=("PlanSigned",))

    assert found.left_out["PlanSigned"]
    told = lines(path, "histories.jsonl")
    assert {tuple(one) for one in told} == {("commitment", "hash", "position", "stream", "version")}
    entries = [json.loads(one["entry"]) for one in lines(path, "entries.jsonl")]
    salted = {one["payload_commitment"] for one in entries} | {None}
    assert {one["commitment"] for one in told} == salted
    assert {one["hash"] for one in told} == {one["hash"] for one in lines(path, "entries.jsonl")}
    assert VERIFIER(path)[0] == 0


PAYLOAD = '{"amount":"1.00"}'
GUESSED = {PAYLOAD, *(sha256(salt + PAYLOAD.encode()).hexdigest() for salt in (b"", bytes(16)))}


@pytest.mark.parametrize(
    "bent", [{"salt": ""}, {"salt": "00" * 16}, {"salt": "no hex"}, {"hash": PAYLOAD}]
)
def test_a_history_that_was_bent_gives_nothing_to_guess_a_payload_by(tmp_path, bent):
    half = {"version": 1, "position": 1, "hash": "ab" * 32, "entry": "{}", "payload": PAYLOAD,
            "salt": "cd" * 32} | bent  # fmt: skip
    events = [begun(), marker({"appended": True, "recorded": [half], "already": []})]
    telling = Telling(tmp_path, ORGANISATION, Histories((kept(tmp_path / "h", {STREAM: events}),)))
    telling.entry(STREAM, b"{}")
    said = b"".join(telling.lines()).decode()
    telling.close()

    assert '"version":1' in said
    assert not [one for one in GUESSED if one in said.replace("\\", "")]


def test_an_entry_that_says_it_is_of_a_time_to_come_must_be_in_a_history(tmp_path):
    halves = Histories((kept(tmp_path / "h", {STREAM: [begun()]}),), now=LATER)
    telling = Telling(tmp_path, ORGANISATION, halves)
    while_read, to_come = LATER, LATER + timedelta(days=1)
    dues = []
    for at in (while_read, to_come, while_read):
        telling.entry(STREAM, json.dumps({"recorded_at": instant(at)}).encode())
        dues += [one["due"] for one in telling.streams(Scope())]
    telling.close()

    assert dues == [0, 2, 2]


def test_what_stands_before_an_old_entry_must_be_in_a_history_whatever_time_it_says(tmp_path):
    halves = Histories((kept(tmp_path / "h", {STREAM: [begun()]}),), now=LATER)
    telling = Telling(tmp_path, ORGANISATION, halves)
    before = LATER - timedelta(hours=1)
    for stream, at in ((STREAM, LATER), ("unit/fy27/else", before), (STREAM, LATER)):
        telling.entry(stream, json.dumps({"recorded_at": instant(at)}).encode())
    due = {one["stream"]: (one["due"], one["not_due"]) for one in telling.streams(Scope())}
    telling.close()

    assert due == {STREAM: (1, 1), "unit/fy27/else": (1, 0)}


async def test_without_histories_the_bundle_says_why(connection, tmp_path):
    path = tmp_path / "taken.zip"
    await taken(connection, path, histories="Temporal does not answer.")

    code, words = VERIFIER(path)

    assert code == 0
    assert "B24  not asked" in words
    assert "Temporal does not answer. Of " in words


async def test_an_archive_alone_says_why_it_is_not_all(connection, runs, tmp_path):
    path = tmp_path / "taken.zip"
    archive = kept(tmp_path / "h", runs, complete=False)
    await taken(connection, path, histories=Histories((archive,), why="Temporal was not asked."))

    code, words = VERIFIER(path)

    assert code == 0
    assert "Temporal was not asked." in words
    told = len(lines(path, "histories.jsonl"))
    stated = words.partition("Only stated, by whoever made this bundle:")[2]
    assert f"That Temporal's histories had these {told} things, and not all that" in stated


async def test_more_or_fewer_entries_than_must_be_in_histories_are_found(
    connection, runs, tmp_path
):
    path = tmp_path / "taken.zip"
    await taken(connection, path, histories=Histories((kept(tmp_path / "h", runs),)))
    files = read(path.read_bytes())
    first, *others = files["streams.jsonl"].splitlines(keepends=True)
    for other in (b'"due":0,', b'"due":9999,'):
        bent = re.sub(b'"due":[0-9]+,', other, first)
        path.write_bytes(named({**files, "streams.jsonl": b"".join((bent, *others))}, tmp_path))

        code, words = VERIFIER(path)

        assert code == 1
        assert "by streams.jsonl it has " in words


async def test_what_one_half_lacks_is_found_in_the_other(connection, runs, tmp_path):
    short = {**runs, STREAM: runs[STREAM][:-3]}
    path = tmp_path / "taken.zip"
    await taken(connection, path, histories=Histories((kept(tmp_path / "h", short),)))

    code, words = VERIFIER(path)

    assert code == 1
    assert f"no history has {STREAM} version" in words
    assert "B24  FOUND" in words


async def test_a_plan_without_any_history_is_found_where_all_were_given(connection, runs, tmp_path):
    less = {name: events for name, events in runs.items() if name != STREAM}
    complete, part = kept(tmp_path / "all", less), kept(tmp_path / "some", less, complete=False)
    await taken(connection, tmp_path / "all.zip", histories=Histories((complete,)))
    await taken(connection, tmp_path / "some.zip", histories=Histories((part,)))

    assert VERIFIER(tmp_path / "all.zip")[0] == 1
    code, words = VERIFIER(tmp_path / "some.zip")
    assert code == 0, words
    assert "entries no history is here:" in words


async def test_an_approval_forged_as_web_and_witnessed_is_in_no_history(connection, runs, tmp_path):
    await TAMPERINGS["forge an approval as web"](connection, Random(1))  # noqa: S311 - the same place
    await witnessed(connection)
    path = tmp_path / "taken.zip"
    await taken(connection, path, histories=Histories((kept(tmp_path / "h", runs),)))

    code, words = VERIFIER(path, "--key", KEY)

    assert code == 1
    assert "B24  FOUND" in words


async def test_what_histories_have_in_other_words_is_found(connection, runs, tmp_path):
    await TAMPERINGS["edit and re-hash"](connection, Random(1))  # noqa: S311 - the same place
    path = tmp_path / "taken.zip"
    await taken(connection, path, histories=Histories((kept(tmp_path / "h", runs),)))

    code, words = VERIFIER(path, "--key", KEY)

    assert code == 1
    assert "B23  FOUND" in words
