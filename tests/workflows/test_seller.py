"""A seller's plan as a workflow: opened by its unit, heard of there, kept to its instants, and ended with it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from beginnings import usd
from house import SALES, House
from temporalio.client import WorkflowExecutionStatus

from domain.seller import commands as s
from domain.seller import values as v
from domain.unit import commands as u

PLAN = "seller/fy27/marco"


def written() -> tuple[s.Command, ...]:
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


async def test_a_seller_s_plan_is_written_lapses_and_ends_with_its_unit(house: House) -> None:
    await house.announced()
    await house.until_types(SALES, "UnitPlanOpened")
    await house.give(u.BeginSellerPlans(people=("marco",)), by="marco", stream=SALES)
    await house.until_types(PLAN, "SellerPlanOpened")

    for command in written():
        await house.give(command, by="marco", stream=PLAN)
    await house.until_types(PLAN, "TrainingLapsed")
    await house.until_types(SALES, "SellerPlanReported")

    await house.give(u.CancelPlan(reason="The unit is merged"), by="dana", stream=SALES)
    await house.until_types(PLAN, "SellerPlanClosed")
    handle = house.client.get_workflow_handle(house.workflow_id(PLAN))
    await handle.result()
    assert (await handle.describe()).status is WorkflowExecutionStatus.COMPLETED
