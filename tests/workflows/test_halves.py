"""Both halves of real decisions, laid together as `tally verify` does it."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from beginnings import goal, start
from house import CYCLE, SALES, House

from audit.histories import Histories
from audit.report import Report
from audit.verify import Wanted, verify
from runtime.apart import TemporalAway, fetch_histories
from runtime.ports import free_port
from runtime.settings import Settings
from store.append import append
from store.entry import entry_of, payload_of
from store.model import Append, Meta, NewEvent
from store.pool import Pool

HALVES = ("V21", "V22", "V23", "V24")


async def laid_together(house: House, reader: Pool, folder: Path) -> Report:
    fetch_histories(
        Settings(temporal_address=house.client.service_client.config.target_host),
        folder,
        _unwatched,
    )
    histories = Histories((folder,))
    async with reader.acquire() as connection:
        return await verify(
            connection, Wanted(house.organisation, halves=histories, commands=histories)
        )


def _unwatched(_done: int, _of: int) -> None:
    """Nobody watches."""


def words(report: Report, number: str) -> str:
    return " ".join(f"{one.where}: {one.what}" for one in report.check(number).findings)


async def laid_together_at_rest(house: House, reader: Pool, folder: Path) -> Report:
    """As above, once histories say what was recorded last: the record has it a moment earlier."""
    async with asyncio.timeout(30):
        for number in count():
            report = await laid_together(house, reader, folder / str(number))
            if report.check("V22").note is None:
                break
    return report


async def test_what_workflows_decided_is_the_same_in_both_halves(
    house: House, reader: Pool, tmp_path: Path
) -> None:
    await house.announced()
    await house.until_types(SALES, "UnitPlanOpened", "GoalSet")

    report = await laid_together_at_rest(house, reader, tmp_path)

    assert {report.check(number).standing for number in HALVES} == {"valid"}, report
    entries = len(await house.recorded()) + len(await house.recorded(SALES))
    assert report.check("V21").counted == report.check("V22").counted == entries
    assert report.check("V23").counted < entries
    assert report.check("V24").counted == 2
    assert "were not decided again" not in (report.check("V20").note or "")


async def test_an_entry_written_beside_the_workflows_was_never_given(
    house: House, reader: Pool, tmp_path: Path
) -> None:
    await house.give(start())
    await house.give(goal(), by="olu")
    await _forged(house)
    before = await laid_together(house, reader, tmp_path / "before")
    await house.give(goal(200), by="olu")

    after = await laid_together(house, reader, tmp_path / "after")

    assert before.check("V22").note == "1 entries were recorded as the histories were read."
    assert after.check("V21").standing == after.check("V22").standing == "valid"
    assert after.check("V23").standing == "finding"
    assert words(after, "V23").startswith("position 3, cycle/fy27 version 3, by olu on ")
    assert (
        ": PlanGoalConfirmed by olu: no history has its command, and no task of its workflow failed"
    ) in words(after, "V23")


async def _forged(house: House) -> None:
    """As whoever has the writer's password, and no workflow."""
    last = (await house.recorded())[-1]
    envelope = house.envelope(goal(900), by="olu")
    event = NewEvent(
        type="PlanGoalConfirmed",
        payload=payload_of(last) | {"amount": envelope.body["amount"]},
        part=0,
        meta=Meta(
            command_id=envelope.command_id,
            command_sha256=envelope.sha256,
            causation_id=None,
            correlation_id=envelope.correlation_id,
            actor=envelope.actor,
            on_behalf_of=None,
            client=envelope.client,
            occurred_at=entry_of(last).occurred_at,
        ),
    )
    request = Append(
        organisation=house.organisation,
        stream=CYCLE,
        expected_version=last.version,
        expected_hash=last.hash,
        events=(event,),
    )
    await append(house.pool, request, recorded_at=datetime.now(UTC))


async def test_the_command_fetches_and_compares_by_itself(
    house: House, database_url: str, tmp_path: Path
) -> None:
    await house.give(start())
    folder = tmp_path / "histories"

    tally = partial(_tally, house, {"DATABASE_URL": database_url, "TALLY_STATE": str(tmp_path)})
    verify_it = ("verify", "-o", house.organisation, "--json")
    taken = await tally("audit", "histories", "--to", str(folder))
    beside = await tally(*verify_it)
    alone = await tally(*verify_it, "--without-temporal")

    assert taken.returncode == 0, taken.stderr
    assert "tally verify --histories" in taken.stdout
    assert Histories((folder,)).streams(house.organisation) == (CYCLE,)
    assert _standings(beside) == dict.fromkeys(HALVES, "valid")
    assert _standings(alone) == {"V21": "notice"} | dict.fromkeys(HALVES[1:], "unchecked")


async def _tally(
    house: House, given: dict[str, str], *words: str
) -> subprocess.CompletedProcess[str]:
    address = house.client.service_client.config.target_host
    environment = {"PATH": os.environ["PATH"], "TEMPORAL_ADDRESS": address, **given}
    return await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "cli", *words],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )


def _standings(done: subprocess.CompletedProcess[str]) -> dict[str, str]:
    assert done.stdout, done.stderr
    (report,) = json.loads(done.stdout)
    return {one["number"]: one["standing"] for one in report["checks"] if one["number"] in HALVES}


async def test_a_temporal_that_is_not_there_is_said_to_be_away(tmp_path: Path) -> None:
    away = Settings(temporal_address=f"127.0.0.1:{free_port()}")
    with pytest.raises(TemporalAway, match=r"refused|connect"):
        fetch_histories(away, tmp_path, _unwatched)
