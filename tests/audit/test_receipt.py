"""A decision's receipt: made from a real record, held against it later, and against its bundle."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from random import Random

import asyncpg
import pytest
from typer.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent))

from cycle import ORGANISATION, year
from given import House, numbered, record
from taken import KEY, a_year, offline, taken
from tampering import TAMPERINGS

import audit.receipts
from audit.bundle import Taken
from audit.published import Mismatch
from audit.receipts import (
    Blocks,
    NotYetWitnessed,
    ReceiptFile,
    ReceiptRefused,
    contradicted,
    read,
    receipt_file,
)
from audit.scope import Scope
from audit.taking import said
from cli import app
from domain.sensitive import kept_back
from runtime.postgres import EmbeddedPostgres
from store.pool import Connection

STREAM = "unit/fy27/emea"
DECISIONS = tuple(one for one in year().given if one.stream == STREAM)
MIDDLE = DECISIONS[len(DECISIONS) // 2]


@pytest.fixture(scope="module")
async def house(
    postgres: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[House]:
    async with a_year(postgres, template, "receipts", tmp_path_factory.mktemp("notary")) as made:
        yield made


@pytest.fixture
async def connection(house: House) -> AsyncIterator[Connection]:
    async with house.undone() as connection:
        yield connection


async def receipt(connection: Connection, command_id: str = MIDDLE.command_id) -> ReceiptFile:
    found = await receipt_file(connection, Blocks(), ORGANISATION, STREAM, command_id)
    assert found
    return found


async def test_every_decision_of_a_plan_has_a_receipt_that_holds_by_itself(connection):
    blocks = Blocks()
    for one in DECISIONS:
        found = await receipt_file(connection, blocks, ORGANISATION, STREAM, one.command_id)
        assert found
        held, at = read(found.model_dump_json().encode())
        assert len(held.entries) == len(one.events)
        assert at.size >= held.entries[-1].position
        assert await contradicted(connection, blocks, held, at) is None


@pytest.mark.parametrize("block", [1, 2, 8, 64, 512])
async def test_stretches_of_any_length_lead_to_the_same_paths(connection, monkeypatch, block):
    expected = await receipt(connection)
    monkeypatch.setattr(audit.receipts, "BLOCK", block)
    blocks = Blocks()

    for _ in range(2):
        found = await receipt_file(connection, blocks, ORGANISATION, STREAM, MIDDLE.command_id)
        assert found == expected


async def test_a_log_grows_and_stretches_that_are_known_are_not_read_again(
    pool, database_url, tmp_path, monkeypatch
):
    monkeypatch.setattr(audit.receipts, "BLOCK", 4)
    house, blocks = House(database_url, tmp_path), Blocks()
    connection = await asyncpg.connect(database_url)
    for last in range(1, 22):
        await record(pool, f"u{last}")
        await house.looked()
        for first in range(1, last + 1):
            where = ("halden", f"unit/fy27/u{first}", f"c-u{first}")
            found = await receipt_file(connection, blocks, *where)
            assert found
            assert read(found.model_dump_json().encode())[1].size == last
    await connection.close()


async def test_what_is_not_witnessed_yet_has_no_receipt_yet(pool, database_url, tmp_path):
    house = House(database_url, tmp_path)
    await record(pool, *numbered(1, 3))
    connection = await asyncpg.connect(database_url)
    where = ("halden", "unit/fy27/u3", "c-u3")

    with pytest.raises(NotYetWitnessed):
        await receipt_file(connection, Blocks(), *where)
    await house.looked()
    await record(pool, "u4")

    assert await receipt_file(connection, Blocks(), *where)
    with pytest.raises(NotYetWitnessed):
        await receipt_file(connection, Blocks(), "halden", "unit/fy27/u4", "c-u4")
    assert await receipt_file(connection, Blocks(), "halden", "unit/fy27/u4", "other") is None
    await connection.close()


@pytest.mark.parametrize(
    "name",
    [
        "edit and re-hash the stream",
        "and re-sign with an own key",
        "re-sign all with the stolen key",
        "delete in the middle and renumber",
        "drop a whole stream",
        "swap two",
    ],
)
async def test_a_receipt_says_that_the_record_is_another_one(connection, name):
    held, at = read(
        (await receipt(connection, DECISIONS[-1].command_id)).model_dump_json().encode()
    )

    await TAMPERINGS[name](connection, Random(name))  # noqa: S311 - the same places each time

    assert await contradicted(connection, Blocks(), held, at)


async def test_no_receipt_is_made_of_a_record_that_was_changed(connection):
    await TAMPERINGS["edit and re-hash"](connection, Random("x"))  # noqa: S311

    for one in DECISIONS:
        with pytest.raises(Mismatch):
            await receipt_file(connection, Blocks(), ORGANISATION, STREAM, one.command_id)


async def test_a_receipt_that_was_changed_is_refused(connection):
    data = (await receipt(connection)).model_dump_json().encode()
    random = Random("receipt")  # noqa: S311

    for _ in range(300):
        at = random.randrange(len(data))
        bent = data[:at] + bytes([data[at] ^ 1 << random.randrange(8)]) + data[at + 1 :]
        with pytest.raises(ReceiptRefused):
            read(bent)
    for nothing in (b"", b"{}", b"[]", b"null", b'{"format":"tallystick-receipt"}', data[:-1]):
        with pytest.raises(ReceiptRefused):
            read(nothing)


async def test_the_offline_verifier_takes_a_receipt(connection, tmp_path):
    found = await receipt(connection)
    (tmp_path / "mine.json").write_text(found.model_dump_json(), encoding="utf-8")
    await taken(connection, tmp_path / "all.zip")
    await taken(connection, tmp_path / "emea.zip", Scope("stream", STREAM))
    await taken(connection, tmp_path / "cycle.zip", Scope("stream", "cycle/fy27"))
    asked = ("--key", KEY, "--receipt", tmp_path / "mine.json")

    for name in ("all", "emea"):
        code, words = offline(tmp_path / f"{name}.zip", *asked)
        assert code == 0, words
        assert f"still true: {len(found.entries)} entries of receipts" in words
    code, words = offline(tmp_path / "cycle.zip", *asked)
    assert code == 0, words
    assert "A receipt is of an entry outside this part of the log." in words


@pytest.mark.parametrize(
    "name", ["re-sign all with the stolen key", "delete the tail with its checkpoint"]
)
async def test_a_receipt_gives_away_a_bundle_of_another_history(connection, tmp_path, name):
    path = tmp_path / "mine.json"
    path.write_text((await receipt(connection, DECISIONS[-1].command_id)).model_dump_json())
    await TAMPERINGS[name](connection, Random(name))  # noqa: S311
    await taken(connection, tmp_path / "all.zip")

    _, alone = offline(tmp_path / "all.zip", "--key", KEY)
    code, words = offline(tmp_path / "all.zip", "--key", KEY, "--receipt", path)

    assert "B17  FOUND" not in alone
    assert code == 1
    assert "B17  FOUND" in words


def asked(house: House, *words: object):
    runner = CliRunner(env={"DATABASE_URL": house.url, "TALLY_STATE": str(house.folder)})
    return runner.invoke(app, [str(word) for word in words])


async def test_the_command_takes_a_bundle_away_and_writes_over_nothing(house, tmp_path):
    path = tmp_path / "all.zip"

    def taking_away(*more: object):
        return asked(house, "audit", "export", "--organisation", ORGANISATION, "-O", path, *more)

    first = await asyncio.to_thread(taking_away)
    assert first.exit_code == 0, first.output
    assert offline(path, "--key", KEY)[0] == 0
    assert path.stat().st_mode & 0o777 == 0o600
    again = await asyncio.to_thread(taking_away)
    assert again.exit_code == 2
    assert "is not written over" in again.output
    elsewhere = tmp_path / "none" / "all.zip"
    nowhere = await asyncio.to_thread(
        lambda: asked(house, "audit", "export", "--organisation", ORGANISATION, "-O", elsewhere)
    )
    assert (nowhere.exit_code, nowhere.output.strip()) == (
        2, f"{elsewhere}: No such file or directory",
    )  # fmt: skip
    path.unlink()
    nothing = await asyncio.to_thread(lambda: taking_away("--cycle", "fy99"))
    assert nothing.exit_code == 2
    assert "There is no cycle fy99" in nothing.output
    assert not path.exists()
    unknown = await asyncio.to_thread(lambda: taking_away("--with", "pay"))
    assert unknown.exit_code == 2
    words = " ".join(unknown.output.replace("│", " ").split())
    assert "pay is none of compensation, incentives, surveys, succession" in words
    part = await asyncio.to_thread(
        lambda: taking_away("--stream", STREAM, "--without", "PlanSigned")
    )
    assert part.exit_code == 0
    assert "payloads left out" in part.output
    assert offline(path, "--key", KEY)[0] == 0


def test_the_command_tells_what_was_left_out_from_what_is_gone(tmp_path):
    counted = dict.fromkeys(
        ("size", "entries", "payloads", "openings", "checkpoints", "signatures", "streams", "told", "waiting"), 0,
    )  # fmt: skip
    left_out = {"PlanSigned": 1, "SeatFilled": 2, "ValuesCaseOpened": 3}
    taken = Taken(**counted, left_out=left_out)
    typed = ("PlanSigned", "PlanFinalised")
    lines = list(said(tmp_path, taken, kept_back(typed), typed))

    assert "  PlanSigned: 1 payloads left out" in lines
    assert "  PlanFinalised: there is none, so nothing was left out" in lines
    assert not [one for one in lines if "SurveyImported" in one]
    assert "  ValuesCaseOpened: 3 payloads left out" in lines
    assert "  SeatFilled: 2 payloads MISSING FROM THE RECORD" in lines


async def test_the_command_says_whether_a_receipt_still_holds(house, connection, tmp_path):
    path = tmp_path / "mine.json"
    path.write_text((await receipt(connection)).model_dump_json(), encoding="utf-8")

    held = await asyncio.to_thread(lambda: asked(house, "verify", "receipt", path))
    assert held.exit_code == 0, held.output
    assert "Still so: command" in held.output
    path.write_text("{}", encoding="utf-8")
    refused = await asyncio.to_thread(lambda: asked(house, "verify", "receipt", path))
    assert refused.exit_code == 2
    assert "It is no receipt" in refused.output
