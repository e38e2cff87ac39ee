"""The incentives of a cycle, brought over HTTP to where a test begins, and a file of components."""

from __future__ import annotations

import asyncio
from datetime import date
from decimal import Decimal
from typing import Any

from api import CYCLE, Api

from domain.cycle import commands as c
from domain.incentives import values as v
from domain.unit import commands as u

PLACE = f"/cycles/{CYCLE}/incentives"
HEADER = "person,component,name,pays,metric,weight,unit,goals\n"
FILE = (
    HEADER + "ruth,profit,Profit,incentive,profit_amount,100,,\n"
    "olu,cash,Cash,incentive,cash,100,,\n"
    "dana,sum,Revenue,incentive,revenue,70,sales,\n"
    "dana,goal,Goals,incentive,strategic_goals,30,sales,sales/south\n"
    "ana,sum,Revenue,incentive,revenue,100,emea,\n"
)
GOALS = tuple(
    u.SetStrategicGoal(
        goal=goal, kind="new_territory", words="Cities in the south", metric="cities",
        baseline=Decimal(0), target=Decimal(4), owner="marco", due_on=date(2027, 10, 1),
        plan_by=date(2027, 1, 15),
    )
    for goal in ("south", "north")
)  # fmt: skip
CAP = v.Cap(cap="double", unit="emea", percent=Decimal(200), words="Twice the target.")


async def begun(api: Api) -> None:
    """The cycle is announced with two goals, and its incentives open."""
    await api.announced()
    await opened(api)


async def opened(api: Api) -> None:
    for goal in GOALS:
        await api.give(goal, by="dana", unit="sales")
    await api.give(c.BeginIncentives(), by="olu")
    for _ in range(300):
        answer = await api.get(PLACE, by="olu")
        if answer.status_code == 200:
            return
        assert answer.status_code == 404, answer.text
        await asyncio.sleep(0.05)
    raise AssertionError(answer.text)


async def sent(api: Api, text: str, *, by: str = "farah", **how: Any) -> Any:
    headers = {**api.headers(by), "Content-Type": "text/csv"}
    path = f"{api.base}{PLACE}/imports"
    return await api.http.post(path, content=text.encode(), headers=headers, params=how)
