"""What fails on the way of a command, and what its caller is told."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from beginnings import goal, people, start
from faulty import FaultyWorkflow
from house import CYCLE, SALES, House
from temporalio.client import (
    Client,
    Interceptor,
    OutboundInterceptor,
    StartWorkflowUpdateInput,
    WorkflowUpdateFailedError,
    WorkflowUpdateHandle,
)
from temporalio.exceptions import ApplicationError
from temporalio.testing import ActivityEnvironment

from activities.record import Record
from domain.aggregates import CYCLE as CYCLE_AGGREGATE
from domain.cycle import commands as c
from domain.cycle import due
from domain.cycle.commands import AnnounceCycle
from domain.cycle.events import CycleAnnounced
from domain.cycle.state import CycleState
from domain.people import Document
from runtime.postgres import EmbeddedPostgres
from store import read
from store.codec import Folded, encode, fold
from store.errors import OutcomeUnknown
from store.migrate import migrate
from store.model import Append, AppendOutcome, Meta
from store.pool import open_pool
from workflows.answer import Accepted, Refusal
from workflows.client import Fault, RecordUnavailable
from workflows.cycle import CycleWorkflow
from workflows.envelope import Envelope
from workflows.start import Carried, Start
from workflows.steps import QUEUE
from workflows.unit import UnitPlanWorkflow


def file(name: str) -> c.RecordImport:
    source = Document(name=name, sha256=name.encode().hex().ljust(64, "0"))
    return c.RecordImport(kind="actuals", source=source, rows=1)


class _AnswerLost:
    """Tells the activity that the outcome is unknown, though the store has committed."""

    def __init__(self, times: int) -> None:
        self.times = times

    def __call__(self, outcome: AppendOutcome, _seconds: float) -> None:
        if outcome.appended and self.times:
            self.times -= 1
            raise OutcomeUnknown("the connection broke after the commit")


async def test_an_append_whose_answer_was_lost_is_recorded_once(bare_house: House) -> None:
    house = bare_house
    async with house.working(Record(house.pool, heard=_AnswerLost(times=2))):
        first = await house.give(start())
        second = await house.give(goal(), by="olu")
    assert (first.first_version, second.first_version) == (1, 2)
    assert await house.types() == ["CycleStarted", "PlanGoalConfirmed"]


async def test_a_lost_answer_for_many_gives_each_its_own_receipt(bare_house: House) -> None:
    house = bare_house
    lost = _AnswerLost(times=0)
    async with house.working(Record(house.pool, heard=lost)):
        await house.give(start())
        lost.times = 3
        names = [f"file {n}" for n in range(10)]
        receipts = await asyncio.gather(
            *(house.give(file(name), command_id=name) for name in names)
        )
    assert [receipt.command_id for receipt in receipts] == names
    assert sorted(receipt.first_version for receipt in receipts) == list(range(2, 12))


async def test_a_worker_that_stops_while_it_waits_leaves_the_rest_to_the_next(
    bare_house: House,
) -> None:
    house = bare_house
    async with house.working(Record(house.pool, heard=_AnswerLost(times=1_000))):
        waiting = asyncio.create_task(house.give(start()))
        await house.until_types(CYCLE, "CycleStarted")
    async with house.working():
        receipt = await waiting
    assert receipt.first_version == 1
    assert await house.types() == ["CycleStarted"]


async def waiting_together(house: House, *envelopes: Envelope) -> list[Accepted | Refusal]:
    """Answers to what a worker finds waiting when it comes: all in one turn of the loop."""
    async with house.working():
        await house.give(start())
    answers = [
        asyncio.create_task(house.raw(envelope.catching_up(9), f"raw {n}"))
        for n, envelope in enumerate(envelopes)
    ]
    await asyncio.sleep(0.5)  # until the server holds them
    async with house.working():
        return await asyncio.gather(*answers)


async def test_the_same_command_waiting_twice_is_decided_once(bare_house: House) -> None:
    house = bare_house
    envelope = house.envelope(goal(), by="olu")
    first, second = await waiting_together(house, envelope, envelope)
    assert first == second
    assert isinstance(first, Accepted)
    assert len(await house.recorded()) == 2


async def test_other_content_waiting_under_the_same_id_is_refused(bare_house: House) -> None:
    house = bare_house
    one = house.envelope(goal(), by="olu", command_id="goal")
    other = house.envelope(goal(200), by="olu", command_id="goal")
    answers = await waiting_together(house, one, other)
    refused = [answer.name for answer in answers if isinstance(answer, Refusal)]
    assert refused == ["CommandIdReused"]
    assert len(await house.recorded()) == 2


async def test_what_the_store_refuses_for_one_is_not_refused_for_all(house: House) -> None:
    await house.give(start())
    await house.give(file("first"), command_id="taken")
    given = [
        house.envelope(file("second"), command_id="taken"),
        house.envelope(file("third"), command_id="x" * 500),
        house.envelope(file("fourth")),
        house.envelope(file("fifth")),
    ]
    answers = await asyncio.gather(
        *(house.raw(envelope, f"raw {n}") for n, envelope in enumerate(given))
    )
    names = [answer.name if isinstance(answer, Refusal) else "" for answer in answers]
    assert names == ["CommandIdReused", "Invalid", "", ""]
    assert len(await house.recorded()) == 4


async def test_a_state_that_the_record_never_had_is_a_fault_and_records_nothing(
    house: House,
) -> None:
    await house.give(start())
    state = fold(CYCLE_AGGREGATE, Folded[CycleState](), await house.recorded()).state
    assert state is not None
    await house.stop()
    carried = Carried(
        version=1,
        hash="ef" * 32,
        at=None,
        state=state.model_dump_json(),
        told=None,
        given=(),
        rung=(),
    )
    await house.client.start_workflow(
        CycleWorkflow.run,
        Start(organisation=house.organisation, stream=CYCLE, carried=carried),
        id=house.workflow_id(),
        task_queue=QUEUE,
    )
    envelope = house.envelope(goal(), by="olu")
    with pytest.raises(Fault, match="RecordDiverged"):
        await house.send(envelope)
    answer = await house.raw(envelope.catching_up(9), "raw")
    assert isinstance(answer, Refusal)
    assert (answer.name, answer.detail) == ("Fault", "RecordDiverged")
    assert len(await house.recorded()) == 1


async def test_a_refused_owed_command_is_given_once_and_holds_up_nothing(house: House) -> None:
    await house.give(start())
    await house.give(people())
    state = fold(CYCLE_AGGREGATE, Folded[CycleState](), await house.recorded()).state
    assert state is not None
    opening = due._opening(
        state.model_copy(update={"announced_calendar": state.calendar}), state.units[0]
    )
    await house.give(opening.command, by="system", stream=SALES, command_id="by hand")
    await house.give(goal(), by="olu")
    await house.give(AnnounceCycle())
    await house.until_types(SALES, "UnitPlanOpened", "GoalSet")
    assert (await house.types(SALES)).count("UnitPlanOpened") == 1


@pytest.fixture
def faulty_house(bare_house: House) -> House:
    bare_house.workflows = (FaultyWorkflow, UnitPlanWorkflow)
    return bare_house


@pytest.mark.parametrize("where", ["decide", "evolve"])
async def test_no_other_exception_leaves_a_handler_or_blocks_the_plan(
    faulty_house: House, where: str
) -> None:
    house = faulty_house
    async with house.working():
        await house.give(start())
        with pytest.raises(Fault):
            await house.give(file(where))
        # At once with others it is decided inside the loop, not by the validator.
        asked = house.envelope(file(where)).catching_up(9)
        answers = await asyncio.gather(
            house.send(asked), house.give(file("sound")), return_exceptions=True
        )
        assert isinstance(answers[0], Fault)
        receipt = await house.give(file("sound too"))
    assert receipt.first_version == 3
    assert await house.types() == ["CycleStarted", "FileImported", "FileImported"]


async def test_a_fault_decided_in_the_loop_is_an_application_error(faulty_house: House) -> None:
    house = faulty_house
    async with house.working():
        await house.give(start())
        envelope = house.envelope(file("decide")).catching_up(2)
        handle = house.client.get_workflow_handle(house.workflow_id())
        with pytest.raises(WorkflowUpdateFailedError) as failed:
            await handle.execute_update("execute", envelope, id=envelope.command_id)
    cause = failed.value.cause
    assert isinstance(cause, ApplicationError)
    assert (cause.type, cause.message) == ("Fault", "ZeroDivisionError")


class _Instead(Interceptor):
    """Answers the first update with an unknown outcome, before or after it was done."""

    def __init__(self, kind: str, *, done: bool) -> None:
        self.kind = kind
        self.done = done
        self.left = 1

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:  # noqa: A002 - the SDK's name
        return _Outbound(next, self)


class _Outbound(OutboundInterceptor):
    def __init__(self, following: OutboundInterceptor, instead: _Instead) -> None:
        super().__init__(following)
        self._instead = instead

    async def start_workflow_update(
        self,
        input: StartWorkflowUpdateInput,  # noqa: A002 - the SDK's name
    ) -> WorkflowUpdateHandle[Any]:
        instead = self._instead
        if not instead.left:
            return await super().start_workflow_update(input)
        instead.left -= 1
        if instead.done:
            await super().start_workflow_update(input)
        raise WorkflowUpdateFailedError(ApplicationError("unknown", type=instead.kind))


@pytest.mark.parametrize("kind", ["UnprocessedUpdate", "AcceptedUpdateCompletedWorkflow"])
@pytest.mark.parametrize("done", [True, False], ids=["done", "not done"])
async def test_an_unknown_outcome_is_settled_by_the_record(
    house: House,
    kind: str,
    done: bool,
) -> None:
    await house.give(start())
    known = house.client
    config = known.config()
    config["interceptors"] = [*config["interceptors"], _Instead(kind, done=done)]
    house.client = Client(**config)
    receipt = await house.give(goal(), by="olu")
    house.client = known
    assert receipt.first_version == 2
    assert await house.types() == ["CycleStarted", "PlanGoalConfirmed"]


class _Orphaning(_Instead):
    """Answers the first update so after its events were recorded past the workflow, as by one that died."""

    def __init__(self, record: Record, append: Append) -> None:
        super().__init__("UnprocessedUpdate", done=False)
        self.record, self.append = record, append

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:  # noqa: A002 - the SDK's name
        return _Recording(next, self)


class _Recording(_Outbound):
    def __init__(self, following: OutboundInterceptor, instead: _Orphaning) -> None:
        super().__init__(following, instead)
        self._orphaning = instead

    async def start_workflow_update(
        self,
        input: StartWorkflowUpdateInput,  # noqa: A002 - the SDK's name
    ) -> WorkflowUpdateHandle[Any]:
        if self._orphaning.left:
            await ActivityEnvironment().run(self._orphaning.record.append, self._orphaning.append)
        return await super().start_workflow_update(input)


async def test_a_workflow_that_is_behind_the_record_does_what_it_owes_all_the_same(
    house: House,
) -> None:
    """Nobody gives it another command: whoever was answered from the record has it catch up."""
    for command, who in ((start(), "ines"), (people(), "ines"), (goal(), "olu")):
        await house.give(command, by=who)
    announcing = house.envelope(AnnounceCycle())
    last = (await house.recorded())[-1]
    meta = Meta(
        command_id=announcing.command_id,
        command_sha256=announcing.sha256,
        causation_id=None,
        correlation_id=announcing.correlation_id,
        actor="ines",
        on_behalf_of=None,
        client="test",
        occurred_at=datetime.now(UTC),
    )
    orphan = Append(
        organisation=house.organisation,
        stream=CYCLE,
        expected_version=last.version,
        expected_hash=last.hash,
        events=(encode(CycleAnnounced(announced_by="ines"), meta, part=0),),
    )
    known = house.client
    config = known.config()
    orphaning = _Orphaning(Record(house.pool), orphan)
    config["interceptors"] = [*config["interceptors"], orphaning]
    house.client = Client(**config)
    receipt = await house.send(announcing)
    house.client = known
    assert receipt.types == ("CycleAnnounced",)
    await house.until_types(SALES, "UnitPlanOpened", "GoalSet")


async def test_a_record_that_is_away_is_waited_for(temporal: Client, scratch: Path) -> None:
    folder = scratch / "away"
    server = EmbeddedPostgres.start(folder)
    await migrate(server.url)
    pool = await open_pool(server.url, "tally_writer")
    house = House(client=temporal, pool=pool, organisation="away")
    async with house.working():
        await house.give(start())
        await asyncio.to_thread(server.stop)
        envelope = house.envelope(goal(), by="olu")
        with pytest.raises(RecordUnavailable):
            await house.send(envelope, patience=3.0)
        server = await asyncio.to_thread(EmbeddedPostgres.start, folder)
        receipt = await house.send(envelope, patience=40.0)
        assert receipt == await read.receipt(pool, "away", CYCLE, envelope.command_id)
        assert await house.types() == ["CycleStarted", "PlanGoalConfirmed"]
    assert await house.replay() == 1
    await house.stop()
    await pool.close()
    await asyncio.to_thread(server.stop)
