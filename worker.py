"""Entry: one Temporal worker for the task queues named; `OPENED_BY` says what each runs."""

from __future__ import annotations

import asyncio
import hashlib
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from temporalio.client import Client
from temporalio.worker import UnsandboxedWorkflowRunner, Worker
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner

from activities.archiving import Archiving
from activities.carrying import Carrying
from activities.giving import Giving
from activities.record import Record
from domain.authority import outside
from messages.post import Post
from messages.smtp import outlet_of
from messages.webhooks import Hooks
from runtime import collecting, histories, logs, metrics, temporal_client
from runtime.sealing_key import master_of
from runtime.settings import Settings, SettingsInvalid
from store.checks import refuse_weak_durability
from store.codec import type_of
from store.errors import WeakDurability
from store.model import AppendOutcome
from store.pool import open_pool
from store.sealing import MasterKeyIsAnother
from store.seals import Seals
from workflows import archive
from workflows.archive import ArchiveWorkflow
from workflows.caretaker import Caretaker
from workflows.client import give
from workflows.culture import CultureWorkflow
from workflows.custody import CustodyWorkflow
from workflows.cycle import CycleWorkflow
from workflows.incentives import IncentivesWorkflow
from workflows.post import PostWorkflow, begin
from workflows.seller import SellerPlanWorkflow
from workflows.unit import UnitPlanWorkflow

log = structlog.get_logger(__name__)

QUEUES = ("decisions", "messages", "reports")
SANDBOX = "--sandbox"
MOST_CACHED = 5_000
GIVING_PATIENCE = 30.0


@dataclass(frozen=True)
class Registered:
    """What one task queue runs."""

    workflows: tuple[type, ...] = ()
    activities: tuple[Callable[..., Any], ...] = ()


Opening = Callable[[Settings, Client, AsyncExitStack], Awaitable[Registered]]


async def decisions(settings: Settings, client: Client, opened: AsyncExitStack) -> Registered:
    """Every plan's workflow with its appends; the pool is closed with `opened`."""
    if settings.database_url is None:
        raise SettingsInvalid("DATABASE_URL is not set: a worker needs the record.")
    pool = await open_pool(settings.database_url.get_secret_value(), "tally_writer", max_size=20)
    opened.push_async_callback(pool.close)
    async with pool.acquire() as connection:
        await refuse_weak_durability(
            connection, expect_synchronous_standby=settings.synchronous_standby
        )
    record = Record(pool, heard=heard)
    giving = Giving(partial(give, client, pool, patience=GIVING_PATIENCE))
    caring = asyncio.create_task(Caretaker(client, pool).go_on())
    opened.push_async_callback(_ended, caring)
    return Registered(
        workflows=(
            CycleWorkflow,
            UnitPlanWorkflow,
            SellerPlanWorkflow,
            CultureWorkflow,
            IncentivesWorkflow,
            CustodyWorkflow,
        ),
        activities=(record.append, record.load, giving.give_command),
    )


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait((task,))


async def messages(settings: Settings, client: Client, opened: AsyncExitStack) -> Registered:
    """What carries the record's news to people; its one workflow is started if none runs."""
    if settings.database_url is None:
        raise SettingsInvalid("DATABASE_URL is not set: messages are read from the record.")
    pool = await open_pool(settings.database_url.get_secret_value(), "tally_writer", max_size=4)
    opened.push_async_callback(pool.close)
    public_url = settings.public_url or f"http://localhost:{settings.http_port}"
    inside = settings.environment == "development"
    seals = Seals(pool, pool, master_of(settings))
    await seals.require_master()
    post = Post(
        pool,
        seals=seals,
        outlet=outlet_of(settings),
        hooks=Hooks(public_url=public_url, inside=inside),
        public_url=public_url,
    )
    await begin(client)
    return Registered(workflows=(PostWorkflow,), activities=(Carrying(post).carry_messages,))


async def reports(settings: Settings, client: Client, _opened: AsyncExitStack) -> Registered:
    """What takes its time: the archive of histories, whose one workflow is started if none runs."""
    folder = settings.archive_folder
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    await archive.begin(client)
    archiving = Archiving(partial(histories.archive, client, folder))
    return Registered(workflows=(ArchiveWorkflow,), activities=(archiving.archive_histories,))


OPENED_BY: Mapping[str, Opening] = {
    "decisions": decisions,
    "messages": messages,
    "reports": reports,
}
"""Who opens what a queue runs."""


def heard(outcome: AppendOutcome, seconds: float) -> None:
    """Count what the store answered."""
    metrics.APPEND.observe(seconds)
    for recorded in outcome.recorded if outcome.appended else ():
        metrics.EVENTS.labels(outside.named(type_of(recorded))).inc()


def rules_id() -> str:
    """Which rules decided, in Temporal's history: a digest of the domain's and workflows' sources."""
    here = Path(__file__).parent
    sources = [one for room in ("domain", "workflows") for one in (here / room).rglob("*.py")]
    return hashlib.sha256(b"".join(one.read_bytes() for one in sorted(sources))).hexdigest()


def worker(client: Client, queue: str, runs: Registered, *, sandboxed: bool = False) -> Worker:
    """Unsandboxed, a third faster: the tests run the same workflows inside the sandbox."""
    return Worker(
        client,
        task_queue=queue,
        workflows=runs.workflows,
        activities=runs.activities,
        workflow_runner=SandboxedWorkflowRunner() if sandboxed else UnsandboxedWorkflowRunner(),
        # A cache smaller than the live set costs five times the work.
        max_cached_workflows=MOST_CACHED,
        # Temporal would read and hash every module that is loaded, a quarter of this process's start.
        build_id=rules_id(),
        # The next answer after a killed worker waits this long; ten seconds by default.
        sticky_queue_schedule_to_start_timeout=timedelta(seconds=2),
        graceful_shutdown_timeout=timedelta(seconds=5),
    )


async def run(
    settings: Settings,
    queues: tuple[str, ...],
    opened_by: Mapping[str, Opening],
    *,
    sandboxed: bool,
) -> str | None:
    """Work until SIGTERM or SIGINT; or return why it cannot."""
    why = None
    client = await temporal_client.connect(settings, runtime=metrics.telemetry(settings))
    try:
        async with AsyncExitStack() as opened:
            await _work(settings, client, opened, queues, opened_by, sandboxed=sandboxed)
    except (SettingsInvalid, WeakDurability, MasterKeyIsAnother) as refused:
        why = str(refused)
    # A process that opened a client can crash at exit unless it is gone before.
    del client
    collecting.all_of_it()
    await asyncio.sleep(0)
    return why


async def _work(
    settings: Settings,
    client: Client,
    opened: AsyncExitStack,
    queues: tuple[str, ...],
    opened_by: Mapping[str, Opening],
    *,
    sandboxed: bool,
) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    for queue in queues:
        runs = await opened_by[queue](settings, client, opened)
        await opened.enter_async_context(worker(client, queue, runs, sandboxed=sandboxed))
    metrics.serve(settings, process="worker")
    collecting.seldom()
    log.info("worker is ready", queues=queues)
    await stop.wait()


def main(opened_by: Mapping[str, Opening] = OPENED_BY) -> None:
    queues = tuple(word for word in sys.argv[1:] if word != SANDBOX) or QUEUES
    if unknown := set(queues) - set(QUEUES):
        sys.exit(
            f"No such task queue: {', '.join(sorted(unknown))}. There are {', '.join(QUEUES)}."
        )
    try:
        settings = Settings.from_environment()
    except SettingsInvalid as invalid:
        sys.exit(str(invalid))
    logs.configure(settings)
    sys.exit(asyncio.run(run(settings, queues, opened_by, sandboxed=SANDBOX in sys.argv)))


if __name__ == "__main__":
    main()
