"""A cycle from its start to where every plan is open: the people file, the goal, the announcement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from company import Company
from people import People

CYCLE = "fy"
AT = f"/cycles/{CYCLE}"
ROLES = {
    "leader_above": "ruth",
    "approvers": ["ruth", "olu"],
    "sponsors": ["olu"],
    "executives": ["wen"],
    "planners": ["ines"],
    "hr_partners": ["hal"],
    "auditors": ["sam"],
    "administrators": ["adi"],
}
MINUTE = {"name": "minute.txt", "sha256": "0" * 64}
GROWTH = Decimal("1.06")
"""The plan goal, of what the whole company sold last year."""


def year() -> int:
    return datetime.now(UTC).year + 2


def usd(amount: Decimal) -> dict[str, str]:
    return {"amount": f"{amount:.2f}", "currency": "USD"}


async def kick_off(people: People, made: Company) -> None:
    """Return once every unit's plan is open."""
    form = {
        "cycle": CYCLE,
        "name": f"Fiscal year {year()}",
        "starts_on": f"{year()}-01-01",
        "signed_by": f"{year() - 1}-12-15",
        "currency": "USD",
        "zone": "America/New_York",
        "roles": ROLES,
        "levels_below": 2,
    }
    planned = await people.give("ines", "/cycles/plan", form)
    await people.give("ines", "/cycles", planned["start"])
    total = {"control_total": str(made.total), "currency": "USD"}
    await people.send("ines", f"{AT}/imports/people", made.people, total)
    goal = {"amount": usd(made.total * GROWTH), "document": MINUTE}
    await people.give("olu", f"{AT}/confirm-plan-goal", goal)
    await people.give("ines", f"{AT}/announce-cycle", {})
    for unit in ("sales", *made.regions, *made.teams):
        await people.until("sam", unit_at(unit), lambda plan: plan["name"])


def has_goal(plan: dict[str, Any]) -> bool:
    """Of any standing: what may still change can be planned on too."""
    return bool(plan["goals"])


def has_firm_goal(plan: dict[str, Any]) -> bool:
    """One that no unit above can take back."""
    return any(one["standing"] in {"confirmed", "in_force"} for one in plan["goals"])


def unit_at(unit: str) -> str:
    return f"{AT}/units/{unit}"


async def propose(
    people: People, made: Company, unit: str, *, on: Callable[[dict[str, Any]], object] = has_goal
) -> None:
    """Its leader proposes once the goal is there: each portion by its share of last year."""
    await people.until("sam", unit_at(unit), on)
    leader, at = made.leaders[unit], unit_at(unit)
    held = {"held_at": datetime.now(UTC).isoformat(), "agenda": "The year", "attendees": []}
    await people.give(leader, f"{at}/hold-session", held)
    query = {"basis": "share_of_last_year", "target": "revenue", "add_on_percent": "0"}
    found = await people.read(leader, f"{at}/suggested-portions", query)
    body = {"targets": [{"add_on_percent": "0"}], "portions": _portions(found)}
    await people.give(leader, f"{at}/propose-stretch-target", body)


def _portions(found: dict[str, Any]) -> list[dict[str, Any]]:
    names = ("seat", "amount", "rolled_up")
    return [
        {name: one[name] for name in names} | {"basis": "share_of_last_year"}
        for one in found["portions"]
    ]
