"""A guided change, given over HTTP as its tests give it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from api import CYCLE, Api
from httpx import Response

from domain.unit.commands import SetStrategicGoal

JOE = {"id": "joe", "name": "Joe Berg", "email": "joe@halden.example"}
SOFIA = {"id": "sofia", "name": "Sofia Lind", "email": "sofia@halden.example"}


def path(person: str, what: str) -> str:
    return f"/cycles/{CYCLE}/people/{person}/{what}"


async def changed(
    api: Api, by: str, answers: dict[str, Any], *, dry_run: bool = False, **more: Any
) -> Response:
    body = {
        "change": "marco-leaves", "kind": "leaver", "person": "marco", "on": "2027-04-30",
        "reason": "He goes to sea",
        "answers": [{"holding": one, **said} for one, said in answers.items()], **more,
    }  # fmt: skip
    return await api.http.post(
        api.base + path(body["person"], "change"),
        json=body,
        headers=api.headers(by),
        params={"dry_run": "true"} if dry_run else {},
    )


def standings(answer: Response) -> dict[str, str]:
    assert answer.status_code == 200, answer.text
    return {one["command"]: one["standing"] for one in answer.json()["steps"]}


async def in_april(api: Api) -> None:
    await api.in_force()
    api.now = datetime(2027, 4, 20, 9, tzinfo=UTC)


NORTH = {"seat:sales:north": {"choice": "hand to", "to": JOE}}


SOUTH = SetStrategicGoal(
    goal="south", kind="new_territory", words="New territories South", metric="Territories",
    baseline=Decimal(0), target=Decimal(4), owner="marco", due_on=date(2027, 9, 30),
    plan_by=date(2027, 6, 1),
)  # fmt: skip
