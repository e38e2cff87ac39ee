"""A cycle's culture as a workflow: opened by its cycle, told of new leaders, and given its commands."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from house import SALES, House

from domain.culture import commands as v
from domain.culture.catalogue import CATALOGUE
from domain.cycle import commands as c
from domain.unit import commands as u
from store.pool import Pool
from workflows.caretaker import Caretaker

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


async def test_who_left_is_told_to_the_culture_from_the_day_after_their_last(
    house: House, pool: Pool
) -> None:
    await house.announced()
    await house.until_types(SALES, "UnitPlanOpened")
    await house.give(c.BeginCulture(), by="dana", stream=CYCLE)
    await house.until_types(CULTURE, "CultureOpened")
    last = datetime.now(UTC).date() + timedelta(days=30)
    leaves = u.HandOverSeat(seat="north", successor=None, left_on=last)
    await house.give(leaves, by="ruth", stream=SALES)

    async def told_on(day: date) -> list[str]:
        now = datetime.combine(day, time(), UTC)
        await Caretaker(house.client, pool, now=lambda: now).tell_cultures()
        return await house.types(CULTURE)

    assert await told_on(last) == ["CultureOpened"]
    assert await told_on(last + timedelta(days=1)) == ["CultureOpened", "CircleLeft"]
    assert await told_on(last + timedelta(days=2)) == ["CultureOpened", "CircleLeft"]
