"""A seller's plan as a workflow: opened by its unit, heard of there, kept to its instants, and ended with it."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from beginnings import usd
from house import SALES, House
from temporalio import activity
from temporalio.client import WorkflowExecutionStatus

from activities.envelope import Envelope
from activities.giving import Giving
from domain.model import Command
from domain.seller import commands as s
from domain.seller import values as v
from domain.unit import commands as u
from store.entry import entry_of
from workflows import start

PLAN = "seller/fy27/marco"
SLOW = 3.0
"""Seconds."""


def written() -> tuple[Command, ...]:
    """Everything that a plan needs, but for training that reaches far enough."""
    today = datetime.now(UTC).date()
    line = v.Line(
        id="labs", words="Laboratories in Oslo", kind="new_business", quantity=Decimal(4),
        value=usd(30), due_on=date(today.year + 2, 6, 30), owner="marco",
    )  # fmt: skip
    course = v.Training(
        id="spectra", words="The new line", starts_on=today, ends_on=today + timedelta(days=30)
    )
    return (
        s.WriteBusinessPlan(words="Four laboratories", lines=(line,)),
        s.DeclineTopAccounts(reason="One buyer for all of them"),
        s.PlanTraining(trainings=(course,)),
        s.SubmitSellerPlan(),
    )


async def reported(house: House) -> list[str]:
    """The stages of Marco's plan in the order in which its unit heard of them."""
    return [
        json.loads(one.payload)["stage"]
        for one in await house.recorded(SALES)
        if entry_of(one).type == "SellerPlanReported"
    ]


async def submitted(house: House) -> None:
    """Marco's plan is begun in its unit, written and submitted."""
    await house.announced()
    await house.until_types(SALES, "UnitPlanOpened")
    await house.give(u.BeginSellerPlans(people=("marco",)), by="marco", stream=SALES)
    await house.until_types(PLAN, "SellerPlanOpened")
    for command in written():
        await house.give(command, by="marco", stream=PLAN)


async def heard_submitted(house: House) -> None:
    async with asyncio.timeout(20):
        # There is no event to wait for: the record belongs to another process.
        while "submitted" not in await reported(house):  # noqa: ASYNC110
            await asyncio.sleep(0.05)


class Slow(Giving):
    """News of a plan that is being written takes a while; whatever comes later does not."""

    @activity.defn(name="give_command")
    async def give_command(self, envelope: Envelope) -> str | None:
        if envelope.body.get("stage") == "writing":
            await asyncio.sleep(SLOW)
        return await super().give_command(envelope)


async def test_a_unit_is_told_nothing_that_it_knows(bare_house: House) -> None:
    house, answers = bare_house, list[str | None]()

    class Heard(Giving):
        @activity.defn(name="give_command")
        async def give_command(self, envelope: Envelope) -> str | None:
            answer = await super().give_command(envelope)
            if envelope.name == "ReceiveSellerPlan":
                answers.append(answer)
            return answer

    async with house.working(giver=Heard):
        await submitted(house)
        await heard_submitted(house)

    assert answers
    assert not any(answers), answers


async def test_news_of_an_earlier_run_never_comes_after_that_of_a_later(
    bare_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A stage's end begins a run after few decisions too.
    monkeypatch.setattr(start, "FEWEST_DECISIONS", 0)
    house = bare_house
    async with house.working(giver=Slow):
        await submitted(house)
        await heard_submitted(house)
        await asyncio.sleep(2 * SLOW)

    assert (await reported(house))[-1] == "submitted"


async def test_a_seller_s_plan_is_written_lapses_and_ends_with_its_unit(house: House) -> None:
    await submitted(house)
    await house.until_types(PLAN, "TrainingLapsed")
    await house.until_types(SALES, "SellerPlanReported")

    await house.give(u.CancelPlan(reason="The unit is merged"), by="dana", stream=SALES)
    await house.until_types(PLAN, "SellerPlanClosed")
    handle = house.client.get_workflow_handle(house.workflow_id(PLAN))
    await handle.result()
    assert (await handle.describe()).status is WorkflowExecutionStatus.COMPLETED
