"""The workflow that keeps messages going, on a real Temporal, its history replayed."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from office import recording
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

sys.path.insert(0, str(Path(__file__).parents[1] / "workflows"))

from replaying import replay

from activities.carrying import Carrying
from runtime.temporal import binary
from tests.domain import stages
from workflows.post import WORKFLOW_ID, PostWorkflow, begin

QUEUE = "messages"


@pytest.fixture(scope="module")
async def post_temporal() -> AsyncIterator[Client]:
    async with await WorkflowEnvironment.start_local(
        data_converter=pydantic_data_converter, dev_server_existing_path=str(binary())
    ) as environment:
        yield environment.client


def working(client: Client, post) -> Worker:
    carrying = Carrying(post, a_run=0.2, pause=0.02)
    return Worker(
        client,
        task_queue=QUEUE,
        workflows=[PostWorkflow],
        activities=[carrying.carry_messages],
    )


async def until(holds) -> None:
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110 - the mail server has no event to wait for
            await asyncio.sleep(0.02)


async def test_messages_go_on_past_a_new_history_and_a_new_worker(office, mail, post_temporal):
    await begin(post_temporal, rounds=2)
    await begin(post_temporal, rounds=2)
    handle = post_temporal.get_workflow_handle(WORKFLOW_ID)
    first = (await handle.describe()).run_id
    plan = recording(office.pool, stages.proposed())
    async with working(post_temporal, office.post()):
        await plan.write()
        await until(lambda: mail.to("ana"))
        while (await handle.describe()).run_id == first:  # noqa: ASYNC110 - nor has Temporal
            await asyncio.sleep(0.05)
    before = len(mail.messages)
    await plan.by("ana", stages.PUSHBACK)
    async with working(post_temporal, office.post()):
        await until(lambda: len(mail.messages) > before)
    assert len(set(mail.ids)) == len(mail.ids)
    kept = await post_temporal.get_workflow_handle(WORKFLOW_ID, run_id=first).fetch_history()
    assert await replay(kept, [PostWorkflow])
    await handle.terminate("the test is over")
