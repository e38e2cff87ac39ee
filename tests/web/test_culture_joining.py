"""Who joins a unit belongs to its culture by itself, and is asked to acknowledge it."""

from __future__ import annotations

from api import Api
from closing import joined
from cultured import CHOOSE, PLACE, opened
from temporalio.client import Client

from domain.culture import commands as v
from domain.cycle.commands import BeginCulture
from store.pool import Pool
from workflows.caretaker import Caretaker


async def belong(api: Api) -> list[str]:
    found = (await api.read(f"{PLACE}/people", by="farah"))["people"]
    return [one["person"] for one in found if one["unit"] == "sales"]


async def test_who_joins_a_unit_is_asked_to_acknowledge_without_being_told_by_hand(
    api: Api, record: Pool, web_temporal: Client
) -> None:
    await joined(api)
    await api.give(BeginCulture(), by="dana")
    await opened(api)
    for command in (CHOOSE, v.PublishCulture()):
        await api.give(command, by="dana", culture=True)
    caretaker = Caretaker(web_temporal, record)
    before = await belong(api)

    await caretaker.tell_cultures()
    asked = (await api.read("/inbox", by="joe"))["inbox"]
    await caretaker.tell_cultures()
    after = await belong(api)

    assert "joe" not in before
    assert after == sorted({*before, "joe"})
    assert "culture" in {one["kind"] for one in asked}


async def test_who_was_said_to_have_left_is_not_told_again(
    api: Api, record: Pool, web_temporal: Client
) -> None:
    await joined(api)
    await api.give(BeginCulture(), by="dana")
    await opened(api)
    await api.give(v.LeaveCircle(unit="sales", person="ana"), by="farah", culture=True)
    caretaker = Caretaker(web_temporal, record)

    await caretaker.tell_cultures()

    assert "ana" not in await belong(api)
