"""Values cases as forms: opened and helped with by one of two, decided by the other, shown to nobody else."""

from __future__ import annotations

import re

from api import Api
from browsing import Page, Read
from cultured import PLACE, published
from test_culture_cases import CASE
from test_culture_surveys import FILE, sent

from domain.culture.catalogue import CATALOGUE

CASES = "/culture/cases"
BEHAVIOUR = f"behaviour/teamwork/{CATALOGUE[2].behaviours[0]}"
ABOUT_PAUL = {
    "about.person": "paul",
    "about.words": "Keeps to himself what others need.",
    "reason": "unwilling",
    "evidence.0.shown": BEHAVIOUR,
    "evidence.0.seen_on": "2026-11-03",
    "steps.0.step": "conversation",
    "steps.0.on": "2026-11-04",
}
WHY = {"outcome": "another_role", "about.words": "A desk of his own."}


def choices(page: Page, name: str) -> set[str]:
    return {one.value for form in page.read.forms for one in form.controls if one.name == name}


async def test_a_case_is_opened_helped_with_and_decided_by_the_other_of_the_two(
    api: Api, pages: Read
) -> None:
    await published(api)

    opened = await (await pages(api, CASES, by="ana")).press("Open the case", ABOUT_PAUL)
    helped = await opened.press(
        "Record what was tried", {"step.step": "coaching", "step.on": "2026-11-20"}
    )
    decided = await (await pages(api, CASES, by="farah")).press("Decide the case", WHY)

    assert "Keeps to himself what others need." in opened.words
    assert not opened.has_button("Decide the case"), "who opened it does not decide it"
    assert "coaching on" in helped.words
    assert "Decided by farah: another role. A desk of his own." in decided.words
    assert not decided.has_button("Record what was tried")
    (case,) = (await api.read(f"{PLACE}/cases", by="ana"))["cases"]
    assert (case["person"], [one["step"] for one in case["steps"]]) == (
        "paul", ["conversation", "coaching"],
    )  # fmt: skip
    assert case["evidence"][0]["behaviour"] == CATALOGUE[2].behaviours[0]


async def test_an_hr_partner_says_in_which_unit_and_cites_a_survey(api: Api, pages: Read) -> None:
    await published(api)
    await sent(api, FILE)
    first = await pages(api, CASES, by="farah")
    page = await pages(api, f"{CASES}?unit=emea", by="farah")
    survey = next(one for one in choices(page, "evidence.0.shown") if one.startswith("survey/"))

    after = await page.press(
        "Open the case",
        {
            "about.person": "paul",
            "about.words": "x",
            "reason": "incapable",
            "evidence.0.shown": survey,
        },
    )

    assert not first.has_button("Open the case")
    assert choices(page, "about.person") == {"", "paul"}
    assert after.status == 200
    (case,) = (await api.read(f"{PLACE}/cases", by="farah"))["cases"]
    assert (case["evidence"][0]["source"], case["reason"]) == ("survey", "incapable")


async def test_what_was_typed_comes_back_with_what_is_wrong(api: Api, pages: Read) -> None:
    await published(api)

    again = await (await pages(api, CASES, by="ana")).press(
        "Open the case", {**ABOUT_PAUL, "evidence.0.seen_on": ""}
    )

    assert again.status == 404
    assert "and the day it was missing" in again.words
    assert "Keeps to himself what others need." in again.words


async def test_nobody_else_learns_that_there_is_a_case_or_how_to_open_one(
    api: Api, pages: Read
) -> None:
    """Of others the page is the same before and after, and so is the culture's own."""
    await published(api)
    who = ("paul", "marco", "dana", "sam", "ruth", "ines")

    async def seen() -> list[str]:
        found = [await pages(api, one, by=by) for one in (CASES, "/culture") for by in who]
        return [re.sub(r"\bposition\b.*", "", one.words) for one in found]

    before = await seen()
    await api.give(CASE, by="ana", culture=True)

    assert await seen() == before
    paul = await pages(api, CASES, by="paul")
    assert not paul.has_button("Open the case")
    assert "There is no case that you may read." in paul.words
    assert "Values cases" not in (await pages(api, "/culture", by="paul")).words
