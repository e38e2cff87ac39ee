"""Start each plan's workflow from its stream where none runs: `python -m workflows.resuming`.

A process of its own, which ends at once when it has said what it did: see `runtime.apart`.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections import Counter
from collections.abc import Callable
from typing import Literal

import asyncpg
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

import store.read
from domain.aggregates import State, aggregate_of
from runtime import temporal_client
from runtime.settings import Settings, SettingsInvalid
from store.codec import Folded, Unreadable, fold
from store.errors import OutcomeUnknown
from store.pool import Pool, open_pool
from workflows import post
from workflows.client import WORKFLOWS
from workflows.start import Start, begun
from workflows.steps import QUEUE

AT_ONCE = 8
AWAY = (SettingsInvalid, OutcomeUnknown, RPCError, RuntimeError, OSError, asyncpg.PostgresError)
Outcome = Literal["started", "running", "over", "unreadable"]
Told = Callable[[int, int], None]


async def resume(client: Client, pool: Pool, *, told: Told) -> Counter[Outcome]:
    """Every plan of every organisation; doing it again starts nothing that runs."""
    streams = [
        (organisation, stream)
        for organisation in await store.read.organisations(pool)
        for stream in await store.read.streams(pool, organisation)
    ]
    outcomes: Counter[Outcome] = Counter()
    for first in range(0, len(streams), AT_ONCE):
        some = streams[first : first + AT_ONCE]
        outcomes.update(await asyncio.gather(*(_resumed(client, pool, *one) for one in some)))
        told(outcomes.total(), len(streams))
    return outcomes


async def _resumed(client: Client, pool: Pool, organisation: str, stream: str) -> Outcome:
    status = await _status(client, f"{organisation}/{stream}")
    if status is WorkflowExecutionStatus.RUNNING:
        return "running"
    try:
        if await _is_over(pool, organisation, stream, ran=status is not None):
            return "over"
    except Unreadable:
        return "unreadable"
    return await _started(client, begun(organisation, stream))


async def _started(client: Client, start: Start) -> Outcome:
    try:
        await client.start_workflow(
            WORKFLOWS[aggregate_of(start.stream).name],
            start,
            id=f"{start.organisation}/{start.stream}",
            task_queue=QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
        )
    except WorkflowAlreadyStartedError:
        return "running"
    return "started"


async def _status(client: Client, workflow_id: str) -> WorkflowExecutionStatus | None:
    """None where Temporal knows nothing of it."""
    try:
        return (await client.get_workflow_handle(workflow_id).describe()).status
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return None
        raise


async def _is_over(pool: Pool, organisation: str, stream: str, *, ran: bool) -> bool:
    """Whether nothing can come; where no run is known, commands may be owed still."""
    aggregate, folded = aggregate_of(stream), Folded[State]()
    while page := await store.read.stream(pool, organisation, stream, after=folded.version):
        folded = fold(aggregate, folded, page)
    if folded.state is None:
        return True
    due = aggregate.due(folded.state)
    return due.ended and (ran or not (due.commands or due.timers))


async def _run() -> Counter[Outcome]:
    settings = Settings.from_environment()
    if settings.database_url is None:
        raise SettingsInvalid("DATABASE_URL is not set.")
    client = await temporal_client.connect(settings)
    pool = await open_pool(settings.database_url.get_secret_value(), "tally_reader")
    try:
        outcomes = await resume(client, pool, told=lambda done, of: _say({"done": done, "of": of}))
        await post.begin(client)
        return outcomes
    finally:
        await pool.close()


def _say(what: object) -> None:
    sys.stdout.write(f"{json.dumps(what)}\n")
    sys.stdout.flush()


def main() -> None:
    status = 0
    try:
        _say({"outcomes": asyncio.run(_run())})
    except AWAY as away:
        sys.stderr.write(f"{' '.join(str(away).split())[:500]}\n")
        sys.stderr.flush()
        status = 1
    os._exit(status)


if __name__ == "__main__":
    main()
