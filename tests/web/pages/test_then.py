"""Culture, incentives and custody on their pages as they stood at a moment, for who may read them now."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from api import CYCLE, Api
from browsing import Page, Read
from cultured import CHOOSE, TELL
from cultured import begun as with_culture
from httpx import AsyncClient
from keepers import Halden
from paying import CAP, FILE, HEADER, opened, sent
from paying import begun as with_incentives
from test_custody import posted

from domain.culture import commands as v
from domain.custody import commands as k
from domain.incentives import commands as i
from tests.domain import custodies

CULTURE, INCENTIVES = "/culture", "/incentives"
THEN = "See it as it is now"


def position(receipt: dict[str, Any]) -> int:
    return int(receipt["positions"][-1])


async def test_the_culture_is_shown_as_it_stood_and_nothing_is_done_there(
    api: Api, pages: Read
) -> None:
    await with_culture(api)
    chosen = position(await api.give(CHOOSE, by="dana", culture=True))
    api.now = datetime(2026, 10, 2, 9, tzinfo=UTC)
    await api.give(TELL, by="dana", culture=True)
    await api.give(v.PublishCulture(), by="dana", culture=True)

    early = await pages(api, f"{CULTURE}?position={chosen}", by="dana")
    same = await pages(api, f"{CULTURE}?at=2026-10-01T12:00", by="dana")
    now = await pages(api, CULTURE, by="dana")

    assert f"As it stood at position {chosen} of the log" in early.words
    assert "As it stood 1 Oct 2026, 12:00" in same.words
    for then in (early, same):
        assert CHOOSE.values[0].name in then.words
        assert TELL.words not in then.words
        assert acts(then) == []
        assert "data-changes" not in then.text
    assert TELL.words in now.words
    assert now.has_button("I acknowledge these values and expectations")
    assert THEN not in now.words


def acts(page: Page) -> list[str]:
    return [one.action for one in page.read.forms if one.method == "post"]


async def test_incentives_are_shown_as_they_stood_of_whom_one_sees_now(
    api: Api, pages: Read
) -> None:
    await with_incentives(api)
    first = position((await sent(api, FILE)).json()["receipt"])
    await sent(api, HEADER + "ana,profit,Profit,incentive,profit_amount,100,emea,\n")
    await api.give(i.StateCap(cap=CAP), by="olu", incentives=True)

    then = await pages(api, f"{INCENTIVES}?position={first}", by="olu")
    theirs = await pages(api, f"{INCENTIVES}?position={first}", by="ana")
    now = await pages(api, INCENTIVES, by="olu")

    assert "Ana → Dana: revenue" in then.words
    assert "a seller may earn more than their manager" in then.words
    assert "nobody is paid for this goal" not in then.words, "who is paid for a goal is told of now"
    assert acts(then) == []
    assert ("ruth" in theirs.words, "Revenue" in theirs.words) == (False, True)
    assert "Ana → Dana: revenue" not in now.words
    assert "200% of the target incentive" in now.words


@pytest.mark.parametrize("page", [CULTURE, INCENTIVES])
@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("position=1", 404, "at that moment"),
        ("at=2020-01-01T00:00", 404, "at that moment"),
        ("position=99999", 404, "beyond the end of the log"),
        ("position=last", 422, "A position is a whole number, such as 120."),
        ("at=yesterday", 422, "A date and time reads like 2026-12-18T17:00."),
    ],
)
async def test_what_is_no_moment_is_said_on_the_page_as_it_is_now(
    *, both: Api, pages: Read, page: str, query: str, status: int, words: str
) -> None:
    shown = await pages(both, f"{page}?{query}", by="olu")

    assert shown.status == status
    assert words in shown.words
    assert THEN not in shown.words


@pytest.fixture
async def both(http: AsyncClient) -> Api:
    """One cycle with culture and incentives for all of these; they record nothing."""
    found = Api(http=http, organisation="halden-then")
    if (await found.get(f"/cycles/{CYCLE}/incentives", by="olu")).status_code != 200:
        await with_culture(found)
        await opened(found)
    return found


async def test_custody_is_shown_as_it_stood_to_who_reads_it_now(
    http: AsyncClient, pages: Read
) -> None:
    api = Halden(http=http, organisation="halden-kept-on-pages")
    await api.announced()
    placed = await posted(api, custodies.hold(hold="h1", subject="paula"), "olu")
    then = position(placed.json())
    await posted(api, k.ReleaseHold(hold="h1", reason="Over."), "olu")

    kept = f"/o/{api.organisation}/audit/kept"
    was = await pages(api, f"{kept}?position={then}", by="olu")
    before = await pages(api, f"{kept}?position={then - 1}", by="olu")
    now = await pages(api, kept, by="olu")
    refused = await pages(api, f"{kept}?position={then}", by="marco")
    beyond = await pages(api, f"{kept}?position=99999", by="olu")

    assert "in force" in was.words
    assert "asks for it" not in was.words
    assert acts(was) == []
    assert "Nothing is held." in before.words
    assert "asks for it" in now.words
    assert refused.status == 403
    assert (beyond.status, THEN in beyond.words) == (404, False)


async def test_a_replay_leads_to_what_stood_beside_the_plans(api: Api, pages: Read) -> None:
    await api.announced()

    leads = await pages(api, "/replay?position=3", by="dana")
    sells = await pages(api, "/replay?position=3", by="paul")

    assert leads.link("incentives").endswith("/incentives?position=3")
    assert sells.link("values and culture").endswith("/culture?position=3")
    assert "incentives" not in sells.read.links
