"""What somebody recorded in a plan stands on its page for them, each decision with its receipt."""

from __future__ import annotations

from pathlib import Path

import pytest
from api import Api
from browsing import Page, Read
from test_receipts import MADE, House

from audit.receipts import read

HEADING = "What you recorded here, with receipts"
CULTURE = "/culture"
PAGES = {
    "seller": ("/sellers/paul", "business plan written", "ana"),
    "culture": ("/culture/cases", "values case opened", "farah"),
    "incentives": ("/incentives", "cap stated", "ruth"),
    "custody": ("/o/{organisation}/audit/kept", "hold placed", "sam"),
}
"""Where it stands, in which words, and who else opens that page."""


def receipts(page: Page) -> list[str]:
    return [to for words, to in page.read.links.items() if words.startswith("Receipt for position")]


@pytest.mark.parametrize("kind", PAGES)
async def test_a_maker_finds_the_receipt_on_the_page_of_the_plan(
    api: Api, pages: Read, web_database: str, tmp_path: Path, kind: str
) -> None:
    made, (path, words, other) = MADE[kind], PAGES[kind]
    key = await made.given(api)
    address = path.format(organisation=api.organisation)

    early = await pages(api, address, by=made.by)
    await House(web_database, tmp_path).looked()
    mine, theirs = [await pages(api, address, by=who) for who in (made.by, other)]

    assert HEADING in early.words
    assert receipts(early) == [], "it is not witnessed yet"
    assert words in mine.words
    (link,) = receipts(mine)
    held, _ = read((await pages(api, link, by=made.by)).answer.content)
    assert held.command_id == key
    assert (theirs.status, HEADING in theirs.words) == (200, False)
    assert (await pages(api, link, by=other)).status == 403


async def test_a_case_has_its_receipt_beside_the_cases_and_not_on_the_page_of_the_culture(
    api: Api, pages: Read
) -> None:
    await MADE["culture"].given(api)

    opener, chooser = [await pages(api, CULTURE, by=who) for who in ("ana", "dana")]

    assert HEADING not in opener.words
    assert "values chosen" in chooser.words
    assert "values case opened" not in chooser.words
