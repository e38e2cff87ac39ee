"""A cycle's culture as a workflow: opened by its cycle, told of new leaders, and given its commands."""

from __future__ import annotations

from house import House

from domain.culture import commands as v
from domain.culture.catalogue import CATALOGUE
from domain.cycle import commands as c

CYCLE = "cycle/fy27"
CULTURE = "culture/fy27"


async def test_a_culture_opens_with_its_cycle_and_is_acknowledged(house: House) -> None:
    await house.announced()
    await house.give(c.BeginCulture(), by="dana", stream=CYCLE)
    await house.until_types(CULTURE, "CultureOpened")

    for command in (v.ChooseValues(values=CATALOGUE[:3]), v.PublishCulture()):
        await house.give(command, by="dana", stream=CULTURE)
    await house.give(v.AcknowledgeCulture(edition=1), by="marco", stream=CULTURE)

    await house.until_types(CULTURE, "CultureAcknowledged")
