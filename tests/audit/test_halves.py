"""PostgreSQL's half beside Temporal's: equal, or every decision named that one of them lacks."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import asyncpg
import pytest

sys.path.insert(0, str(Path(__file__).parent))

import halved
from comparing import HALVES, compared, standings, words
from cycle import ORGANISATION, year
from given import record
from rewriting import opened
from tampering import TAMPERINGS

from audit.histories import Histories
from audit.verify import Wanted, verify
from runtime import history_files


async def test_equal_halves_are_valid_and_everything_was_compared(connection, runs, tmp_path):
    report = await compared(connection, halved.kept(tmp_path, runs))

    assert standings(report) == dict.fromkeys(HALVES, "valid"), words(report, "V23")
    counted = {number: report.check(number).counted for number in HALVES}
    assert counted == {
        "V21": len(year().record),
        "V22": len(year().record),
        "V23": len(year().given),
        "V24": len(runs),
    }
    assert report.check("V20").note == f"Commands taken from: {len(year().given)} from histories."


async def test_without_histories_the_report_says_that_they_were_not_looked_at(connection):
    report = await verify(connection, Wanted(ORGANISATION, halves="Temporal does not answer."))

    assert report.valid
    assert words(report, "V21") == (
        "Temporal's half: Temporal does not answer. It was not looked at."
    )
    assert standings(report) == {"V21": "notice"} | dict.fromkeys(HALVES[1:], "unchecked")
    assert report.check("V22").note == "Temporal's half was not looked at."


async def test_an_entry_beside_the_workflows_is_found_whatever_time_it_names(
    pool, database_url, tmp_path
):
    folder = halved.kept(tmp_path, {})
    await record(pool, "emea", at=datetime(2999, 1, 1, tzinfo=UTC))
    there = await asyncpg.connect(database_url)
    report = await compared(there, folder)
    await there.close()

    assert words(report, "V22") == (
        "unit/fy27/emea: Temporal has no history of it at all: 1 entries."
    )


async def test_a_tail_that_only_temporal_has_is_named_entry_by_entry(
    connection, streams, runs, tmp_path
):
    folder = halved.kept(tmp_path, runs)
    size = len(year().record)
    lost = [one for rows in streams.values() for one in rows if one.position > size - 3]
    await opened(connection)
    await connection.execute("DELETE FROM tally.events WHERE position > $1", size - 3)

    report = await compared(connection, folder)

    assert {one.where for one in report.check("V21").findings} == {
        f"{one.stream} version {one.version}" for one in lost
    }
    assert f"recorded at position {size}; the record lacks it." in words(report, "V21")
    assert "tally rebuild events" in report.check("V21").findings[0].remedy


async def test_a_whole_stream_that_only_temporal_has_is_named(connection, runs, tmp_path):
    folder = halved.kept(tmp_path, runs)
    stream = max(runs)
    await opened(connection)
    await connection.execute("DELETE FROM tally.events WHERE stream = $1", stream)

    report = await compared(connection, folder)

    assert report.check("V21").findings[0].where == f"{stream} version 1"


async def test_an_answer_that_neither_half_holds_is_named(connection, streams, runs, tmp_path):
    one = next(one for one in year().given if one.stream in runs)
    first = streams[one.stream][0]
    other = [first.model_copy(update={"position": 999_999})]
    runs[one.stream].append(halved.answered(one, other))

    report = await compared(connection, halved.kept(tmp_path, runs))

    assert words(report, "V21").endswith(
        "was acknowledged as recorded at position 999999, and there is nothing of it."
    )


OTHERWISE = {
    "payload": {"payload": '{"a":1}'},
    "position": {"position": 1},
    "hash": {"hash": "0" * 64},
    "salt": {"salt": "00" * 32},
}


@pytest.mark.parametrize("what", OTHERWISE)
async def test_an_entry_that_temporal_has_otherwise_is_named_with_what_differs(
    connection, streams, tmp_path, what
):
    stream, rows = max(streams.items())
    other = [*rows[:-1], rows[-1].model_copy(update=OTHERWISE[what])]
    folder = halved.kept(tmp_path, {stream: halved.run_of(stream, other, given=())}, complete=False)

    report = await compared(connection, folder)

    assert f"{stream} version {len(rows)}, by " in words(report, "V21")
    assert f"with another {what}." in words(report, "V21")


async def test_an_entry_that_no_history_has_is_named(connection, streams, runs, tmp_path):
    stream, rows = max(streams.items())
    runs[stream] = halved.run_of(stream, rows[:-2])

    report = await compared(connection, halved.kept(tmp_path, runs))

    assert words(report, "V22") == (
        f"{stream} versions {len(rows) - 1} to {len(rows)}: No history has them."
    )
    assert "tally rebuild workflows" in report.check("V22").findings[0].remedy


@pytest.mark.parametrize("is_last", [True, False])
async def test_only_the_log_s_end_can_have_been_recorded_as_the_histories_were_read(
    connection, streams, runs, tmp_path, is_last
):
    every = sorted((row for rows in streams.values() for row in rows), key=lambda row: row.position)
    forged = every[-1 if is_last else len(every) // 2]
    stream = json.loads(forged.entry)["stream"]
    runs[stream] = halved.run_of(stream, [row for row in streams[stream] if row != forged])
    said = json.loads(forged.entry)["recorded_at"]
    just_now = halved.LATER.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    await opened(connection)
    await connection.execute(
        "UPDATE tally.events SET entry = convert_to(replace(convert_from(entry, 'UTF8'), $1, $2), "
        "'UTF8') WHERE position = $3",
        f'"recorded_at":"{said}"', f'"recorded_at":"{just_now}"', forged.position,
    )  # fmt: skip
    histories = Histories((halved.kept(tmp_path, runs),), now=halved.LATER)

    report = await verify(connection, Wanted(ORGANISATION, halves=histories, commands=histories))

    note = "1 entries were recorded as the histories were read."
    assert (report.check("V22").note == note) == is_last
    assert bool(words(report, "V22")) != is_last


async def test_a_run_whose_history_is_gone_is_named_with_what_it_held(
    connection, streams, runs, tmp_path
):
    stream, rows = max(streams.items())
    runs[stream] = [halved.begun("run-before"), *halved.run_of(stream, rows[4:])[1:]]

    report = await compared(connection, halved.kept(tmp_path, runs))

    assert words(report, "V22") == (
        f"{stream} versions 1 to 4: No history has them; the history of run run-before is gone."
    )


async def test_a_plan_of_which_temporal_has_nothing_is_named_once(connection, runs, tmp_path):
    stream = max(runs)
    del runs[stream]

    report = await compared(connection, halved.kept(tmp_path, runs))

    assert f"{stream}: Temporal has no history of it at all" in words(report, "V22")
    assert len(report.check("V22").findings) == 1


async def test_histories_of_one_plan_speak_of_that_plan_alone(connection, runs, tmp_path):
    stream, own = max(runs.items())

    report = await compared(connection, halved.kept(tmp_path, {stream: own}, complete=False))

    assert report.valid
    assert "no history was given" in (report.check("V22").note or "")
    assert report.check("V24").standing == "unchecked"


async def test_a_plan_that_is_not_over_and_whose_workflow_ended_is_named(
    connection, streams, tmp_path
):
    runs = {
        stream: [*halved.run_of(stream, rows[:3]), halved.ended("TERMINATED")]
        for stream, rows in streams.items()
    }
    await opened(connection)
    await connection.execute("DELETE FROM tally.events WHERE version > 3")

    report = await compared(connection, halved.kept(tmp_path, runs))

    assert len(report.check("V24").findings) == len(runs)
    assert "Its workflow is not running: the last one terminated." in words(report, "V24")


async def test_a_file_that_was_changed_is_not_believed(connection, runs, tmp_path):
    folder = halved.kept(tmp_path, runs)
    changed = next(history_files.every(folder))
    changed.write_bytes(next(reversed(list(history_files.every(folder)))).read_bytes())

    report = await compared(connection, folder)

    assert f"{changed.name} is not what was written under this name." in words(report, "V21")


async def test_an_index_that_is_malformed_is_found_and_nothing_falls(connection, runs, tmp_path):
    folder = halved.kept(tmp_path, runs)
    (folder / history_files.INDEX).write_text('{"complete": true}', encoding="utf-8")

    report = await compared(connection, folder)

    assert "index.json is not as it was written" in words(report, "V21")


async def test_an_approval_forged_as_web_is_in_no_history(connection, runs, tmp_path):
    folder = halved.kept(tmp_path, runs)
    await TAMPERINGS["forge an approval as web"](connection, Random(1))  # noqa: S311 - no secret

    report = await compared(connection, folder)

    assert report.found >= {"V22"}
    assert "No history has it." in words(report, "V22")
