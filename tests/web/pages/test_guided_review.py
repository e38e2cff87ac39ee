"""A review that is opened, gone through section by section and closed, on its page."""

from __future__ import annotations

from datetime import UTC, datetime

from api import CYCLE, Api, eur, usd
from browsing import Page, Read

from domain.unit import commands as u

UNIT = f"/cycles/{CYCLE}/units/sales"
REVIEW = "/units/sales/review"
GOAL = u.SetStrategicGoal.model_validate(
    {
        "goal": "south", "kind": "new_territory", "words": "Four accounts", "metric": "accounts",
        "baseline": 0, "target": 4, "owner": "marco", "due_on": "2027-12-31", "groups": ["labs"],
        "steps": [
            {"id": "visit", "words": "Visit ten", "owner": "marco", "due_on": "2027-03-30"},
        ],
    }
)  # fmt: skip
SAID = "Record it and go on"


async def gone_through(page: Page) -> Page:
    """Press on until nothing is left but the close."""
    while page.has_button(SAID):
        page = await page.press(SAID, {"said": "Gone through with the team"})
    return page


async def test_a_review_is_opened_gone_through_and_closed_on_one_page(
    another_year: Api, pages: Read
) -> None:
    opened = await (await pages(another_year, REVIEW, by="dana")).press(
        "Open the review", {"attendees": ["dana", "ana"]}
    )
    numbers = await opened.press(
        SAID,
        {
            "said": "EMEA is at half",
            "decisions.0.words": "Help for Ana",
            "decisions.0.owner": "dana",
            "decisions.0.due_on": "2027-05-01",
            "next_actions.0.words": "Visit Lyon",
            "next_actions.0.owner": "ana",
            "next_actions.0.due_on": "2027-05-15",
        },
    )
    closed = await (await gone_through(numbers)).press("Close the review", {"words": "EMEA next"})
    (held,) = (await another_year.read(f"{UNIT}/reviews", by="marco"))["held"]
    marco = await pages(another_year, REVIEW, by="marco")

    assert "0 of 5" not in opened.words
    assert "Open since" in opened.words
    assert "5 of 5 sections" in opened.words
    assert "Help for Ana" in numbers.words
    assert closed.status == 200
    assert held["record"]["attendees"] == ["dana", "ana"]
    assert [one["section"] for one in held["record"]["sections"]] == [
        "numbers", "goals", "steps", "deliveries", "findings",
    ]  # fmt: skip
    assert [one["words"] for one in held["next_actions"]] == ["Visit Lyon"]
    assert "EMEA is at half" in marco.words
    assert "Below stands what the review saw when it was closed." in marco.words
    assert not marco.has_button("Open the review")


async def test_what_a_review_agreed_waits_for_its_owner_until_it_is_reported(
    another_year: Api, pages: Read
) -> None:
    """S1-12: and the next review asks for it still."""
    opened = await (await pages(another_year, REVIEW, by="dana")).press(
        "Open the review", {"attendees": ["dana", "ana"]}
    )
    visit = {
        "said": "EMEA is at half",
        "next_actions.0.words": "Visit Lyon",
        "next_actions.0.owner": "ana",
        "next_actions.0.due_on": "2027-05-15",
    }
    await (await gone_through(await opened.press(SAID, visit))).press(
        "Close the review", {"words": "EMEA next"}
    )
    (asked,) = await agreed(another_year, "ana")
    marco = await pages(another_year, REVIEW, by="marco")
    ana = await pages(another_year, REVIEW, by="ana")
    done = await ana.press("Report that it is done", {"words": "Two are interested"})

    assert asked["words"] == "Do what the review agreed: Visit Lyon."
    assert asked["due_at"].startswith("2027-05-16")
    assert "Visit Lyon" in marco.words
    assert not marco.has_button("Report that it is done")
    assert "Nothing that a review agreed waits for anybody." in done.words
    assert await agreed(another_year, "ana") == []

    another_year.now = datetime(2027, 7, 5, 9, tzinfo=UTC)
    await another_year.give(second_quarter(), unit="sales")
    where = f"{REVIEW}?period=Q2"
    again = await (await pages(another_year, where, by="dana")).press(
        "Open the review", {"attendees": ["dana"]}
    )
    assert "Ana says that it is done" in again.words
    assert again.value("settled.0.words") == "Two are interested"


async def agreed(api: Api, person: str) -> list[dict[str, str]]:
    found = (await api.read("/inbox", by=person))["inbox"]
    return [one for one in found if one["kind"] == "agreed"]


def second_quarter() -> u.RecordActuals:
    lines = ({"seat": "north", "amount": usd("15")}, {"seat": "emea", "amount": eur("6")})
    source = {"name": "q2.csv", "sha256": "d" * 64}
    return u.RecordActuals.model_validate({"period": "Q2", "lines": lines, "source": source})


async def test_a_section_comes_back_with_what_was_typed(another_year: Api, pages: Read) -> None:
    opened = await (await pages(another_year, REVIEW, by="dana")).press(
        "Open the review", {"attendees": ["dana"]}
    )
    again = await opened.press(
        SAID,
        {
            "said": "EMEA is at half",
            "decisions.0.words": "Help",
            "decisions.0.owner": "ana",
            "decisions.0.due_on": "2027-01-01",
        },
    )

    assert again.status == 409
    assert again.value("said") == "EMEA is at half"
    assert "has passed" in again.words
    (found,) = (await another_year.read(f"{UNIT}/reviews"))["open"]
    assert found["left"][0] == "numbers"


async def test_what_holds_the_close_says_what_must_change_where_it_is_changed(
    api: Api, pages: Read
) -> None:
    """S1-14: behind in the first quarter and in the second, and nothing changed since."""
    api.flat = True
    await api.in_force()
    api.now = datetime(2027, 2, 1, 9, tzinfo=UTC)
    await api.give(GOAL, by="dana", unit="sales")
    await api.facts()
    api.now = datetime(2027, 7, 5, 9, tzinfo=UTC)
    await api.give(second_quarter(), unit="sales")
    where = f"{REVIEW}?period=Q2"
    page = await (await pages(api, where, by="dana")).press(
        "Open the review", {"attendees": ["dana"]}
    )
    page = await gone_through(page)
    refused = await page.press("Close the review", {"words": "A reminder was sent"})
    changed = await refused.press(
        "Add a step",
        {"step.words": "A partner", "step.owner": "marco", "step.due_on": "2027-09-01"},
    )
    closed = await changed.press("Close the review", {"words": "A partner is looked for"})

    assert "cannot be closed yet" in page.words
    assert "a reminder is not enough" in refused.words
    assert refused.status == 409
    assert "cannot be closed yet" not in changed.words
    assert closed.status == 200
    assert "Held by Dana" in closed.words
