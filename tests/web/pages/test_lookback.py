"""A unit looks back on its page: begun, scored, a why-not planned to 100 %, closed."""

from __future__ import annotations

from api import Api
from browsing import Read

SCORED = {
    "words": "Offers that were won",
    "aspect": "effectiveness",
    "percent": "80",
    "why_not": "Two price lists in one quarter",
}


async def begun(api: Api, pages: Read) -> None:
    await api.announced()
    form = await pages(api, "/units/sales/acts/begin-look-back", by="dana")
    await form.press("Begin to look back", {"year": "2149"})
    form = await pages(api, "/units/sales/acts/score-look-back", by="dana")
    await form.press("Score something of last year", SCORED)


async def test_a_why_not_is_planned_to_100_and_the_look_back_closed(api: Api, pages: Read) -> None:
    await begun(api, pages)
    page = await pages(api, "/units/sales", by="ana")
    told = {"words": "One price list a year", "owner": "ana", "due_on": "2027-03-31"}
    page = await page.press("Plan this to 100 %", told)
    assert page.status == 200
    form = await pages(api, "/units/sales/acts/close-look-back", by="dana")
    closed = await form.press("Close the look-back", {})

    (item,) = (await api.unit())["look_back"]["items"]
    assert item["plan"]["owner"] == "ana"
    assert closed.status == 200
    assert "One price list a year" in closed.words
    looked = await api.read("/cycles/fy27/units/sales/look-back", by="ana")
    assert (looked["still_open"], looked["without_plan"]) == ([item["id"]], [])
    assert looked["team"] == [{"of": "effectiveness", "items": 1, "percent": "80", "latest": "80"}]


async def test_a_look_back_with_a_why_not_without_plan_is_not_closed(api: Api, pages: Read) -> None:
    await begun(api, pages)
    form = await pages(api, "/units/sales/acts/close-look-back", by="dana")

    again = await form.press("Close the look-back", {})

    assert again.status == 409
    assert "has no plan to 100 %" in again.words
    assert (await api.unit())["look_back"]["closed_at"] is None
