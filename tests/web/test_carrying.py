"""A cycle that follows a closed one looks back on it: the caretaker tells each unit how its year came out."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from api import PAPER, Api, company, start, usd
from closing import closed, restated
from temporalio.client import Client

from audit.outside import Outside
from audit.verify import Wanted, verify
from domain.cycle import commands as c
from domain.people import FiscalPeriod
from domain.unit.lookback import commands as b
from store.pool import Pool, open_pool, session
from workflows.caretaker import Caretaker

NEXT = "fy28"


async def following(api: Api) -> None:
    """The next year, prepared and announced."""
    begins, ends = date(2028, 1, 1), date(2028, 12, 31)
    period = FiscalPeriod(label="All", starts_on=begins, ends_on=ends, share=Decimal(100))
    api.now = datetime(2028, 1, 25, 9, tzinfo=UTC)
    await api.give(
        start(cycle=NEXT, follows="fy27", starts_on=begins, ends_on=ends, periods=(period,))
    )
    await api.give(company(flat=True), cycle=NEXT)
    goal = c.ConfirmPlanGoal(amount=usd(110), document=PAPER)
    await api.give(goal, by="olu", cycle=NEXT)
    await api.give(c.AnnounceCycle(), cycle=NEXT)
    for _ in range(300):
        if (await api.get(f"/cycles/{NEXT}/units/sales")).status_code == 200:
            return
        await asyncio.sleep(0.05)
    pytest.fail("the unit of the next cycle was not opened")


async def looked(api: Api) -> dict[str, Any]:
    return await api.read(f"/cycles/{NEXT}/units/sales/look-back", by="ana")


async def test_a_closed_year_comes_into_the_next_look_back_once(
    api: Api, record: Pool, web_temporal: Client
) -> None:
    await closed(api)
    await following(api)
    caretaker = Caretaker(web_temporal, record)

    await caretaker.carry_years()
    first = await looked(api)
    await caretaker.carry_years()
    again = await looked(api)

    assert first == again
    assert first["year"] == "2027 (fy27)"
    assert [one["id"] for one in first["items"]] == [
        "result-revenue", "result-of-north", "result-of-emea",
    ]  # fmt: skip
    (ana,) = (one for one in first["before"]["calibration"] if one["person"] == "ana")
    assert ana["countered"] is not None
    assert not first["restated"]


async def test_a_restated_year_comes_again_and_the_record_verifies(
    api: Api, record: Pool, web_temporal: Client
) -> None:
    await closed(api)
    await following(api)
    caretaker = Caretaker(web_temporal, record)
    await caretaker.carry_years()
    first = await looked(api)

    await restated(api)
    await caretaker.carry_years()
    after = await looked(api)

    assert after["restated"]
    assert Decimal(after["items"][0]["percent"]) < Decimal(first["items"][0]["percent"])
    async with session(record) as connection:
        report = await verify(connection, Wanted(api.organisation, Outside()))
    assert [report.check(one).findings for one in ("V17", "V19", "V20")] == [(), (), ()]
    types = [one["type"] for one in (await api.read(f"/cycles/{NEXT}/timeline"))["events"]]
    assert types.count("YearReceived") == 2


COPIED = """
    INSERT INTO read_models.{table}
    SELECT (jsonb_populate_record(one, jsonb_build_object('organisation', $2::text))).*
    FROM read_models.{table} AS one WHERE organisation = $1
"""


async def test_a_unit_that_cannot_be_told_holds_up_no_other(
    api: Api, record: Pool, web_temporal: Client, web_database: str
) -> None:
    await closed(api)
    await following(api)
    before = f"a-company-before-{api.organisation}"
    async with await open_pool(web_database, max_size=1) as writer:
        for table in ("cycles", "units", "years"):
            await writer.execute(COPIED.format(table=table), api.organisation, before)
        await Caretaker(web_temporal, record).carry_years()
        for table in ("cycles", "units", "years"):
            await writer.execute(f"DELETE FROM read_models.{table} WHERE organisation = $1", before)  # noqa: S608

    assert before < api.organisation
    assert (await looked(api))["year"] == "2027 (fy27)"


async def test_a_cycle_that_follows_none_is_told_of_none(
    api: Api, record: Pool, web_temporal: Client
) -> None:
    await api.announced()
    await Caretaker(web_temporal, record).carry_years()
    found = await api.read("/cycles/fy27/units/sales/look-back")
    assert (found["year"], found["before"]) == (None, None)
    begun = await api.give(b.BeginLookBack(year="2026"), by="dana", unit="sales")
    assert begun["types"] == ["LookBackBegun"]


async def test_the_next_year_s_page_shows_what_came_over(
    api: Api, record: Pool, web_temporal: Client
) -> None:
    await closed(api)
    await following(api)
    await Caretaker(web_temporal, record).carry_years()
    address = f"/o/{api.organisation}/cycles/{NEXT}/units/sales"

    page = await api.http.get(address, headers=api.headers("dana"))

    assert page.status_code == 200
    assert "Look-back on 2027 (fy27)" in page.text
    assert "from the year before" in page.text
    assert "revenue: $104 of $" in page.text
    assert "Who judged best in 2027 (fy27)" in page.text
