"""Offices that change hands in the cycle reach its running units, once."""

from __future__ import annotations

from datetime import date

from beginnings import goal, people, start
from house import SALES, House

from domain.cycle import commands as c
from domain.people import Person, Role

SOFIA = Person(id="sofia", name="Sofia", email="sofia@example.com")


async def test_a_running_unit_follows_a_change_of_offices_once(house: House) -> None:
    await house.give(start())
    await house.give(people())
    await house.give(goal(), by="olu")
    await house.give(c.AnnounceCycle())
    await house.until_types(SALES, "UnitPlanOpened", "GoalSet")

    grants = (Role(office="approver", person="nina"),)
    await house.give(c.ProposeRoles(change="new", reason="Help", grants=grants), by="adi")
    await house.give(c.AgreeToRoles(change="new"), by="olu")
    await house.until_types(SALES, "UnitRolesChanged")
    leaves = c.ReplaceUnitLeader(unit="sales", successor=SOFIA, acts_from=date(2030, 1, 1))
    await house.give(leaves, by="ruth")
    await house.until_types(SALES, "LeaderReplaced")

    assert (await house.types(SALES)).count("UnitRolesChanged") == 1
