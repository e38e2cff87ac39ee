"""A guided change on its page: listed, tried, done, and complete once the other has done their part."""

from __future__ import annotations

from datetime import UTC, datetime

from api import Api
from browsing import Read

PAGE = "/people/marco/change?kind=leaver"
JOE = {
    "choice.1": "hand to", "to.1": "new", "new.id": "joe", "new.name": "Joe Berg",
    "new.email": "joe@halden.example", "on": "2027-04-30", "reason": "He goes to sea",
}  # fmt: skip


async def in_april(api: Api) -> None:
    await api.in_force()
    api.now = datetime(2027, 4, 20, 9, tzinfo=UTC)


async def test_a_leaver_s_seat_is_tried_and_then_handed_over(api: Api, pages: Read) -> None:
    await in_april(api)
    page = await pages(api, PAGE, by="ruth")
    assert "North in Sales" in page.words

    tried = await page.press("Try it", JOE)
    assert "Nothing is done: this is what would be" in tried.words
    assert "Would be done : Hand over a seat, Sales North in Sales" in tried.words
    assert "HandOverSeat" not in tried.text
    assert (await api.unit())["joining"] == []

    done = await tried.press("Do it", {})
    assert "Everything is done" in done.words
    assert [one["person"] for one in (await api.unit())["joining"]] == ["joe"]


async def test_another_answer_to_what_is_done_is_refused_with_what_differs(
    api: Api, pages: Read
) -> None:
    await in_april(api)
    page = await pages(api, PAGE, by="ruth")
    await page.press("Do it", JOE)

    again = await page.press("Do it", {**JOE, "to.1": "paul"})

    assert "Refused : Hand over a seat, Sales" in again.words
    assert "Done before with another answer: who follows was Joe Berg." in again.words
    assert 'href="?kind=leaver">Begin another change' in again.text


async def test_what_the_reader_may_not_give_is_left_to_who_may(api: Api, pages: Read) -> None:
    await in_april(api)
    page = await pages(api, PAGE, by="dana")

    done = await page.press("Do it", {**JOE, "to.1": "ana"})

    assert "Not everything is done" in done.words
    assert "Left to others" in done.words
    assert "The HR partner or leader above gives it" in done.words
    assert "HandOverSeat" not in done.text


async def test_nobody_named_comes_back_with_what_was_typed(api: Api, pages: Read) -> None:
    await in_april(api)
    page = await pages(api, PAGE, by="ruth")

    again = await page.press("Do it", {**JOE, "to.1": ""})

    assert again.status == 409
    assert "Say to whom North in Sales goes" in again.words
    assert (await api.unit())["joining"] == []


async def test_what_is_not_answered_is_asked_for_and_nothing_is_kept_by_silence(
    api: Api, pages: Read
) -> None:
    await in_april(api)
    page = await pages(api, PAGE, by="ruth")

    again = await page.press("Do it", {"on": "2027-04-30", "reason": "He goes to sea"})

    assert again.status == 409
    assert "North in Sales" in again.words.partition("answered first")[2].partition("Kind")[0]
    assert "seat:sales:north:" not in again.words


async def test_what_is_kept_changes_nothing_and_what_binds_an_office_is_listed(
    api: Api, pages: Read
) -> None:
    await in_april(api)
    page = await pages(api, "/people/dana/change?kind=leader", by="ruth")
    assert "binds the office" in page.words

    kept = await page.press(
        "Do it", {"choice.1": "keep", "on": "2027-04-30", "reason": "Nothing changes"}
    )

    assert "there is nothing to do" in kept.words


async def test_it_is_refused_to_who_may_not_ask(api: Api, pages: Read) -> None:
    await in_april(api)

    page = await pages(api, PAGE, by="paul")

    assert page.status == 403
