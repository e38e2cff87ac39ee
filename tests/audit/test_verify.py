"""A verification of a real year: clean with exact counts, and every way of tampering named."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import asyncpg
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from as_given import ORGANISATION, Given
from cycle import LOG, history_of, year
from given import House
from rewriting import opened, signed, write
from rewriting import read as entries
from tampering import TAMPERINGS, sign_on, signed_on_a_checkpoint

from audit.histories import Histories
from audit.outside import Memory, Outside, read, together
from audit.report import Report
from audit.verify import Wanted, verify
from domain.signature import Witnessed
from projections.rebuild import TABLES
from store.pool import Connection, open_pool


def held(audited: House) -> Outside:
    """The one receipt that somebody kept: the newest checkpoint of the notary's file."""
    every = read(audited.folder / "outside" / "halden.jsonl").claims
    return Outside(claims=(max(every, key=lambda one: one.checkpoint.size),))


async def verified(
    connection: Connection, outside: Outside | None = None, **more: object
) -> Report:
    return await verify(
        connection, Wanted(ORGANISATION, outside or Outside(), **more)  # type: ignore[arg-type]
    )  # fmt: skip


async def remembered(audited: House, folder: Path) -> Memory:
    """What a verification of before has seen."""
    memory = Memory(folder / "seen.json")
    before = await asyncpg.connect(audited.url)
    assert (await verified(before, memory=memory)).valid
    await before.close()
    return memory


def at(*place: object) -> Random:
    """The same places on every run."""
    return Random(str(place))  # noqa: S311 - no secret comes of it


class Last(Random):
    """Takes the last of whatever there is to choose from."""

    def choice(self, seq: Sequence[Any]) -> Any:
        return seq[-1]


def words(report: Report, number: str) -> str:
    return " ".join(f"{one.where}: {one.what}" for one in report.check(number).findings)


async def test_a_whole_year_is_valid_and_everything_was_counted(audited):
    pool = await open_pool(audited.url, "tally_reader", max_size=1)
    async with pool.acquire() as reading:
        report = await verified(reading, read(audited.folder / "outside" / "halden.jsonl"))
    await pool.close()

    given, events = year().given, len(year().record)
    assert report.valid
    assert {one.standing for one in report.checks if one.number <= "V20"} == {"valid"}
    assert [one.number for one in report.checks] == [f"V{n:02}" for n in range(1, 25)]
    counts = {one.number: one.counted for one in report.checks}
    assert report.size == events
    assert set(map(counts.get, ("V01", "V02", "V03", "V04", "V05", "V06", "V08", "V14"))) == {
        events
    }
    assert counts["V07"] == counts["V17"] == len(given)
    sizes = await audited.sizes()
    assert counts["V09"] == counts["V10"] == counts["V12"] == len(sizes)
    assert counts["V13"] == len(sizes) + 1
    assert counts["V11"] == 1
    evidence = [one for one in given if getattr(one.command, "signature", None)]
    assert counts["V15"] == counts["V16"] == len(evidence) > 40
    rows = [await audited.rows(f"SELECT stream FROM read_models.{table}") for table in TABLES]  # noqa: S608
    assert counts["V19"] == sum(map(len, rows)) > 100
    assert counts["V20"] > len(given) * 0.9


async def test_given_histories_every_command_is_decided_again(audited, connection, tmp_path):
    by_stream: dict[str, list[Given]] = {}
    for one in year().given:
        by_stream.setdefault(one.stream, []).append(one)
    for number, own in enumerate(by_stream.values()):
        # Somebody gave an id again, with other words: refused, and in the history all the same.
        again = dataclasses.replace(own[1], command_id=own[0].command_id)
        given = [own[0], again, *own[1:]]
        (tmp_path / f"{number}.json").write_text(_json(history_of(given)))

    report = await verified(connection, commands=Histories((tmp_path,)))

    assert report.check("V20").counted == len(year().given)
    assert report.check("V20").note == f"Commands taken from: {len(year().given)} from histories."
    assert report.valid


@pytest.mark.parametrize("name", TAMPERINGS)
async def test_the_rest_is_verified_to_its_end_whatever_was_found(audited, connection, name):
    await TAMPERINGS[name](connection, at(name))

    report = await verified(connection, held(audited))

    assert not report.valid
    assert all(one.counted for one in report.checks if one.number <= "V20")
    for check in report.checks:
        for one in check.findings:
            assert one.where
            assert one.what
            assert one.meaning
            assert one.remedy


async def test_the_key_given_from_outside_names_an_exchanged_list(audited, connection):
    await TAMPERINGS["and exchange the list of keys"](connection, at(1))

    report = await verified(connection, Outside(keys=(LOG.verifier,)))

    assert report.found >= {"V10", "V11"}
    assert "None of the keys that you gave" in words(report, "V11")


async def test_the_notarys_own_list_names_an_exchanged_one(audited, connection):
    await TAMPERINGS["and exchange the list of keys"](connection, at(2))

    report = await verified(connection, read(audited.folder / "outside" / "halden.jsonl"))

    assert report.found >= {"V10", "V11", "V12"}


async def test_a_log_that_shrank_is_found_by_memory_alone(audited, connection, tmp_path):
    memory = await remembered(audited, tmp_path)
    await TAMPERINGS["delete the tail with its checkpoint"](connection, at(3))

    report = await verified(connection, memory=memory, depth="log")

    assert report.found == {"V13"}
    assert "this verifier's own memory" in words(report, "V13")


async def test_a_log_that_was_rewritten_is_found_by_memory_alone(audited, connection, tmp_path):
    memory = await remembered(audited, tmp_path)
    kept = memory.path.read_text()
    await TAMPERINGS["re-sign all with the stolen key"](connection, at(4))

    report = await verified(connection, memory=memory, depth="log")

    assert report.found == {"V13"}
    assert memory.path.read_text() == kept, "what is not valid is not remembered"


async def test_where_a_rewritten_log_differs_is_told(audited, connection):
    sizes = await audited.sizes()
    await connection.execute("ALTER TABLE tally.events DISABLE TRIGGER ALL")
    await connection.execute("ALTER TABLE tally.events DROP CONSTRAINT events_hash_is_of_entry")
    await connection.execute(
        "UPDATE tally.events SET entry = replace(convert_from(entry, 'UTF8'), '\"test\"', "
        "'\"tset\"')::bytea WHERE position = $1",
        sizes[3] - 1,
    )

    report = await verified(connection, depth="log")

    assert f"between {sizes[2] + 1} and {sizes[3]}" in words(report, "V09")


async def test_an_organisation_without_a_record_fails(audited, connection):
    report = await verify(connection, Wanted("nobody"))

    assert not report.valid
    assert "There was nothing to look at: 0 entries." in words(report, "V01")


async def test_a_read_model_that_nobody_decided_is_named(audited, connection):
    await connection.execute("UPDATE read_models.seats SET quota = 1 WHERE seat = 'emea'")

    report = await verified(connection)

    assert report.found == {"V19"}
    assert Counter(one.what[:12] for one in report.check("V19").findings)["This row is "] == 1


async def test_a_root_that_only_a_signer_was_shown_is_named(audited, connection):
    """By that signature alone: of the last one, no later signature speaks."""
    await TAMPERINGS["another root in a manifest"](connection, Last())

    report = await verified(connection)

    (one,) = report.check("V15").findings
    assert report.found == {"V15"}
    assert "it saw the root " in one.what


async def test_a_checkpoint_that_was_still_to_come_is_named(audited, connection):
    coming = Witnessed(size=2**53 - 1, root="a" * 64)
    await sign_on(connection, signed_on_a_checkpoint()[-1], coming)

    report = await verified(connection)

    (one,) = report.check("V15").findings
    assert report.found == {"V15"}
    assert f"it saw a checkpoint of {2**53 - 1}, and stands at position " in one.what


async def test_a_signature_on_a_checkpoint_that_is_gone_is_named(audited, connection):
    _, size, *_ = await audited.sizes()
    await opened(connection)
    await connection.execute("DELETE FROM tally.checkpoints WHERE size = $1", size)

    report = await verified(connection)

    assert report.found == {"V15"}
    assert f"it saw a checkpoint of {size}, which the database does not have" in words(
        report, "V15"
    )


async def test_an_office_that_was_not_held_is_named(audited, connection):
    """A member's acceptance, hashed and signed as everything else."""
    await _as_another(connection, "PlanAccepted", "marco")

    report = await verified(connection)

    assert report.found >= {"V15", "V17"}
    assert "marco may not do this" in words(report, "V17")


async def _as_another(connection: Connection, kind: str, person: str) -> None:
    await opened(connection)
    rows = await entries(connection)
    place = next(at for at, row in enumerate(rows) if row.entry["type"] == kind)
    payload = _loads(rows[place].payload) | {"person": person}
    rows[place] = rows[place].saying(actor=person).paying(_json(payload).encode())
    await write(connection, rows)
    await signed(connection, LOG)


def _json(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _loads(data: bytes) -> dict:
    return json.loads(data)


def test_what_is_held_in_several_files_counts_together(audited):
    every = read(audited.folder / "outside" / "halden.jsonl")

    both = together((held(audited), every))

    assert len(both.claims) == len(every.claims) + 1
    assert both.lists == every.lists
