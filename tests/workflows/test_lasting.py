"""A plan outlasts its runs: continued as new, ended and begun again, loaded from its stream."""

from __future__ import annotations

import asyncio

import pytest
from beginnings import company, file, goal, people, start
from house import CYCLE, SALES, House
from temporalio.client import WorkflowExecutionStatus

from domain import errors
from domain.cycle import commands as c
from domain.people import Document
from store import read
from workflows import life


async def runs(house: House, stream: str = CYCLE) -> int:
    wanted = house.workflow_id(stream)
    return len([one for one in await house.histories() if one.workflow_id == wanted])


async def until_runs(house: House, number: int) -> None:
    """A run hands over once what it owes has arrived."""
    async with asyncio.timeout(30):
        # There is no event to wait for: the server knows of runs.
        while await runs(house) != number:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_a_stage_end_begins_a_new_run_that_knows_all(house: House) -> None:
    await house.started_long_ago()
    await house.announce()
    with pytest.raises(errors.NothingToDo):
        await house.give(c.AnnounceCycle())
    await until_runs(house, 2)
    assert (await house.types())[-1] == "CycleAnnounced"


async def test_a_stage_end_after_few_decisions_begins_none(house: House) -> None:
    await house.announced()
    assert await runs(house) == 1


async def test_a_command_is_answered_with_its_first_receipt_in_a_later_run(house: House) -> None:
    await house.started_long_ago()
    await house.give(people())
    once = house.envelope(goal(), by="olu")
    first = await house.send(once)
    await house.give(c.AnnounceCycle())
    assert await house.send(once) == first
    await until_runs(house, 2)


async def test_what_is_owed_is_given_once_however_many_runs_owe_it(house: House) -> None:
    await house.announced()
    await house.until_types(SALES, "UnitPlanOpened", "GoalSet")
    handle = house.client.get_workflow_handle(house.workflow_id())
    await handle.terminate("so that nothing is carried over")
    await house.give(file(1))
    await house.until_types(SALES, "UnitPlanOpened", "GoalSet")
    assert (await house.types(SALES)).count("UnitPlanOpened") == 1


async def test_a_run_of_many_decisions_hands_over(house: House) -> None:
    await house.give(start())
    for batch in range(26):
        await asyncio.gather(*(house.give(file(batch * 20 + n)) for n in range(20)))
    length = await read.length(house.pool, house.organisation, CYCLE)
    assert length == 521 > life.MOST_DECISIONS
    assert await runs(house) == 2


async def test_a_command_after_the_end_is_answered(house: House) -> None:
    once = house.envelope(start())
    first = await house.send(once)
    await house.give(c.CancelCycle(reason="Merged away."), by="ruth")
    handle = house.client.get_workflow_handle(house.workflow_id())
    await asyncio.wait_for(handle.result(), 20)
    assert await house.send(once) == first
    with pytest.raises(errors.WrongStage):
        await house.give(goal(), by="olu")
    description = await handle.describe()
    assert description.status is WorkflowExecutionStatus.COMPLETED


async def test_a_plan_begins_again_from_its_stream_alone(house: House) -> None:
    await house.give(start())
    for number in range(5):
        await house.give(file(number))
    await house.client.get_workflow_handle(house.workflow_id()).terminate("lost")
    receipt = await house.give(file(5))
    assert receipt.first_version == 7
    with pytest.raises(errors.NothingToDo):
        await house.give(file(2))


async def test_a_large_plan_is_loaded_in_pages_and_carried_by_its_stream(house: House) -> None:
    await house.give(start())
    for number in range(3):
        (top,) = company(units=0, sellers=3_000)
        draft = people(top.model_copy(update={"name": f"Sales {number}"}))
        source = Document(name=f"people {number}", sha256=f"{number:064x}")
        await house.give(draft.model_copy(update={"source": source}))
    await house.client.get_workflow_handle(house.workflow_id()).terminate("lost")
    await house.give(goal(), by="olu")
    loads = sum(
        event.HasField("marker_recorded_event_attributes")
        for history in await house.histories()
        for event in history.events
    )
    assert loads > 3
    assert (await house.types())[-1] == "PlanGoalConfirmed"
