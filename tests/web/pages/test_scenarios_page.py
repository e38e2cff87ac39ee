"""What-ifs on a page: made by a planner, side by side, shown to the leader, who adopts one."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from api import CYCLE, PAPER, Api, company, start, usd
from browsing import Read

from domain.cycle import commands as c
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


async def of_two_targets(api: Api) -> None:
    """North carries revenue, the two others services; both goals are confirmed."""
    drafts = company(flat=True)
    (sales,) = drafts.units
    seats = (sales.seats[0], sales.seats[1].model_copy(update={"target": "services"}))
    await api.give(start(targets=("revenue", "services")))
    await api.give(
        drafts.model_copy(update={"units": (sales.model_copy(update={"seats": seats}),)})
    )
    for target in ("revenue", "services"):
        confirmed = c.ConfirmPlanGoal(amount=usd(100), document=PAPER, target=target)
        await api.give(confirmed, by="olu")
    await api.give(c.AnnounceCycle())
    await api.until_there("sales", lambda plan: len(plan["goals"]) == 2)


async def test_of_several_targets_the_form_names_the_one_that_is_supposed(
    api: Api, pages: Read
) -> None:
    await of_two_targets(api)
    form = await pages(api, PAGE, by="ines")

    unnamed = await form.press("Keep the scenario", {**TEN, "goal": "104"})
    assert unnamed.status == 422
    assert "Choose which target" in unnamed.words

    kept = await form.press("Keep the scenario", {**TEN, "goal": "104", "target": "services"})
    assert re.search(r"Supposes a goal of \S*\s?104\S* for services", kept.words, re.IGNORECASE)
    (found,) = (await api.read(f"/cycles/{CYCLE}{PAGE}", by="ines"))["scenarios"]
    assert [one["target"] for one in found["scenario"]["goals"]] == ["services"]
    assert {one["target"]: one["goal"]["amount"] for one in found["outcome"]["targets"]} == {
        "revenue": "100.00", "services": "104.00",
    }  # fmt: skip


async def test_of_one_target_nobody_is_asked_which(api: Api, pages: Read) -> None:
    await ready(api)

    form = await pages(api, PAGE, by="ines")

    assert 'name="target"' not in form.text


async def test_two_long_names_are_two_scenarios(api: Api, pages: Read) -> None:
    await ready(api)
    form = await pages(api, PAGE, by="ines")
    name = "What the board would say of this year if nothing else came of it than"

    await form.press("Keep the scenario", {**TEN, "name": f"{name} ten"})
    both = await form.press("Keep the scenario", {**TEN, "name": f"{name} four", "add_on": "4"})

    assert f"{name} ten" in both.words
    assert f"{name} four" in both.words
