"""Who joins, leaves or moves is told to the culture by the service: what is asked of whom follows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime

import pytest
from api import Api, person
from closing import joined
from cultured import CHOOSE, PLACE, opened
from temporalio.client import Client

from domain.culture import commands as v
from domain.cycle.commands import BeginCulture
from domain.unit import commands as u
from store.pool import Pool, open_pool, session
from workflows.caretaker import Caretaker

EARNEST = "UPDATE read_models.cycles SET rehearsal = false WHERE organisation = $1"
BEFORE = datetime(2026, 12, 1, 23, tzinfo=UTC)
AFTER = datetime(2026, 12, 2, 1, tzinfo=UTC)
"""Marco's last day is the first of December."""


@pytest.fixture
def tell(record: Pool, web_temporal: Client) -> Tells:
    return Tells(record, web_temporal)


@pytest.fixture
async def writer(web_database: str) -> AsyncIterator[Pool]:
    opened = await open_pool(web_database, "tally_writer", max_size=1)
    yield opened
    await opened.close()


class Tells:
    """The caretaker at an instant, once."""

    def __init__(self, pool: Pool, client: Client) -> None:
        self._pool, self._client = pool, client

    async def at(self, now: datetime) -> None:
        await Caretaker(self._client, self._pool, now=lambda: now).tell_cultures()


async def belong(api: Api) -> list[str]:
    found = (await api.read(f"{PLACE}/people", by="farah"))["people"]
    return [one["person"] for one in found if one["unit"] == "sales"]


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

    await tell.at(BEFORE)
    asked = await asked_of(api, "joe")
    await tell.at(BEFORE)

    assert "joe" not in before
    assert await belong(api) == sorted({*before, "joe"} - {"marco"})
    assert "culture" in asked


async def test_who_left_belongs_no_more_from_the_day_after_their_last_and_is_asked_nothing(
    api: Api, tell: Tells, writer: Pool
) -> None:
    """By the caretaker's clock: in a rehearsal, which is told the time, it waits for no day."""
    await begun(api)
    for command in (CHOOSE, v.PublishCulture()):
        await api.give(command, by="dana", culture=True)
    async with session(writer) as connection:
        await connection.execute(EARNEST, api.organisation)
    await tell.at(BEFORE)
    staying, asked = await belong(api), await asked_of(api, "marco")

    await tell.at(AFTER)
    await tell.at(AFTER)

    assert "marco" in staying
    assert "culture" in asked
    assert await belong(api) == sorted({*staying} - {"marco"})
    assert "culture" not in await asked_of(api, "marco")


async def test_who_comes_back_to_a_seat_belongs_again(api: Api, tell: Tells) -> None:
    await begun(api)
    await tell.at(AFTER)
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

    await tell.at(BEFORE)

    assert "ana" not in await belong(api)
