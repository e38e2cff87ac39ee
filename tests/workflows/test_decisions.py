"""The rules of a decision, each by what its caller and the record see."""

from __future__ import annotations

import asyncio

import pytest
from beginnings import company, goal, people, start
from house import CYCLE, SALES, House
from pydantic import JsonValue
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from domain import errors
from domain.cycle import commands as c
from domain.people import Document
from store import read
from store.entry import entry_of
from workflows.answer import Refusal


def file(name: str) -> c.RecordImport:
    return c.RecordImport(kind="actuals", source=Document(name=name, sha256=name * 64), rows=1)


async def test_a_receipt_names_what_the_record_holds(house: House) -> None:
    receipt = await house.give(start(), command_id="first")
    (recorded,) = await house.recorded()
    assert receipt.hashes == (recorded.hash,)
    assert receipt.positions == (recorded.position,)
    assert receipt == await read.receipt(house.pool, house.organisation, CYCLE, "first")


async def test_what_waits_is_recorded_in_one_append(house: House) -> None:
    await house.give(start())
    receipts = await asyncio.gather(*(house.give(file(name)) for name in "0123456789"))
    assert sorted(receipt.first_version for receipt in receipts) == list(range(2, 12))
    markers = [
        event
        for history in await house.histories()
        for event in history.events
        if event.HasField("marker_recorded_event_attributes")
    ]
    assert len(markers) < 2 + 10


async def test_a_command_that_decides_nothing_is_refused(house: House) -> None:
    await house.give(start())
    await house.give(goal(), by="olu")
    with pytest.raises(errors.NothingToDo):
        await house.give(goal(), by="olu")
    assert len(await house.recorded()) == 2


async def test_a_refusal_costs_no_history_and_carries_its_reasons(house: House) -> None:
    await house.give(start())
    before = [len(history.events) for history in await house.histories()]
    with pytest.raises(errors.GateClosed) as refused:
        await house.give(c.AnnounceCycle())
    assert refused.value.practice == "S0-07"
    assert len(refused.value.missing) == 2
    assert [len(history.events) for history in await house.histories()] == before


async def test_a_refusal_carries_the_version_it_was_made_on(house: House) -> None:
    await house.give(start())
    envelope = house.envelope(c.AnnounceCycle())
    handle = house.client.get_workflow_handle(house.workflow_id())
    with pytest.raises(WorkflowUpdateFailedError) as failed:
        await handle.execute_update("execute", envelope, id=envelope.command_id)
    cause = failed.value.cause
    assert isinstance(cause, ApplicationError)
    refusal = Refusal.read(cause)
    assert refusal is not None
    assert (cause.type, cause.non_retryable, refusal.version) == ("GateClosed", True, 1)


async def test_an_unreadable_command_is_refused_with_its_fields(house: House) -> None:
    await house.give(start())
    envelope = house.envelope(goal(), by="olu")
    broken = envelope.model_copy(update={"body": {"amount": "many", "rows": 1}})
    with pytest.raises(errors.Invalid) as refused:
        await house.send(broken)
    assert any(part.startswith("amount") for part in refused.value.missing)


async def test_a_command_nobody_knows_is_refused(house: House) -> None:
    await house.give(start())
    with pytest.raises(errors.Unknown, match="Conjure"):
        await house.send(house.envelope(goal()).model_copy(update={"name": "Conjure"}))


async def test_what_was_never_started_leaves_nothing_running(house: House) -> None:
    with pytest.raises(errors.Unknown):
        await house.give(goal(), by="olu")
    description = await house.client.get_workflow_handle(house.workflow_id()).describe()
    assert description.status is not None
    assert description.status.name == "COMPLETED"
    assert await house.recorded() == ()


async def test_a_cycle_is_started_once(house: House) -> None:
    await house.give(start())
    with pytest.raises(errors.AlreadyExists):
        await house.give(start())


async def test_the_same_command_twice_has_one_receipt(house: House) -> None:
    await house.give(start())
    envelope = house.envelope(goal(), by="olu")
    first, second = await asyncio.gather(house.send(envelope), house.send(envelope))
    assert first == second == await house.send(envelope)
    assert len(await house.recorded()) == 2


async def test_the_same_command_is_answered_though_its_own_effect_would_refuse_it(
    house: House,
) -> None:
    envelope = house.envelope(start())
    first = await house.send(envelope)
    assert await house.send(envelope) == first
    announce = house.envelope(goal(), by="olu")
    receipt = await house.send(announce)
    await house.give(goal(200), by="olu")
    assert await house.send(announce) == receipt


async def test_an_id_is_not_used_for_other_content(house: House) -> None:
    await house.give(start())
    await house.give(goal(), by="olu", command_id="goal")
    with pytest.raises(errors.CommandIdReused):
        await house.give(goal(300), by="olu", command_id="goal")
    with pytest.raises(errors.CommandIdReused):
        await house.give(goal(), by="ines", command_id="goal")
    assert len(await house.recorded()) == 2


async def test_two_people_deciding_at_once_are_answered_one_after_the_other(house: House) -> None:
    await house.give(start())
    given = (house.give(goal(100), by="olu"), house.give(goal(100), by="olu"))
    answers = await asyncio.gather(*given, return_exceptions=True)
    assert [type(answer).__name__ for answer in answers].count("Receipt") == 1
    assert [type(answer) for answer in answers].count(errors.NothingToDo) == 1
    assert await house.types() == ["CycleStarted", "PlanGoalConfirmed"]


async def test_one_bad_command_does_not_hold_up_the_others(house: House) -> None:
    await house.give(start())
    await house.give(file("0"), command_id="taken")
    again = house.envelope(file("1"), command_id="taken")
    answers = await asyncio.gather(
        house.send(again), *(house.give(file(name)) for name in "2345"), return_exceptions=True
    )
    assert isinstance(answers[0], errors.CommandIdReused)
    assert [type(answer).__name__ for answer in answers[1:]] == ["Receipt"] * 4


async def test_a_float_is_refused_not_recorded(house: House) -> None:
    await house.give(start())
    envelope = house.envelope(goal(), by="olu")
    body: dict[str, JsonValue] = {**envelope.body, "amount": {"amount": 100.5, "currency": "USD"}}
    with pytest.raises(errors.Invalid):
        await house.send(envelope.model_copy(update={"body": body}))
    assert len(await house.recorded()) == 1


async def test_an_announced_cycle_opens_its_units_and_tells_them_their_goal(house: House) -> None:
    await house.announced()
    await house.until_types(SALES, "UnitPlanOpened", "GoalSet")
    receipt = await read.receipt(
        house.pool, house.organisation, SALES, "cycle/fy27:3:sales:OpenUnitPlan"
    )
    assert receipt is not None
    entry = entry_of((await house.recorded(SALES))[0])
    assert (entry.actor, entry.causation_id) == ("system", "cycle/fy27:3")


async def test_an_import_of_a_whole_company_is_one_decision(house: House) -> None:
    await house.give(start())
    receipt = await house.give(people(*company(units=120)))
    assert receipt.last_version - receipt.first_version == 121
    assert [len(page) for page in (await house.recorded(),)] == [123]


async def test_more_than_one_decision_can_hold_is_refused(house: House) -> None:
    await house.give(start())
    (top,) = company(units=0, sellers=5_000)
    with pytest.raises(errors.Invalid, match="at most"):
        await house.give(people(top))
    with pytest.raises(errors.Invalid, match="in parts"):
        await house.give(people(*company(units=900)))
    await house.give(file("0"))
