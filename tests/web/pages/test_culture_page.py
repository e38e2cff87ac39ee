"""Values and culture as a page of plain forms: begun, acknowledged, lived; cases for two people only."""

from __future__ import annotations

from datetime import UTC, datetime

from api import Api
from browsing import Control, Read
from cultured import CHOOSE, PLACE, TELL, begun, published
from test_culture_cases import CASE
from test_culture_surveys import FILE, sent

from domain.culture import commands as v
from domain.culture.catalogue import CATALOGUE

PAGE = "/culture"


async def test_a_culture_is_begun_from_its_own_page(api: Api, pages: Read) -> None:
    await api.announced()

    other = await pages(api, PAGE, by="paul")
    mine = await pages(api, PAGE, by="dana")
    await mine.press("Begin the culture", {})

    assert not other.has_button("Begin the culture")
    assert "HR partner begins it" in other.words


async def test_values_are_acknowledged_with_one_button(api: Api, pages: Read) -> None:
    await published(api)
    button = "I acknowledge these values and expectations"

    after = await (await pages(api, PAGE, by="paul")).press(button, {})

    assert after.status == 200
    assert "You have acknowledged them." in after.words
    assert not after.has_button(button)
    assert (await api.read(PLACE, by="paul"))["acknowledged"]


async def test_values_are_acknowledged_beside_the_number_with_why_it_is_planned(
    api: Api, pages: Read
) -> None:
    """One page and one act; what is published counts, not what is changed since."""
    await published(api)
    await api.give(v.ChooseValues(values=CATALOGUE[1:]), by="dana", culture=True)
    button = "I have read this and acknowledge it"

    before = await pages(api, "/number", by="paul")
    after = await before.press(button)

    assert TELL.words in before.words
    assert all(one.name in before.words for one in CATALOGUE[:3])
    assert CATALOGUE[3].name not in before.words
    assert after.headings[0] == (1, "My number")
    assert not after.has_button(button)
    mine = await api.read(PLACE, by="paul")
    assert (mine["acknowledged"], mine["read"]) == (True, True)


async def test_who_has_no_part_in_the_culture_is_not_asked_beside_a_number(
    api: Api, pages: Read
) -> None:
    await begun(api)
    nothing_yet = await pages(api, "/number", by="paul")
    for command in (CHOOSE, v.PublishCulture()):
        await api.give(command, by="dana", culture=True)

    auditor = await pages(api, "/number", by="sam")

    assert "what we value" not in nothing_yet.words
    assert "what we value" not in auditor.words


async def test_an_idea_is_filed_and_everyone_reads_it(api: Api, pages: Read) -> None:
    await begun(api)

    await (await pages(api, PAGE, by="paul")).press(
        "File the idea", {"words": "Meet customers where they work."}
    )

    assert "Meet customers where they work." in (await pages(api, PAGE, by="marco")).words


async def test_a_case_shows_to_its_leader_and_to_nobody_else(api: Api, pages: Read) -> None:
    await published(api)
    await api.give(CASE, by="ana", culture=True)

    mine = await pages(api, f"{PAGE}/cases", by="ana")
    others = [await pages(api, f"{PAGE}/cases", by=who) for who in ("paul", "dana", "sam")]

    assert "Keeps to himself what others need." in mine.words
    assert all("There is no case that you may read." in one.words for one in others)


async def test_no_form_undoes_that_somebody_answered_how_they_feel(api: Api, pages: Read) -> None:
    """A form names the draft that it was; who answered again and again could be told the others'."""
    await begun(api)
    api.now = datetime(2026, 11, 2, 9, tzinfo=UTC)
    pulse = f"{api.base}{PLACE}/pulse"
    first = await api.http.post(pulse, json={"answer": 3}, headers=api.headers("dana"))

    session = await pages(api, "/units/sales/acts/hold-session", by="dana")
    (form,) = (one for one in session.read.forms if one.action.endswith("hold-session"))
    form.controls.append(Control("draft", "pulse.fy27.2026-w45", "hidden"))
    after = await session.press(
        "Hold session", {"held_at": "2026-11-02T10:00", "agenda": "The target"}
    )
    again = await api.http.post(pulse, json={"answer": 3}, headers=api.headers("dana"))

    assert (first.status_code, after.status) == (204, 200)
    assert again.json()["name"] == "NothingToDo"


async def test_scores_are_told_by_the_name_of_the_value(api: Api, pages: Read) -> None:
    await published(api)
    await sent(api, FILE)

    words = (await pages(api, PAGE, by="paul")).words

    assert "Paul, One team, in good spirits, by customers in 2027-q1: 82" in words
    assert "Ana, One team" not in words


async def test_values_and_expectations_are_chosen_and_changed_on_the_page(
    api: Api, pages: Read
) -> None:
    await begun(api)
    first = {
        "values.0.name": "People first", "values.0.behaviours": "Listens\nCalls back",
        "values.1.name": "Early news", "values.1.behaviours": "Says so at once",
    }  # fmt: skip

    empty = await pages(api, PAGE, by="dana")
    chosen = await empty.press("Choose the values", first)
    said = await chosen.press("Say what is expected", {"expectations.0.words": "Bad news early"})
    changed = {"values.0.name": "People before all", "values.1.name": "", "values.1.behaviours": ""}
    after = await said.press("Choose the values", changed)

    assert "Choose three, each with the behaviours" in empty.words
    assert not (await pages(api, PAGE, by="paul")).has_button("Choose the values")
    assert [one for one in ("Calls back", "Early news") if one not in chosen.words] == []
    assert "Bad news early" in said.words
    assert "Early news" not in after.words
    (value,) = (await api.read(PLACE, by="dana"))["values"]
    assert (value["value"], value["name"]) == ("people-first-1", "People before all")
