"""My week as a page: an answer that is nobody's, a reflection that is one's own, means of enough people."""

from __future__ import annotations

from datetime import timedelta

from api import Api
from browsing import Read
from test_drafts import MANY, full
from test_pulse import begun, feels

from web.drafts import MOST

WEEK = "/culture/week"


async def test_how_one_feels_is_answered_once(api: Api, pages: Read) -> None:
    await begun(api)

    page = await pages(api, WEEK, by="paul")
    after = await page.press("Count my answer", {"answer": "4"})
    again = await page.press("Count my answer", {"answer": "1"})

    assert "Nobody can tell that it was you." in after.words
    assert "You have answered this week." in after.words
    assert not after.has_button("Count my answer")
    assert (again.status, "You have answered this week." in again.words) == (409, True)


async def test_a_form_without_an_answer_is_refused(api: Api, pages: Read) -> None:
    await begun(api)

    page = await pages(api, WEEK, by="paul")
    refused = await page.press("Count my answer")

    assert refused.status == 422
    assert refused.has_button("Count my answer")


async def test_a_mean_shows_to_whom_it_is_told_and_only_of_enough_people(
    api: Api, pages: Read
) -> None:
    await begun(api)
    for who, answer in (("dana", 5), ("marco", 2), ("ana", 3), ("paul", 1)):
        await feels(api, who, answer)
    running = (await pages(api, WEEK, by="dana")).words
    api.now += timedelta(days=7)

    told, untold = [(await pages(api, WEEK, by=who)).words for who in ("dana", "paul")]

    assert "How people felt" not in running
    assert "40 of 2026 Sales 3.3 3" in told
    assert "How people felt" not in untold


async def test_a_reflection_is_one_s_own_and_gone_when_emptied(api: Api, pages: Read) -> None:
    await begun(api)

    page = await pages(api, WEEK, by="paul")
    kept = await page.press("Keep it for myself", {"reflection": "Call Orion <again>."})
    other = await pages(api, WEEK, by="ana")
    drafts = (await api.read("/drafts", by="paul"))["drafts"]
    emptied = await kept.press("Keep it for myself", {"reflection": ""})

    assert "Call Orion <again>." in kept.words
    assert "Call Orion" not in other.words
    assert [one["body"] for one in drafts] == [{"reflection": "Call Orion <again>."}]
    assert "Call Orion" not in emptied.words
    assert (await api.read("/drafts", by="paul"))["drafts"] == []


async def test_who_belongs_to_no_unit_is_not_asked_how_they_feel(api: Api, pages: Read) -> None:
    await begun(api)

    page = await pages(api, WEEK, by="farah")

    assert not page.has_button("Count my answer")
    assert page.has_button("Keep it for myself")


async def test_a_reflection_for_which_there_is_no_room_is_still_there_to_read(
    api: Api, pages: Read, web_database: str
) -> None:
    await begun(api)
    page = await pages(api, WEEK, by="ines")
    await full(web_database, api, MANY, MOST)

    refused = await page.press("Keep it for myself", {"reflection": "Call Orion."})

    assert (refused.status, refused.value("reflection")) == (409, "Call Orion.")
    assert "delete drafts or scenarios that you no longer need" in refused.words
