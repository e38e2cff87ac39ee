"""A worker, and Temporal with it, killed between the commit and Temporal's hearing of it."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from beginnings import goal, people, start
from house import CYCLE, House
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.exceptions import ApplicationError

from domain.cycle import commands as c
from runtime.ports import free_port
from runtime.temporal import dev_server
from store import read
from store.pool import Pool
from workflows.client import RecordUnavailable
from workflows.envelope import Envelope

DYING = Path(__file__).parent / "dying_worker.py"
ROOT = Path(__file__).parents[2]


@contextmanager
def dying_worker(
    database: str, temporal: str, command_id: str
) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        (sys.executable, str(DYING), database, temporal, command_id),
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(20)


class Server:
    """A Temporal of this test's own, on a file that outlives it."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.command = dev_server(
            database=folder / "temporal.sqlite",
            port=self.port,
            ui_port=free_port(),
            http_port=free_port(),
            namespace="default",
        )
        self.process = self._started()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def _started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(20)

    def start_again(self) -> None:
        self.process = self._started()

    async def connect(self) -> Client:
        for _ in range(100):
            try:
                return await Client.connect(self.address, data_converter=pydantic_data_converter)
            except RuntimeError:
                await asyncio.sleep(0.1)
        raise TimeoutError("the dev server did not start")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(tmp_path)
    try:
        yield made
    finally:
        made.kill()


async def until_recorded(house: House, envelope: Envelope) -> None:
    async with asyncio.timeout(90):
        while not await read.receipt(  # noqa: ASYNC110 - another process records it
            house.pool, envelope.organisation, envelope.stream, envelope.command_id
        ):
            await asyncio.sleep(0.05)


@asynccontextmanager
async def killed_after_commit(
    house: House, envelope: Envelope, database: str, temporal: str
) -> AsyncIterator[asyncio.Task[object]]:
    """A caller that still waits, though the one who worked for it is dead."""
    with dying_worker(database, temporal, envelope.command_id) as process:
        waiting = asyncio.create_task(house.send(envelope, patience=120))
        await until_recorded(house, envelope)
        assert await asyncio.to_thread(process.wait, 90) == -9
        yield waiting
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)


async def test_the_caller_of_a_killed_worker_gets_the_receipt_of_what_was_recorded(
    bare_house: House, database_url: str
) -> None:
    house = bare_house
    async with house.working():
        await house.give(start())
    envelope = house.envelope(goal(), by="olu")
    temporal = house.client.service_client.config.target_host
    async with killed_after_commit(house, envelope, database_url, temporal) as waiting:
        async with house.working():
            receipt = await waiting
        assert receipt == await read.receipt(
            house.pool, house.organisation, CYCLE, envelope.command_id
        )
        assert await house.types() == ["CycleStarted", "PlanGoalConfirmed"]


async def orphaned(server: Server, pool: Pool, database_url: str) -> tuple[House, Envelope]:
    """A plan whose record has an event that no Temporal knows of; both were killed."""
    house = House(client=await server.connect(), pool=pool, organisation="orphaned")
    async with house.working():
        await house.give(start())
        await house.give(people())
    envelope = house.envelope(goal(), by="olu")
    async with killed_after_commit(house, envelope, database_url, server.address):
        server.kill()
    server.start_again()
    house.client = await server.connect()
    return house, envelope


async def test_an_orphaned_event_is_found_by_the_command_that_needs_it(
    server: Server, pool: Pool, database_url: str
) -> None:
    house, _ = await orphaned(server, pool, database_url)
    async with house.working():
        receipt = await house.give(c.AnnounceCycle())
    assert receipt.first_version == 5
    assert (await house.types())[2:] == ["UnitDefined", "PlanGoalConfirmed", "CycleAnnounced"]
    assert await house.replay() >= 1


async def test_without_asking_the_record_that_command_would_be_refused(
    server: Server, pool: Pool, database_url: str
) -> None:
    house, _ = await orphaned(server, pool, database_url)
    envelope = house.envelope(c.AnnounceCycle())
    async with house.working():
        handle = house.client.get_workflow_handle(house.workflow_id())
        with pytest.raises(WorkflowUpdateFailedError) as failed:
            await handle.execute_update("execute", envelope, id=envelope.command_id)
    assert isinstance(failed.value.cause, ApplicationError)
    assert failed.value.cause.type == "GateClosed"


async def test_the_orphaned_command_itself_is_answered_from_the_record(
    server: Server, pool: Pool, database_url: str
) -> None:
    house, envelope = await orphaned(server, pool, database_url)
    async with house.working():
        receipt = await house.send(envelope)
        assert (receipt.first_version, receipt.last_version) == (4, 4)
        await house.give(c.AnnounceCycle())
        async with asyncio.timeout(20):
            while envelope.command_id not in await given(house):  # noqa: ASYNC110 - Temporal has no event to wait for
                await asyncio.sleep(0.1)
    assert (await house.types()).count("PlanGoalConfirmed") == 1


async def given(house: House) -> set[str]:
    """The ids of all commands that are in a history."""
    accepted = [
        event.workflow_execution_update_accepted_event_attributes.accepted_request.input.args
        for history in await house.histories()
        for event in history.events
    ]
    return {
        json.loads(one.data)["command_id"] for arguments in accepted for one in arguments.payloads
    }


async def test_without_a_worker_the_caller_is_told_to_come_back(
    bare_house: House,
) -> None:
    envelope = bare_house.envelope(start())
    with pytest.raises(RecordUnavailable):
        await bare_house.send(envelope, patience=1.0)
    async with bare_house.working():
        receipt = await bare_house.send(envelope)
    assert receipt.command_id == envelope.command_id
    assert await bare_house.types() == ["CycleStarted"]
