"""Strategic goals on a unit's page as plain forms: set, received, carried out, reported."""

from __future__ import annotations

from api import CYCLE, Api
from browsing import Read

from domain.cycle import commands as c
from tests.domain.test_unit_goals import aimed
from web.pages.unit_telling import in_words

TYPED = {
    "words": "Four new accounts in the South",
    "kind": "new_territory",
    "metric": "accounts",
    "baseline": "0",
    "target": "4",
    "owner": "marco",
    "due_on": "2027-12-31",
    "intent": "grow",
    "groups": "universities",
    "steps.0.words": "Visit ten laboratories",
    "steps.0.owner": "marco",
    "steps.0.due_on": "2027-03-01",
}
INTENT = c.StateIntent(
    intent="grow", words="Grow where we are not", objective="accounts", number="40",
    groups=("universities",),
)  # fmt: skip


async def test_a_goal_is_set_received_and_its_step_done(api: Api, pages: Read) -> None:
    await api.proposed()
    await api.give(INTENT, by="dana")
    form = await pages(api, "/units/sales/acts/set-strategic-goal", by="dana")
    await form.press("Set a strategic goal", TYPED)
    plan = await pages(api, "/units/sales", by="marco")
    plan = await plan.press("Say how I take this goal", {"reaction": "accepted"})
    plan = await plan.press("Record that it is done", {"words": "Eleven, in fact"})

    (goal,) = (await api.unit())["strategic"]
    assert plan.status == 200
    assert goal["set"]["goal"].startswith("four-new-accounts-in")
    assert [one["reaction"] for one in goal["received"]] == ["accepted"]
    assert [one["done_at"] is not None for one in goal["steps"]] == [True]
    sight = await api.read(f"/cycles/{CYCLE}/line-of-sight", by="dana")
    assert [(one["intent"], one["carried_out"]) for one in sight["intents"]] == [("grow", 100)]


async def test_a_goal_without_plan_or_promise_comes_back_with_what_was_typed(
    api: Api, pages: Read
) -> None:
    await api.proposed()
    await api.give(INTENT, by="dana")
    bare = {name: value for name, value in TYPED.items() if not name.startswith("steps.")}
    form = await pages(api, "/units/sales/acts/set-strategic-goal", by="dana")

    again = await form.press("Set a strategic goal", bare)

    assert again.status == 409
    assert "its steps, each with owner and date" in again.words
    assert again.value("words") == bare["words"]
    assert (await api.unit())["strategic"] == []


async def test_goals_are_shown_to_who_sees_the_plan_and_forms_to_whose_they_are(
    api: Api, pages: Read
) -> None:
    await api.proposed()
    await api.give(INTENT, by="dana")
    form = await pages(api, "/units/sales/acts/set-strategic-goal", by="dana")
    await form.press("Set a strategic goal", TYPED)

    ana = await pages(api, "/units/sales", by="ana")
    marco = await pages(api, "/units/sales", by="marco")

    assert "Four new accounts in the South" in ana.words
    assert not ana.has_button("Say how I take this goal")
    assert marco.has_button("Say how I take this goal")


async def test_a_goal_and_its_step_are_handed_over_where_they_stand(api: Api, pages: Read) -> None:
    await api.proposed()
    await api.give(INTENT, by="dana")
    form = await pages(api, "/units/sales/acts/set-strategic-goal", by="dana")
    await form.press("Set a strategic goal", TYPED)
    plan = await pages(api, "/units/sales", by="dana")
    said = {"person": "marco", "successor": "ana", "reason": "The South is hers"}
    plan = await plan.press("Hand this goal over", said)
    await plan.press("Hand this step over", {"successor": "ana", "reason": "With the goal"})

    (goal,) = (await api.unit())["strategic"]
    assert (goal["set"]["owner"], goal["steps"][0]["step"]["owner"]) == ("ana", "ana")
    assert (await pages(api, "/units/sales", by="ana")).has_button("Say how I take this goal")
    assert not (await pages(api, "/units/sales", by="marco")).has_button("Hand this goal over")


def test_a_finding_tells_a_goal_by_its_words() -> None:
    told = "no step of the goal south comes from the team, and the goal of none is north"

    assert in_words(aimed().state, told) == told.replace(
        "the goal south", "the goal “Four new accounts in the South”"
    )


DELIVER = c.DefineDeliverable(
    deliverable="cities", intent="grow", words="A customer in each of four cities",
    measure="cities with a customer", owner="ana",
)  # fmt: skip
FAR = INTENT.model_copy(update={"intent": "far", "words": "Go far away"})


async def test_the_line_of_sight_is_a_page_and_names_where_it_breaks(api: Api, pages: Read) -> None:
    await api.proposed()
    for one in (INTENT, FAR, DELIVER):
        await api.give(one, by="dana")
    form = await pages(api, "/units/sales/acts/set-strategic-goal", by="dana")
    await form.press("Set a strategic goal", {**TYPED, "deliverable": "cities"})

    page = await pages(api, "/line-of-sight", by="dana")
    cycle = await pages(api, "", by="dana")
    plan = await pages(api, "/units/sales", by="dana")

    for words in (
        "S2-04 nothing is to be delivered for the intent “Go far away”",
        "S2-05 no goal serves the intent “Go far away”",
        "A customer in each of four cities",
        "Four new accounts in the South",
        "Visit ten laboratories",
    ):
        assert words in page.words
    assert "No goal delivers it yet" not in page.words
    assert "where that line breaks" in cycle.words
    assert "To deliver: A customer in each of four cities" in plan.words
