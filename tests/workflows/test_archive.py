"""Closed runs go into the archive once, and stand in for what Temporal keeps no longer."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from house import CYCLE, House
from replaying import replay
from temporalio.client import Client
from temporalio.worker import Worker

from activities.archiving import Archiving
from audit.histories import Histories
from runtime import history_files
from runtime.apart import fetch_histories
from runtime.histories import archive as archive_closed
from runtime.settings import Settings
from workflows.archive import ArchiveWorkflow, begin


def unwatched(_done: int, _of: int) -> None:
    """Nobody watches."""


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in history_files.every(folder)}


async def until_handed_over(house: House) -> str:
    """An announced cycle's first run has ended by continue-as-new; its id.

    It ends once what the announcement owes to units has arrived.
    """
    await house.started_long_ago()
    await house.announce()
    async with asyncio.timeout(30):
        # There is no event to wait for: it happens in Temporal.
        while len(runs := await runs_of_the_cycle(house)) == 1:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return runs[-1]


async def runs_of_the_cycle(house: House) -> list[str]:
    """The newest first."""
    return [one.run_id for one in await house.histories() if CYCLE in one.workflow_id]


async def test_a_closed_run_is_archived_once_and_an_open_one_is_not(
    house: House, tmp_path: Path
) -> None:
    first = await until_handed_over(house)

    new = await archive_closed(house.client, tmp_path, unwatched)
    before = files(tmp_path)
    again = await archive_closed(house.client, tmp_path, unwatched)

    assert new >= 1
    assert again == 0
    assert files(tmp_path) == before
    told = Histories((tmp_path,)).told(house.organisation, CYCLE)
    assert [run.run_id for run in told.runs] == [first]
    assert not told.is_open
    kept = history_files.archived_at(tmp_path)
    assert kept is not None
    assert kept[0] <= datetime.now(UTC)
    assert kept[1] == len(before)


async def test_what_temporal_keeps_no_longer_is_read_from_the_archive(
    house: House, tmp_path: Path
) -> None:
    first = await until_handed_over(house)
    archive, fetched = tmp_path / "archive", tmp_path / "fetched"
    await archive_closed(house.client, archive, unwatched)
    address = house.client.service_client.config.target_host
    fetch_histories(Settings(temporal_address=address), fetched, unwatched, had=archive)

    alone = Histories((fetched,)).told(house.organisation, CYCLE)
    both = Histories((fetched, archive)).told(house.organisation, CYCLE)

    assert alone.missing_runs == (first,)
    assert both.missing_runs == ()
    assert sorted(both.recorded) == [one.version for one in await house.recorded()]


async def test_its_workflow_goes_round_and_is_replayed(temporal: Client) -> None:
    rounds: list[int] = []

    async def one_round(told) -> int:
        told(0, 0)
        rounds.append(1)
        return 0

    name = "an-archive"
    await begin(temporal, workflow_id=name, queue=name)
    await begin(temporal, workflow_id=name, queue=name)
    handle = temporal.get_workflow_handle(name)
    archiving = Archiving(one_round)
    async with Worker(
        temporal,
        task_queue=name,
        workflows=[ArchiveWorkflow],
        activities=[archiving.archive_histories],
    ):
        async with asyncio.timeout(30):
            while not rounds:  # noqa: ASYNC110 - another task goes round
                await asyncio.sleep(0.05)
    history = await handle.fetch_history()
    await handle.terminate("the test is over")

    assert rounds == [1]
    assert await replay(history, [ArchiveWorkflow])
