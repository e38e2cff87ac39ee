"""Incentives as a page: begun, matrix, chain and conflicts for whom they are, and one's own in plain words."""

from __future__ import annotations

import pytest
from api import CYCLE, Api
from browsing import Page, Read, page_of
from paying import CAP, FILE, HEADER, PLACE, begun, sent
from test_sellers import PAY, WRITE
from test_sellers import begun as with_a_seller

from domain.incentives import commands as i

PAGE, MINE = "/incentives", "/incentives/mine"


async def test_they_are_begun_from_their_own_page_by_finance_or_hr(api: Api, pages: Read) -> None:
    await api.announced()

    other = await pages(api, PAGE, by="dana")
    await (await pages(api, PAGE, by="olu")).press("Begin the incentives", {})

    assert not other.has_button("Begin the incentives")
    assert "A sponsor or an HR partner begins them" in other.words


async def test_the_top_offices_see_matrix_chain_and_conflicts(api: Api, pages: Read) -> None:
    await begun(api)
    await sent(api, FILE)

    page = await pages(api, PAGE, by="ruth")

    assert (
        "Dana is paid for revenue, which can improve while profit amount worsens, "
        "for which ruth is paid and Dana is not" in page.words
    )
    assert "nobody is paid for this goal" in page.words
    assert "a seller may earn more than their manager" in page.words
    assert "Ana → Dana: revenue" in page.words
    assert "south" not in page.words
    assert "100%" in page.words


async def test_a_goal_says_on_its_unit_s_page_that_nobody_is_paid_for_it(
    api: Api, pages: Read
) -> None:
    await begun(api)
    before = await pages(api, "/units/sales", by="dana")
    await sent(api, FILE)
    after = await pages(api, "/units/sales", by="dana")

    words = "nobody is paid for it"
    assert (before.words.count(words), after.words.count(words)) == (0, 1)


async def test_who_leads_sees_whom_they_lead_and_nobody_above(api: Api, pages: Read) -> None:
    await begun(api)
    await sent(api, FILE)

    page = await pages(api, PAGE, by="ana")

    assert "Profit amount" not in page.words
    assert "Revenue" in page.words
    assert not page.has_button("State a cap")


async def test_a_cap_is_stated_and_lifted_on_the_page_and_read_by_everyone(
    api: Api, pages: Read
) -> None:
    await begun(api)
    page = await pages(api, PAGE, by="olu")
    await page.press("State a cap", {"cap.unit": "emea", "cap.words": "Twice, and no more."})
    seen = await pages(api, PAGE, by="marco")

    assert "what the manager earns. Twice, and no more." in seen.words
    assert not seen.has_button("Lift this cap")
    await api.give(i.StateCap(cap=CAP), by="olu", incentives=True)
    assert "200% of the target incentive" in (await pages(api, PAGE, by="marco")).words


async def test_ones_own_plan_is_one_page_of_plain_words_and_explaining_it_is_ones_own_word(
    api: Api, pages: Read
) -> None:
    await with_a_seller(api)
    await api.give(WRITE, by="paul", seller="paul")
    await api.give(PAY, by="ines", seller="paul")

    page = await pages(api, MINE, by="paul")
    after = await page.press("I can explain it", {})
    twice = await page.press("I can explain it", {})
    await after.press("No, I cannot yet", {})
    again = await after.press("No, I cannot yet", {})

    assert "Laboratories in Paris: 4, worth" in page.words
    assert "100%: New business, for Laboratories in Paris." in page.words
    for said in (after, twice):
        assert "You have said that you can explain it." in said.words
    assert again.has_button("I can explain it")
    assert "partner" not in page.words
    events = (await api.read(f"/cycles/{CYCLE}/sellers/paul", by="paul"))["findings"]
    assert events == []
    assert (await api.get(PLACE, by="paul")).status_code == 404


async def checked(api: Api, content: str, *, by: str = "olu", name: str = "pay.csv") -> Page:
    """What is answered to a file that is sent from the page, followed to where it leads."""
    headers = api.headers(by) | {"Sec-Fetch-Site": "same-origin"}
    answer = await api.http.post(
        f"/o/{api.organisation}/cycles/{CYCLE}{PAGE}/file",
        data={"command_id": "sent-1", "sheet": ""},
        files={"file": (name, content.encode())},
        headers=headers,
    )
    if answer.status_code == 303:
        answer = await api.http.get(answer.headers["location"], headers=headers)
    return page_of(api, by, answer)


async def imported(api: Api) -> list[str]:
    people = (await api.read(PLACE, by="ruth"))["people"]
    return [one["person"] for one in people if one["imported"]]


async def test_a_file_is_checked_on_the_page_and_then_imported(api: Api, pages: Read) -> None:
    await begun(api)

    read = await checked(api, FILE, by="farah")
    before = await imported(api)
    other = await pages(api, PAGE, by="olu")
    done = await read.press("Import it", {})
    twice = await read.press("Import it", {})

    assert "pay.csv was read, and has no problem. Nothing is imported yet." in read.words
    assert "5 components of 4 people." in read.words
    assert "Dana nothing is known Revenue: revenue 70%, Goals: strategic goals 30%" in read.words
    assert before == []
    assert "not imported yet" not in other.words, "it is a draft of who sent it"
    assert "Recorded: pay.csv is imported." in done.words
    assert "it was imported or put aside before" in twice.words
    assert await imported(api) == ["ruth", "olu", "dana", "ana"]


async def test_a_file_that_waits_shows_what_it_changes_and_can_be_put_aside(api: Api) -> None:
    await begun(api)
    await sent(api, FILE)

    read = await checked(api, HEADER + "ana,profit,Profit,incentive,profit_amount,100,emea,\n")
    left = await read.press("Put it aside", {})

    assert "1 person is paid for something else by it" in read.words
    assert "Ana Revenue: revenue 100% Profit: profit amount 100%" in read.words
    assert "pay.csv is put aside. Nothing was imported." in left.words
    assert not left.has_button("Import it")
    assert (await api.read(f"{PLACE}/people/ana", by="ana"))["edition"] == 1


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (HEADER + "dan,sum,Revenue,incentive,revenue,70,sales,sales/sout\n", 409, ("A2", "H2")),
        ("", 422, ("Choose a file first.",)),
        (FILE, 409, ("Those are their incentives already.",)),
        ("x" * (6 << 20), 413, ("larger than 5 MiB",)),
    ],
    ids=("every bad cell", "no file", "nothing new", "too large"),
)
async def test_a_file_that_cannot_be_imported_is_told_why_and_does_not_wait(
    api: Api, content: str, status: int, words: tuple[str, ...]
) -> None:
    await begun(api)
    await sent(api, FILE)

    page = await checked(api, content)

    assert (page.status, page.has_button("Import it")) == (status, False)
    assert [one for one in words if one not in page.words] == []


async def test_what_one_is_paid_for_oneself_is_left_to_another(api: Api) -> None:
    await begun(api)

    page = await checked(api, FILE, by="olu")

    assert (page.status, page.has_button("Import it")) == (409, False)
    assert "another sponsor or an HR partner imports yours" in page.words


async def test_who_keeps_no_incentives_sends_no_file(api: Api, pages: Read) -> None:
    await begun(api)

    refused = await checked(api, "nonsense", by="dana")

    assert refused.status == 403
    assert not (await pages(api, PAGE, by="dana")).has_button("Check the file")
