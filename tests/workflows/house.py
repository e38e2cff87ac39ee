"""A house for a test: its organisation, the way to give commands in it, and what Temporal kept."""

from __future__ import annotations

import asyncio
import json
import os
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import replaying
from beginnings import file, goal, people, start
from temporalio.client import Client, WorkflowHistory, WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import Worker

from activities.giving import Giving
from activities.record import Record
from domain.cycle import commands as c
from domain.model import Actor, Command
from store import read
from store.entry import entry_of
from store.model import Receipt, Recorded
from store.pool import Pool
from workflows.answer import Accepted, Refusal
from workflows.client import give
from workflows.envelope import Envelope
from workflows.start import FEWEST_DECISIONS
from workflows.steps import QUEUE

CYCLE = "cycle/fy27"
SALES = "unit/fy27/sales"


KEPT = (
    "the_first_command_begins_an_organisation_s_custody",
    "a_run_of_many_holds_hands_over_and_a_person_is_erased_after_it",
    "a_command_after_the_end_is_answered",
    "a_culture_opens_with_its_cycle_and_is_acknowledged",
    "a_lost_answer_for_many_gives_each_its_own_receipt",
    "a_rehearsal_is_told_the_time",
    "a_seller_s_review_is_reminded_of_missed_and_escalated",
    "a_unit_is_told_nothing_that_it_knows",
    "what_a_review_agreed_is_reminded_of_missed_and_escalated",
    "the_promised_steps_of_a_goal_are_reminded_of_missed_and_escalated",
    "a_seller_s_plan_is_written_lapses_and_ends_with_its_unit",
    "a_whole_fiscal_year_passes_in_seconds",
    "incentives_open_with_their_cycle_and_are_imported",
    "an_announced_cycle_opens_its_units_and_tells_them_their_goal",
    "news_of_an_earlier_run_never_comes_after_that_of_a_later",
)
"""The tests whose histories are kept: between them they take every path of a workflow."""


LARGEST_KEPT = 500_000
"""Bytes of a history beyond which it is replayed where it is made, and not kept."""


def keep(histories: Sequence[WorkflowHistory], folder: Path, test: str) -> None:
    """Write histories as JSON, without the names of the machine that made them."""
    name = test.rpartition("::")[2].partition(" ")[0].removeprefix("test_")
    if name not in KEPT:
        return
    for earlier in folder.glob(f"{name}.*.json"):
        earlier.unlink()
    for number, history in enumerate(histories, start=1):
        told = json.loads(history.to_json(), object_hook=_without_machine)
        aggregate = history.workflow_id.split("/")[1]
        file = folder / f"{name}.{aggregate}.{number}.json"
        text = json.dumps({"workflowId": history.workflow_id, **told}, indent=1)
        if len(text) <= LARGEST_KEPT:
            file.write_text(re.sub(r'"\d+@[^"]+"', '"worker"', text) + "\n")


def _without_machine(part: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in part.items() if key not in {"identity", "stackTrace"}}


def refusal_in(failed: WorkflowUpdateFailedError) -> Refusal:
    assert isinstance(failed.cause, ApplicationError)
    refusal = Refusal.read(failed.cause)
    assert refusal is not None
    return refusal


@dataclass
class House:
    """One organisation on a real Temporal and a real record."""

    client: Client
    pool: Pool
    organisation: str
    workflows: Sequence[type] = replaying.WORKFLOWS
    touched: set[str] = field(default_factory=set)
    count: int = 0

    def envelope(
        self,
        command: Command,
        *,
        by: str = "ines",
        stream: str = CYCLE,
        command_id: str | None = None,
        at: datetime | None = None,
    ) -> Envelope:
        self.count += 1
        self.touched.add(stream)
        return Envelope.of(
            command,
            organisation=self.organisation,
            stream=stream,
            command_id=command_id or f"{self.organisation}-c{self.count}",
            by=Actor(person=by),
            client="test",
            at=at,
        )

    async def give(self, command: Command, *, patience: float = 30.0, **how: Any) -> Receipt:
        return await self.send(self.envelope(command, **how), patience=patience)

    async def send(self, envelope: Envelope, *, patience: float = 30.0) -> Receipt:
        return await give(self.client, self.pool, envelope, patience=patience)

    async def raw(self, envelope: Envelope, update_id: str) -> Accepted | Refusal:
        """The workflow's own answer, without the client's questions to the record."""
        handle = self.client.get_workflow_handle(envelope.workflow_id)
        try:
            accepted: Accepted = await handle.execute_update(
                "execute", envelope, id=update_id, result_type=Accepted
            )
        except WorkflowUpdateFailedError as failed:
            return refusal_in(failed)
        return accepted

    async def announced(self) -> None:
        """A cycle that runs, with one unit under way."""
        await self.give(start())
        await self.announce()

    async def announce(self) -> None:
        """A cycle that was started is imported, confirmed and announced."""
        await self.give(people())
        await self.give(goal(), by="olu")
        await self.give(c.AnnounceCycle())

    async def started_long_ago(self) -> None:
        """A cycle with as many decisions as a run takes before it hands over at a stage's end."""
        await self.give(start())
        await asyncio.gather(*(self.give(file(number)) for number in range(FEWEST_DECISIONS)))

    async def recorded(self, stream: str = CYCLE) -> tuple[Recorded, ...]:
        return await read.stream(self.pool, self.organisation, stream)

    async def types(self, stream: str = CYCLE) -> list[str]:
        entries = [entry_of(one) for one in await self.recorded(stream)]
        return [entry.type for entry in entries]

    async def until_types(self, stream: str, *types: str) -> None:
        """Wait until the stream holds these event types, whatever else it holds."""
        async with asyncio.timeout(30):
            # There is no event to wait for: the record belongs to another process.
            while not set(types) <= set(await self.types(stream)):  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    def workflow_id(self, stream: str = CYCLE) -> str:
        return f"{self.organisation}/{stream}"

    @asynccontextmanager
    async def working(
        self, record: Record | None = None, giver: type[Giving] = Giving
    ) -> AsyncIterator[Worker]:
        """A worker inside the sandbox, with the default cache."""
        kept = record or Record(self.pool)
        giving = giver(partial(give, self.client, self.pool, patience=5.0))
        async with Worker(
            self.client,
            task_queue=QUEUE,
            workflows=self.workflows,
            activities=[kept.append, kept.load, giving.give_command],
            sticky_queue_schedule_to_start_timeout=timedelta(seconds=2),
            graceful_shutdown_timeout=timedelta(seconds=1),
        ) as worker:
            yield worker

    async def streams(self) -> set[str]:
        return self.touched | set(await read.streams(self.pool, self.organisation))

    async def histories(self) -> list[WorkflowHistory]:
        """Every run of every workflow of this house, walked from the newest to the first."""
        found = []
        for stream in sorted(await self.streams()):
            run_id: str | None = None
            while run_id != "":
                handle = self.client.get_workflow_handle(self.workflow_id(stream), run_id=run_id)
                try:
                    history = await handle.fetch_history()
                except RPCError as error:
                    if error.status is not RPCStatusCode.NOT_FOUND:
                        raise
                    break
                found.append(history)
                begun = history.events[0].workflow_execution_started_event_attributes
                run_id = begun.continued_execution_run_id
        return found

    async def replay(self) -> int:
        """Replay inside the sandbox all that Temporal keeps; raises on the first that differs."""
        histories = await self.histories()
        replayed = [await replaying.replay(history, self.workflows) for history in histories]
        if folder := os.environ.get("KEEP_HISTORIES"):
            keep(histories, Path(folder), os.environ["PYTEST_CURRENT_TEST"])
        return sum(replayed)

    async def stop(self) -> None:
        """End what still runs, so that no later test's worker is given its work."""
        for stream in await self.streams():
            handle = self.client.get_workflow_handle(self.workflow_id(stream))
            try:
                await handle.terminate("the test is over")
            except RPCError as error:
                if error.status is not RPCStatusCode.NOT_FOUND:
                    raise
