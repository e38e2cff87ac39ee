"""A cycle with a person for each role, and each address asked as each of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from api import CYCLE, PAPER, Api, company, person, start, usd
from httpx import Response
from permitted import table

from domain.cycle import commands as c
from domain.model import Command
from domain.people import Roles
from domain.unit import commands as u

WHO = {
    "leader": "dana",
    "member": "ana",
    "joiner": "joe",
    "former member": "marco",
    "leader above": "ruth",
    "approver": "anton",
    "executive": "eva",
    "sponsor": "olu",
    "planner": "ines",
    "HR partner": "farah",
    "auditor": "sam",
    "administrator": "ada",
    "operator": "oper",
    "outsider": "otto",
}
"""One person for each role in the unit `sales`; below it `emea`, of which Paul is a member."""

READERS = {**WHO, "member": "paul"}
HOME = {"member": ("emea",), "joiner": ("sales",), "former member": ("sales",)}
BOTH = ("emea", "sales")
REFUSALS = (" is for ", "has no part in", "starts its cycles")
"""What the one authorisation function says; other refusals are about what is asked, not by whom."""


class Halden(Api):
    """The test's cycle with somebody else in each office."""

    async def announced(self) -> None:
        roles = Roles(
            leader_above="ruth", approvers=("anton",), executives=("eva",), sponsors=("olu",),
            planners=("ines",), hr_partners=("farah",), auditors=("sam",), administrators=("ada",),
        )  # fmt: skip
        await self.give(start(roles=roles))
        await self.give(company(), by="ada")
        await self.give(c.ConfirmPlanGoal(amount=usd(100), document=PAPER), by="olu")
        await self.give(c.AnnounceCycle())
        await self.until_there("sales", lambda plan: bool(plan["goals"]))
        await self.until_there("emea", lambda _plan: True)

    async def give(self, command: Command, **how: Any) -> dict[str, Any]:
        if not isinstance(command, u.AcceptPlan):
            return await super().give(command, **how)
        await super().give(command, **{**how, "by": "anton"})
        return await super().give(command, **{**how, "by": "eva"})

    async def somebody_left_and_somebody_joins(self) -> None:
        leaves = u.HandOverSeat(seat="north", successor=None, left_on=date(2026, 11, 24))
        await self.give(leaves, by="farah", unit="sales")
        joins = u.FillSeat(seat="north", person=person("Joe"), joins_on=date(2027, 1, 4))
        await self.give(joins, by="dana", unit="sales")


def refused(answer: Response) -> bool:
    """Whether the authorisation function refused it."""
    if answer.status_code != 403:
        return False
    return any(words in answer.text for words in REFUSALS)


def seen(role: str, action: str) -> set[str]:
    """The units whose plans a role reads, by the page: where they hold it, and how far it reaches."""
    reach = table("reads")[action][role]
    return set(HOME.get(role, BOTH)) if reach in {"unit", "unit and below", "cycle"} else set()


ADDRESS: Mapping[str, str] = {
    "cycle": CYCLE,
    "person": "ana",
    "draft": "d",
    "command_id": "k",
    "name": "signatures",
}
ASKED = {
    "from": "1",
    "to": "1",
    "basis": "equal_growth",
    "person": "ana",
    "at": "2026-12-01T00:00:00Z",
    "seed": "s",
}


async def opened(api: Halden, path: str, who: str, unit: str) -> Response:
    for name, value in {**ADDRESS, "organisation": api.organisation, "unit": unit}.items():
        path = path.replace(f"{{{name}}}", value)
    return await api.http.get(path, headers=api.headers(who), params=ASKED)
