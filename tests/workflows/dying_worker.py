"""A worker process that is killed between the commit of one command and Temporal's hearing of it.

Arguments: PostgreSQL's address, Temporal's address, and the id of the command it dies of.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from functools import partial

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter

import worker
from activities.giving import Giving
from activities.record import Record
from store.codec import command_of
from store.model import AppendOutcome
from store.pool import open_pool
from workflows.client import give
from workflows.cycle import CycleWorkflow
from workflows.steps import QUEUE
from workflows.unit import UnitPlanWorkflow


def die_of(command_id: str, outcome: AppendOutcome, _seconds: float) -> None:
    """Called once the store has answered, before Temporal has."""
    if outcome.appended and any(command_of(one) == command_id for one in outcome.recorded):
        os.kill(os.getpid(), signal.SIGKILL)


async def main(database: str, temporal: str, command_id: str) -> None:
    client = await Client.connect(temporal, data_converter=pydantic_data_converter)
    pool = await open_pool(database, "tally_writer")
    record = Record(pool, heard=partial(die_of, command_id))
    giving = Giving(partial(give, client, pool))
    runs = worker.Registered(
        workflows=(CycleWorkflow, UnitPlanWorkflow),
        activities=(record.append, record.load, giving.give_command),
    )
    async with worker.worker(client, QUEUE, runs):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
