"""What somebody kept is held against the record: a note, a receipt or a bundle, and nothing that is none."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from random import Random

import asyncpg
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from cycle import LOG, ORGANISATION, year
from given import House
from naming import ALONE, HELD
from rewriting import opened
from taken import VERIFIER, taken
from tampering import BY_WEB, TAMPERINGS

from audit.note import Checkpoint, Signer
from audit.outside import NotUsable, Outside, read
from audit.receipts import Blocks, receipt_file
from audit.report import Report
from audit.scope import Scope
from audit.verify import Wanted, verify
from store.pool import Connection

Kept = dict[str, Path]


@pytest.fixture(scope="module")
async def kept(audited: House, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """What somebody took away in time: a receipt, the whole log, and a part of it."""
    folder = tmp_path_factory.mktemp("kept")
    connection = await asyncpg.connect(audited.url)
    one = year().given[len(year().given) // 2]
    receipt = await receipt_file(connection, Blocks(), ORGANISATION, one.stream, one.command_id)
    await taken(connection, folder / "kept.zip")
    await connection.close()
    assert receipt
    (folder / "receipt.json").write_text(receipt.model_dump_json())
    return {"receipt": folder / "receipt.json", "bundle": folder / "kept.zip"}


async def held_against(connection: Connection, outside: Outside) -> Report:
    return await verify(connection, Wanted(ORGANISATION, outside, depth="log"))


def words(report: Report, number: str) -> str:
    return " ".join(f"{one.where}: {one.what}" for one in report.check(number).findings)


async def test_a_bundle_from_before_is_every_checkpoint_and_key_in_it(connection, kept, audited):
    outside = read(kept["bundle"])
    report = await held_against(connection, outside)

    assert report.valid
    assert report.check("V12").counted == len(await audited.sizes())
    assert len(outside.lists) == 1
    code, said = VERIFIER(kept["bundle"], "--checkpoint", str(kept["bundle"]))
    assert code == 0
    assert f"are of this log: {report.check('V12').counted} checkpoints given" in said


@pytest.mark.parametrize("content", [b"PK\x03\x04 and nothing", b"{}", b"\xff"])
def test_the_offline_verifier_refuses_what_is_none_of_them(kept, tmp_path, content):
    (tmp_path / "stored").write_bytes(content)

    code, said = VERIFIER(kept["bundle"], "--checkpoint", str(tmp_path / "stored"))

    assert code == 2
    assert "what you gave beside the bundle cannot be used" in said


@pytest.mark.parametrize("name", sorted(TAMPERINGS.keys() - BY_WEB))
async def test_tampering_since_a_bundle_was_taken_is_found_by_both(
    connection, kept, tmp_path, name
):
    await TAMPERINGS[name](connection, Random(str((name, "bundle"))))  # noqa: S311 - the same place

    report = await verify(connection, Wanted(ORGANISATION, read(kept["bundle"])))
    await taken(connection, tmp_path / "now.zip")
    code, said = VERIFIER(tmp_path / "now.zip", "--checkpoint", str(kept["bundle"]))

    assert code == 1, said
    assert not report.valid
    assert report.found >= ALONE[name] | HELD.get(name, set())


async def test_of_receipts_that_alone_is_proved_which_is_in_the_bundle(connection, kept, tmp_path):
    entries = read(kept["receipt"]).claims[0].entries
    stream = json.loads(entries[0][1])["stream"]
    other = next(one.stream for one in year().given if one.stream != stream)
    await taken(connection, tmp_path / "other.zip", Scope("stream", other))

    _, whole = VERIFIER(kept["bundle"], "--receipt", str(kept["receipt"]))
    _, part = VERIFIER(tmp_path / "other.zip", "--receipt", str(kept["receipt"]))

    assert f"  + {len(entries)} entries of your receipts are in it, as they were." in whole
    assert "entries of your receipts are still" not in whole
    assert "of your receipts are in it" not in part
    assert f"  - That {len(entries)} entries of your receipts are still on the record" in part


async def test_a_receipt_says_how_many_entries_of_it_are_still_there(connection, kept):
    report = await held_against(connection, read(kept["receipt"]))

    proved = len(read(kept["receipt"]).claims[0].entries)
    assert report.valid
    assert report.check("V12").note == (
        f"What receipts prove is still on the record: {proved} entries."
    )


async def test_a_receipt_whose_decision_is_gone_or_another_one_is_named(connection, kept):
    ((position, _), *_) = read(kept["receipt"]).claims[0].entries
    await opened(connection)
    other = "UPDATE tally.events SET entry = entry || ' '::bytea WHERE position = $1"
    await connection.execute(other, position)
    exchanged = await held_against(connection, read(kept["receipt"]))
    await connection.execute("DELETE FROM tally.events WHERE position = $1", position)

    gone = await held_against(connection, read(kept["receipt"]))

    where = f"receipt.json, position {position}: This decision was acknowledged, and "
    assert where + "the record has another entry in its place." in words(exchanged, "V12")
    assert where + "is not on the record any more." in words(gone, "V12")


UNUSABLE = {
    "nothing": (b"", "holds no checkpoint"),
    "other JSON": (b'{"format": "else"}', "holds no checkpoint"),
    "a receipt of nothing": (b'{"format": "tallystick-receipt"}', "It is no receipt"),
    "half a zip file": (b"PK\x03\x04\x14", "is no bundle that holds by itself"),
    "JSON without an end": (b"[" * 100_000, "cannot be read: it is nested too deeply"),
    "no text": (b"\xff\xfe", "holds no checkpoint: give a note"),
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_what_is_none_of_them_is_refused_by_its_name(tmp_path, name):
    content, why = UNUSABLE[name]
    (tmp_path / "stored").write_bytes(content)

    with pytest.raises(NotUsable) as refused:
        read(tmp_path / "stored", "kept.file")

    assert str(refused.value).startswith("kept.file")
    assert why in str(refused.value)


def test_a_receipt_that_was_changed_is_not_believed(kept, tmp_path):
    text = kept["receipt"].read_text().replace('"path":["', '"path":["' + "0" * 64 + '","')
    (tmp_path / "changed.json").write_text(text)

    with pytest.raises(NotUsable, match="It is no receipt, or was changed"):
        read(tmp_path / "changed.json")


def test_a_bundle_that_was_changed_is_not_believed(kept, tmp_path):
    data = bytearray(kept["bundle"].read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "changed.zip").write_bytes(data)

    with pytest.raises(NotUsable, match="is no bundle that holds by itself"):
        read(tmp_path / "changed.zip")


async def test_another_log_s_checkpoint_says_nothing_of_this_one(connection, tmp_path):
    other = Signer("plans.example.com/elsewhere", LOG.key)
    note = Checkpoint(other.name, 3, b"r" * 32).signed(other)
    (tmp_path / "other.note").write_text(note)

    report = await held_against(connection, read(tmp_path / "other.note"))

    assert report.check("V12").counted == 0
    assert report.check("V12").standing == "notice"
