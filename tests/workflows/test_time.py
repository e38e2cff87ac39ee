"""A plan under skipped time: its deadlines, its whole year, and a rehearsal that is told the time."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from beginnings import deadlines, goal, people, start, usd
from house import CYCLE, SALES, House
from passing import DAY, Unit, gone_through, jointly_owned, opened, quarter_recorded, year
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.testing import TimeSkippingConfig, WorkflowEnvironment

from domain import errors
from domain.culture import commands as vc
from domain.culture import values as vv
from domain.cycle import commands as cc
from domain.cycle.events import LevelCalendar
from domain.people import Action
from domain.policy import CarryingOutPolicy, Policy
from domain.unit import commands as c
from domain.unit.reviewing import commands as w
from runtime.temporal import binary
from store.entry import entry_of
from store.pool import Pool

CULTURE = "culture/fy27"
PLAN = "seller/fy27/marco"


@pytest.fixture(scope="session")
async def skipping() -> AsyncIterator[WorkflowEnvironment]:
    """A dev server in which each workflow's time passes as it is told to."""
    async with await WorkflowEnvironment.start_time_skipping_v2(
        ts_config=TimeSkippingConfig(enabled=False),
        data_converter=pydantic_data_converter,
        dev_server_existing_path=str(binary()),
        dev_server_extra_args=[
            "--dynamic-config-value",
            "frontend.WorkflowTimeSkippingEnabled=true",
        ],
    ) as environment:
        yield environment


@pytest.fixture
async def house(skipping: WorkflowEnvironment, pool: Pool) -> AsyncIterator[House]:
    made = House(client=skipping.client, pool=pool, organisation=f"year-{id(pool)}")
    async with made.working():
        yield made
    assert await made.replay() > 0
    await made.stop()


async def test_a_deadline_is_reminded_of_missed_and_escalated(
    house: House, skipping: WorkflowEnvironment
) -> None:
    due_at = datetime.now(UTC) + 30 * DAY
    calendar = LevelCalendar(depth=0, deadlines=deadlines(due_at))
    unit = await opened(house, skipping, start(calendar=(calendar,)))
    await unit.pass_to(due_at + 8 * DAY)
    await house.until_types(SALES, "Escalated")
    marks = [
        *await unit.happened("ReminderDue"),
        *await unit.happened("DeadlineMissed"),
        *await unit.happened("Escalated"),
    ]
    assert from_the_day(marks, due_at) == [-7, -2, 0, 1, 7]
    assert all(mark >= due_at + round((mark - due_at) / DAY) * DAY for mark in marks)


async def cannot_take_back(unit: Unit) -> None:
    """The attempt is refused and on the record, however often it is sent (S0-22)."""
    promise = c.AddCommitment(
        commitment="engineer",
        words="An engineer",
        asked_by="marco",
        due_on=(datetime.now(UTC) + 700 * DAY).date(),
        reason="Demand",
        quantity=Decimal(1),
    )
    await unit.give("olu", c.GrantBudget(budget="people", amount=usd(1)))
    await unit.give("dana", promise)
    revoke = c.RevokeCommitment(commitment="engineer", words="Headcount freeze")
    envelope = unit.house.envelope(revoke, by="dana", stream=SALES)
    for _ in range(2):
        with pytest.raises(errors.CommitmentIsIrrevocable) as refused:
            await unit.house.send(envelope)
        assert refused.value.practice == "S0-22"
    assert len(await unit.happened("RevocationRefused")) == 1


async def test_a_whole_fiscal_year_passes_in_seconds(
    house: House, skipping: WorkflowEnvironment
) -> None:
    begins = datetime.now(UTC) + 120 * DAY
    unit = await opened(house, skipping, year(begins))
    await jointly_owned(unit, datetime.now(UTC))
    assert (await unit.state()).status == "jointly owned"
    await cannot_take_back(unit)
    for quarter in (1, 2, 3, 4):
        await unit.pass_to(begins + (90 * quarter + 2) * DAY)
        await quarter_recorded(unit, f"Q{quarter}")
        if quarter == 3:
            await gone_through(unit, "Q3")
        elif quarter != 2:
            review = c.HoldReview(period=f"Q{quarter}", decisions="Keep going.")
            await unit.give("dana", review)
    (missed,) = await unit.happened("ReviewMissed")
    escalated = await unit.happened("Escalated")
    assert {round((one - missed) / DAY) for one in escalated} >= {1, 7}
    await unit.give("dana", c.ClosePlan())
    await asyncio.wait_for(unit.handle.result(), 20)
    await house.until_types(CYCLE, "UnitPlanEnded")
    await house.give(cc.CloseCycle())
    assert (await house.types())[-1] == "CycleClosed"


def from_the_day(marks: Iterable[datetime], due_at: datetime) -> list[int]:
    return [round((mark - due_at) / DAY) for mark in marks]


async def test_what_a_review_agreed_is_reminded_of_missed_and_escalated(
    house: House, skipping: WorkflowEnvironment
) -> None:
    """S1-12: a guided review's next action, until its owner says that it is done."""
    begins = datetime.now(UTC) + 120 * DAY
    unit = await opened(house, skipping, year(begins))
    await jointly_owned(unit, datetime.now(UTC))
    await unit.pass_to(begins + 92 * DAY)
    await quarter_recorded(unit, "Q1")
    call = Action(words="Call", owner="marco", due_on=(begins + 110 * DAY).date())
    await gone_through(unit, "Q1", call)
    await unit.pass_to(begins + 113 * DAY)
    await unit.give("marco", w.ReportAgreedAction(agreed="r1-goals-next_action-1", words="Done"))
    await unit.pass_to(begins + 125 * DAY)
    marked = {
        entry_of(one).type
        for one in await house.recorded(SALES)
        if json.loads(one.payload).get("kind") == "agreed"
    }
    assert marked == {"ReminderDue", "DeadlineMissed", "Escalated"}
    deadline = (await unit.state()).deadline("agreed", "r1-goals-next_action-1")
    assert deadline is not None
    assert deadline.marks == (-7, -2, 0, 1)


async def test_the_promised_steps_of_a_goal_are_reminded_of_missed_and_escalated(
    house: House, skipping: WorkflowEnvironment
) -> None:
    """S1-21: until the first step is there."""
    begins, promised = datetime.now(UTC) + 120 * DAY, datetime.now(UTC) + 30 * DAY
    unit = await opened(house, skipping, year(begins))
    goal = c.SetStrategicGoal(
        goal="south", kind="new_territory", words="Grow in the South", metric="Customers",
        baseline=Decimal(0), target=Decimal(4), owner="marco",
        due_on=(begins + 300 * DAY).date(), plan_by=promised.date(),
    )  # fmt: skip
    await unit.give("dana", goal)
    await unit.pass_to(promised + 3 * DAY)
    await house.until_types(SALES, "Escalated")
    found = (json.loads(one.payload) for one in await house.recorded(SALES))
    marked = [one for one in found if one.get("kind") == "goal_plan"]
    assert [one["people"] for one in marked] == [["marco"]] * 4
    deadline = (await unit.state()).deadline("goal_plan", "south")
    assert deadline is not None
    assert deadline.marks == (-7, -2, 0, 1)


async def test_a_seller_s_review_is_reminded_of_missed_and_escalated(
    house: House, skipping: WorkflowEnvironment
) -> None:
    """S4-12: the plan's own timers, as a unit's review has them."""
    begins = datetime.now(UTC) + 120 * DAY
    unit = await opened(house, skipping, year(begins))
    await unit.give("marco", c.BeginSellerPlans(people=("marco",)))
    await house.until_types(PLAN, "SellerPlanOpened")
    plan = Unit(house, skipping, PLAN)
    due_at = begins + 105 * DAY
    await plan.pass_to(due_at + 8 * DAY)
    await house.until_types(PLAN, "SellerReviewEscalated")
    marks = [
        *await plan.happened("SellerReviewReminded"),
        *await plan.happened("SellerReviewMissed"),
        *await plan.happened("SellerReviewEscalated"),
    ]
    assert from_the_day(marks, due_at) == [-7, -2, 0, 1, 7]


async def test_a_review_of_an_initiative_that_nobody_holds_is_missed_each_quarter(
    house: House, skipping: WorkflowEnvironment
) -> None:
    """S2-01: the culture's own timers, without anybody asking."""
    begins = datetime(datetime.now(UTC).year + 2, 1, 1, tzinfo=UTC)
    chased = Policy(carrying_out=CarryingOutPolicy())
    await opened(house, skipping, start(policy=chased))
    await house.give(cc.BeginCulture(), by="dana", stream=CYCLE)
    await house.until_types(CULTURE, "CultureOpened")
    initiative = vc.StartInitiative(
        initiative="calls",
        words="Calls",
        owner="dana",
        from_on=begins.date(),
        until_on=(begins + 700 * DAY).date(),
        stages=(vv.Stage(stage="tell", words="Told", due_on=begins.date()),),
    )
    await house.give(initiative, by="dana", stream=CULTURE)
    culture = Unit(house, skipping, CULTURE)
    await culture.pass_to(begins + 190 * DAY)
    await house.until_types(CULTURE, "InitiativeReviewMissed")
    assert [
        (one - begins).days // 91 for one in await culture.happened("InitiativeReviewMissed")
    ] == [
        1,
        2,
    ]


async def test_a_later_deadline_is_waited_for_anew(
    house: House, skipping: WorkflowEnvironment
) -> None:
    """Everybody's plan follows a change of the rules, never backwards."""
    due_at = datetime.now(UTC) + 30 * DAY
    calendar = LevelCalendar(depth=0, deadlines=deadlines(due_at))
    unit = await opened(house, skipping, start(calendar=(calendar,)))
    later = LevelCalendar(depth=0, deadlines=deadlines(due_at + 30 * DAY))
    change = cc.ProposeRuleChange(change="later", reason="The board met late.", calendar=(later,))
    await house.give(change)
    await house.give(cc.AgreeToRuleChange(change="later"), by="dana")
    await house.until_types(SALES, "RulesChanged")
    await unit.pass_to(due_at + 10 * DAY)
    assert await unit.happened("DeadlineMissed") == []
    await unit.pass_to(due_at + 31 * DAY)
    await house.until_types(SALES, "DeadlineMissed")
    (missed,) = await unit.happened("DeadlineMissed")
    assert missed >= due_at + 30 * DAY


async def test_a_rehearsal_is_told_the_time(house: House) -> None:
    began = datetime(2031, 1, 6, 9, tzinfo=UTC)
    calendar = LevelCalendar(depth=0, deadlines=deadlines(began + 30 * DAY))
    begin = start(rehearsal=True, calendar=(calendar,))
    await house.give(begin, at=began)
    await house.give(people(), at=began + DAY)
    await house.give(goal(), by="olu", at=began + 2 * DAY)
    await house.give(cc.AnnounceCycle(), at=began + 3 * DAY)
    await house.until_types(SALES, "UnitPlanOpened", "GoalSet")
    with pytest.raises(errors.NothingToDo):
        await house.give(c.PassTime(), by="dana", stream=SALES, at=began + 31 * DAY)
    entries = [entry_of(one) for one in await house.recorded(SALES)]
    told = [(entry.type, entry.occurred_at - began) for entry in entries]
    assert told == [
        ("UnitPlanOpened", 3 * DAY),
        ("AdvanceNoticeGiven", 3 * DAY),
        ("GoalSet", 3 * DAY),
        ("ReminderDue", 23 * DAY),
        ("ReminderDue", 28 * DAY),
        ("DeadlineMissed", 30 * DAY),
        ("Escalated", 31 * DAY),
    ]


async def test_outside_a_rehearsal_nobody_tells_the_time(house: House) -> None:
    now = datetime.now(UTC)
    receipt = await house.give(start(), at=now + 400 * DAY)
    (recorded,) = await house.recorded()
    assert abs(entry_of(recorded).occurred_at - now) < DAY
    assert abs(receipt.recorded_at - now) < DAY
