"""What-ifs on a page: made by a planner, side by side, shown to the leader, who adopts one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from api import Api
from browsing import Read

from domain.unit import commands as u

PAGE = "/units/sales/scenarios"
TEN = {"name": "Ten percent", "add_on": "10", "basis": "share_of_last_year", "show": "dana"}


async def ready(api: Api) -> None:
    await api.announced()
    api.now = datetime(2026, 11, 2, 9, tzinfo=UTC)
    session = u.HoldSession(held_at=api.now, agenda="The target", attendees=("marco", "ana"))
    await api.give(session, by="dana", unit="sales")


async def test_two_stand_side_by_side_and_the_leader_adopts_one(api: Api, pages: Read) -> None:
    await ready(api)
    form = await pages(api, PAGE, by="ines")
    assert "you have no scenario yet" in form.words
    form = await form.press("Keep the scenario", TEN)
    assert "Nothing of it is on the record" in form.words
    both = await form.press(
        "Keep the scenario", {**TEN, "name": "The board says 104", "add_on": "4", "goal": "104"}
    )
    assert "Supposes a goal of" in both.words
    assert (await api.unit())["stage"] == "drafted"

    of_dana = await pages(api, PAGE, by="dana")
    assert "The board says 104" in of_dana.words
    adopted = await of_dana.press("Adopt Ten percent", {})

    assert "the scenario is adopted" in adopted.words
    (version,) = (await api.unit())["versions"]
    assert sum(float(one["rolled_up"]["amount"]) for one in version["portions"]) == 110
    assert "As it stands" in adopted.words


async def test_a_supposed_goal_is_not_adopted_and_a_scenario_is_left(api: Api, pages: Read) -> None:
    await ready(api)
    form = await pages(api, PAGE, by="dana")
    form = await form.press("Keep the scenario", {**TEN, "goal": "104"})

    refused = await form.press("Adopt Ten percent", {})
    assert refused.status == 409
    assert "supposes a goal" in refused.words

    left = await refused.press("Leave Ten percent", {})
    assert "was never on the record" in left.words
    assert "you have no scenario yet" in left.words


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": "—"}, "a letter or a digit"),
        ({"add_on": "much"}, "Write the add-on as"),
        ({"goal": "plenty"}, "enter digits only"),
        ({"basis": "weights"}, "Choose a basis"),
    ],
)
async def test_what_cannot_be_a_scenario_comes_back_with_what_was_typed(
    api: Api, pages: Read, typed: dict[str, str], words: str
) -> None:
    await ready(api)
    form = await pages(api, PAGE, by="ines")

    again = await form.press("Keep the scenario", {**TEN, **typed})

    assert again.status == 422
    assert words in again.words


async def test_whom_to_show_it_is_chosen_by_name(api: Api, pages: Read) -> None:
    await api.announced()
    api.now = datetime(2026, 11, 2, 9, tzinfo=UTC)
    form = await pages(api, PAGE, by="ines")
    assert 'name="show" value="dana"> Dana' in form.text
    assert 'name="show" value="ines"' not in form.text, "whoever makes it sees it anyway"

    kept = await form.press("Keep the scenario", TEN)

    assert "shown to Dana" in kept.words


async def test_a_member_who_is_shown_nothing_sees_the_plan_as_it_stands(
    api: Api, pages: Read
) -> None:
    await api.proposed()

    page = await pages(api, PAGE, by="marco")

    assert "As it stands" in page.words
    assert "Keep the scenario" not in page.words


async def test_a_revision_is_tried_with_its_cause(api: Api, pages: Read) -> None:
    await api.answered()
    form = await pages(api, PAGE, by="dana")
    form = await form.press(
        "Keep the scenario", {**TEN, "add_on": "8", "causes": "too-high", "reason": "So it is"}
    )

    assert "revision" in form.words
    adopted = await form.press("Adopt Ten percent", {})
    assert len((await api.unit())["versions"]) == 2
    assert adopted.status == 200
