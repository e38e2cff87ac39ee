"""Who joins, leaves or moves is told to the culture by the service: what is asked of whom follows."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from api import CYCLE, Api, person
from closing import joined
from cultured import CHOOSE, PLACE, opened
from temporalio.client import Client

from domain.culture import commands as v
from domain.cycle.commands import BeginCulture, ReplaceUnitLeader
from domain.unit import commands as u
from projections.streams import Streams
from store.pool import Pool
from workflows.caretaker import Caretaker


@pytest.fixture
def tell(record: Pool, web_temporal: Client) -> Tells:
    return Tells(record, web_temporal)


class Tells:
    """The caretaker at an instant, once."""

    def __init__(self, pool: Pool, client: Client) -> None:
        self._pool, self._client = pool, client

    async def knows_as_leader(self, api: Api, unit: str, person: str) -> bool:
        state = await Streams(self._pool).culture(api.organisation, CYCLE)
        circle = state.circle(unit)
        return circle is not None and circle.leader == person

    async def at(self, now: datetime) -> None:
        await Caretaker(self._client, self._pool, now=lambda: now).tell_cultures()


async def belong(api: Api, unit: str = "sales") -> list[str]:
    found = (await api.read(f"{PLACE}/people", by="farah"))["people"]
    return [one["person"] for one in found if one["unit"] == unit]


async def begun(api: Api) -> None:
    """Joe took Marco's seat over before the culture began, which knows the cycle's file of people."""
    await joined(api)
    await api.give(BeginCulture(), by="dana")
    await opened(api)


async def asked_of(api: Api, who: str) -> set[str]:
    return {one["kind"] for one in (await api.read("/inbox", by=who))["inbox"]}


async def test_who_joins_a_unit_is_asked_to_acknowledge_without_being_told_by_hand(
    api: Api, tell: Tells
) -> None:
    await begun(api)
    for command in (CHOOSE, v.PublishCulture()):
        await api.give(command, by="dana", culture=True)
    before = await belong(api)

    await tell.at(api.now)
    asked = await asked_of(api, "joe")
    await tell.at(api.now)

    assert "joe" not in before
    assert await belong(api) == sorted({*before, "joe"} - {"marco"})
    assert "culture" in asked


async def test_who_left_belongs_no_more_and_is_asked_nothing(api: Api, tell: Tells) -> None:
    await begun(api)
    for command in (CHOOSE, v.PublishCulture()):
        await api.give(command, by="dana", culture=True)
    staying, asked = await belong(api), await asked_of(api, "marco")

    await tell.at(api.now)
    await tell.at(api.now)

    assert "marco" in staying
    assert "culture" in asked
    assert await belong(api) == sorted({*staying, "joe"} - {"marco"})
    assert "culture" not in await asked_of(api, "marco")


async def test_who_comes_back_to_a_seat_belongs_again(api: Api, tell: Tells) -> None:
    await begun(api)
    await tell.at(api.now)
    away = await belong(api)
    api.now = datetime(2027, 3, 1, 9, tzinfo=UTC)
    left = u.HandOverSeat(seat="north", successor=None, left_on=date(2027, 2, 28))
    await api.give(left, by="farah", unit="sales")
    filled = u.FillSeat(seat="north", person=person("marco"), joins_on=date(2027, 4, 1))
    await api.give(filled, by="dana", unit="sales")

    await tell.at(api.now)

    assert "marco" not in away
    assert "marco" in await belong(api)
    assert "joe" not in await belong(api)


async def test_who_was_said_to_have_left_is_not_told_again(api: Api, tell: Tells) -> None:
    await begun(api)
    await api.give(v.LeaveCircle(unit="sales", person="ana"), by="farah", culture=True)

    await tell.at(api.now)

    assert "ana" not in await belong(api)


async def in_a_tree(api: Api) -> None:
    """Paul carries a seat of EMEA, which Ana leads, below sales; the culture is begun."""
    await api.in_force()
    await api.give(BeginCulture(), by="dana")
    await opened(api)


async def test_who_moves_to_a_seat_of_another_unit_belongs_there(api: Api, tell: Tells) -> None:
    await in_a_tree(api)
    before = await belong(api), await belong(api, "emea")
    for unit, seat in (("emea", "paris"), ("sales", "north")):
        left = u.HandOverSeat(seat=seat, successor=None, left_on=api.now.date())
        await api.give(left, by="farah", unit=unit)
    filled = u.FillSeat(seat="north", person=person("paul"), joins_on=date(2027, 1, 4))
    await api.give(filled, by="dana", unit="sales")

    await tell.at(api.now)

    assert before == (["ana", "dana", "marco"], ["paul"])
    assert await belong(api) == ["ana", "dana", "paul"]
    assert await belong(api, "emea") == []


async def test_who_leads_from_here_is_led_by_the_leader_above_and_who_led_belongs_no_more(
    api: Api, tell: Tells
) -> None:
    await in_a_tree(api)
    follows = ReplaceUnitLeader(unit="emea", successor=person("paul"), acts_from=date(2026, 12, 1))
    await api.give(follows, by="farah")
    await api.until_there("emea", lambda plan: plan["leader"] == "paul")
    await api.until_there("sales", lambda plan: "ana" not in {*owners(plan)})
    await until(lambda: tell.knows_as_leader(api, "emea", "paul"))

    await tell.at(api.now)

    assert await belong(api) == ["dana", "marco", "paul"]
    assert "ana" not in await belong(api, "emea")


def owners(plan: dict[str, Any]) -> list[str | None]:
    return [one["owner"] for one in plan["seats"]]


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """The culture hears of a leader in its own time."""
    async with asyncio.timeout(20):
        while not await holds():  # noqa: ASYNC110 - the record belongs to another process
            await asyncio.sleep(0.05)
