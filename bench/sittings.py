"""The loop of every unit to its last signature, and each seller's plan through three sittings."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from company import Company
from kickoff import AT, has_firm_goal, propose, unit_at, usd, year
from people import People

ACCEPTING = ("ruth", "olu", "wen")
ENDED = {"reason": "The year is over here.", "closing_review": "What was agreed was done."}


@dataclass(frozen=True)
class Loops:
    """What leaders and members do, unit by unit, as the short and the long loop ask for it."""

    people: People
    made: Company

    async def above(self, unit: str) -> None:
        """A unit of leaders: proposed, understood, final, accepted and signed."""
        members = self._members(unit)
        await propose(self.people, self.made, unit, on=has_firm_goal)
        await asyncio.gather(*(self._respond(unit, one) for one in members))
        await self._sign(unit, members)

    async def team(self, unit: str) -> None:
        """A unit of sellers: read and respond, my plan, sign."""
        sellers = self.made.sellers[unit]
        await propose(self.people, self.made, unit, on=has_firm_goal)
        await self._give(unit, "begin-seller-plans", {"people": []})
        plan = await self.people.read("sam", unit_at(unit))
        portions = {one["seat"]: one["amount"] for one in plan["versions"][-1]["portions"]}
        await asyncio.gather(*(self._seller(unit, one, portions[one]) for one in sellers))
        await self._sign(unit, sellers)

    async def end(self, unit: str) -> None:
        """Finished: the unit's plan and its sellers' plans with it."""
        above = self._leader_above(unit)
        await self.people.give(above, f"{unit_at(unit)}/end-plan-early", ENDED)
        for seller in self.made.sellers[unit]:
            await self.people.until(
                seller, f"{AT}/sellers/{seller}", lambda plan: plan["stage"] == "closed"
            )

    async def _seller(self, unit: str, seller: str, portion: dict[str, str]) -> None:
        await self._respond(unit, seller)
        await self._write(seller, portion)
        await self._agree(unit, seller)

    async def _respond(self, unit: str, member: str) -> None:
        at = unit_at(unit)
        await self.people.give(member, f"{at}/confirm-understanding", {"version": 1})
        await self.people.give(member, f"{at}/state-no-concerns", {"version": 1})

    async def _write(self, seller: str, portion: dict[str, str]) -> None:
        """The second sitting: every section of the plan, then it is submitted."""
        at = f"{AT}/sellers/{seller}"
        await self.people.until(seller, at, lambda plan: plan["goals"])
        for name, body in _sections(seller, portion):
            await self.people.give(seller, f"{at}/{name}", body)

    async def _agree(self, unit: str, seller: str) -> None:
        """Two people find it double A, it is presented, and its manager agrees."""
        manager, above = self.made.leaders[unit], self._leader_above(unit)
        at = f"{AT}/sellers/{seller}"
        for by, aspect in ((manager, "aggressive"), (above, "attainable")):
            rating = {"version": 1, "aspect": aspect, "passes": True, "words": "Six of eight."}
            await self.people.give(by, f"{at}/rate-seller-plan", rating)
        presented = {
            "version": 1,
            "held_at": datetime.now(UTC).isoformat(),
            "attendees": [manager, above],
            "rating": 4,
            "words": "Clear, and short.",
        }
        await self.people.give(manager, f"{at}/present-seller-plan", presented)
        await self.people.give(manager, f"{at}/agree-to-seller-plan", {"version": 1})

    async def _sign(self, unit: str, members: tuple[str, ...]) -> None:
        """The leader closes the window, makes the plan final and signs first."""
        await self._give(unit, "add-key-success-factor", _factor(self.made.leaders[unit]))
        await self._give(unit, "close-pushback", {"version": 1, "nobody_objected": True})
        await self._give(unit, "finalise-plan", {"version": 1})
        plan = await self.people.read("sam", unit_at(unit))
        if plan["stage"] == "final":
            for one in self._accepting(unit):
                await self.people.give(one, f"{unit_at(unit)}/accept-plan", {"version": 1})
        signed = {"version": 1, "content_hash": plan["versions"][-1]["content_hash"]}
        await self._give(unit, "sign-plan", signed)
        at = f"{unit_at(unit)}/sign-plan"
        await asyncio.gather(*(self.people.give(one, at, signed) for one in members))

    async def _give(self, unit: str, name: str, body: dict[str, Any]) -> None:
        await self.people.give(self.made.leaders[unit], f"{unit_at(unit)}/{name}", body)

    def _accepting(self, unit: str) -> tuple[str, ...]:
        return ACCEPTING if unit == "sales" else (self._leader_above(unit),)

    def _members(self, unit: str) -> tuple[str, ...]:
        below = self.made.regions if unit == "sales" else self.made.below(unit)
        return tuple(self.made.leaders[one] for one in below)

    def _leader_above(self, unit: str) -> str:
        above = self.made.region_of(unit) if unit in self.made.teams else "sales"
        return self.made.leaders[above]


def _factor(owner: str) -> dict[str, Any]:
    step = {"words": "Account plans reviewed", "owner": owner, "due_on": f"{year()}-02-26"}
    return {
        "factor": "accounts",
        "words": "Everybody has a plan for each of their ten largest accounts.",
        "owner": owner,
        "due_on": f"{year()}-03-31",
        "actions": [step],
    }


def _sections(seller: str, portion: dict[str, str]) -> tuple[tuple[str, dict[str, Any]], ...]:
    half = Decimal(portion["amount"]) / 2
    lines = [
        {"id": name, "words": words, "kind": kind, "quantity": "6", "value": usd(half + 1),
         "due_on": f"{year()}-{month}-30", "owner": seller}
        for name, words, kind, month in (
            ("new", "Laboratories that never bought from us", "new_business", "06"),
            ("more", "A second line with customers of today", "growth", "11"),
        )
    ]  # fmt: skip
    accounts = [
        {"rank": rank, "account": f"{seller}-a{rank}", "name": f"Account {rank}",
         "plan": "Three visits by March, then a trial."}
        for rank in range(1, 6)
    ]  # fmt: skip
    training = {
        "id": "line", "words": "The new line",
        "starts_on": datetime.now(UTC).date().isoformat(), "ends_on": f"{year()}-12-31",
    }  # fmt: skip
    return (
        ("write-business-plan", {"words": "Two lines, one of them new.", "lines": lines}),
        ("name-top-accounts", {"accounts": accounts}),
        ("plan-training", {"trainings": [training]}),
        ("submit-seller-plan", {}),
    )
