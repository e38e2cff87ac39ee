"""A cycle's incentives as a workflow: opened by their cycle, and given their commands."""

from __future__ import annotations

from house import House

from domain.cycle import commands as c
from tests.domain.paid import importing, paid, part

CYCLE = "cycle/fy27"
INCENTIVES = "incentives/fy27"


async def test_incentives_open_with_their_cycle_and_are_imported(house: House) -> None:
    await house.announced()
    await house.give(c.BeginIncentives(), by="olu", stream=CYCLE)
    await house.until_types(INCENTIVES, "IncentivesOpened")

    plan = importing(paid("dana", part("other", "100", "sales")))
    await house.give(plan, by="olu", stream=INCENTIVES)

    await house.until_types(INCENTIVES, "IncentivesImported", "IncentiveFindingRaised")
