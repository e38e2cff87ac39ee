"""A company whose offices are held by somebody else each, and what it keeps of itself."""

from __future__ import annotations

from typing import Any

from api import PAPER, Api, company, person, start, usd

from domain.cycle import commands as c
from domain.people import Roles

WHO = {
    "leader": "dana", "member": "marco", "leader_above": "ruth", "approver": "anton",
    "executive": "eva", "sponsor": "olu", "planner": "ines", "hr_partner": "farah",
    "auditor": "sam", "administrator": "ada", "outsider": "otto",
}  # fmt: skip
ROLES = Roles(
    leader_above="ruth", approvers=("anton",), executives=("eva",), sponsors=("olu",),
    planners=("ines",), hr_partners=("farah",), auditors=("sam",), administrators=("ada",),
)  # fmt: skip
NAMED = ("Paula", "Petra", "Pia")
"""In the people file, with no seat and no office."""


class Halden(Api):
    """A cycle under way, with somebody else in each office."""

    async def announced(self) -> None:
        await self.give(start(roles=ROLES))
        file = company(flat=True)
        (sales,) = file.units
        people = (*sales.people, *map(person, NAMED))
        units = (sales.model_copy(update={"people": people}),)
        await self.give(file.model_copy(update={"units": units}), by="ada")
        await self.give(c.ConfirmPlanGoal(amount=usd(100), document=PAPER), by="olu")
        await self.give(c.AnnounceCycle())
        await self.until_there("sales", lambda plan: bool(plan["goals"]))


async def kept(api: Api, by: str = "sam") -> dict[str, Any]:
    answer = await api.get("/custody", by=by)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())
