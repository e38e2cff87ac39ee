"""A seller's plan as a page of plain forms: begun, written in sections, refused beside its field."""

from __future__ import annotations

from api import CYCLE, Api
from browsing import Read
from test_sellers import PAY, WRITE, begun, of_paul
from test_shared_accounts import both_name_orion

from domain.seller import commands as s

PAGE = "/sellers/paul"
TYPED = {
    "words": "Four laboratories",
    "lines.0.words": "Laboratories in Paris",
    "lines.0.kind": "new_business",
    "lines.0.quantity": "4",
    "lines.0.value.amount": "30",
    "lines.0.due_on": "2027-06-30",
}


async def test_a_plan_is_begun_from_its_own_page(api: Api, pages: Read) -> None:
    await api.proposed()
    await api.until_there("emea", lambda plan: bool(plan["goals"]))

    none = await pages(api, PAGE, by="paul")
    await none.press("Begin the plan", {})

    assert (await of_paul(api))["stage"] == "writing"


async def test_who_may_not_begin_it_is_told_who_does(api: Api, pages: Read) -> None:
    await api.proposed()
    await api.until_there("emea", lambda plan: bool(plan["goals"]))

    none = await pages(api, PAGE, by="dana")
    nothing = await pages(api, PAGE, by="marco")

    assert none.status == 200
    assert not none.has_button("Begin the plan")
    assert "a planner begins it" in none.words
    assert nothing.status == 403


async def test_a_business_plan_is_written_line_by_line(api: Api, pages: Read) -> None:
    await begun(api)

    after = await (await pages(api, PAGE, by="paul")).press("Save the business plan", TYPED)

    (line,) = (await of_paul(api))["lines"]
    assert after.status == 200
    assert (line["id"], line["owner"]) == ("laboratories-in-paris-1", "paul")
    assert line["value"] == {"currency": "EUR", "amount": "30.00"}
    assert "Laboratories in Paris" in after.words


async def test_a_line_that_cannot_be_kept_comes_back_with_what_was_typed(
    api: Api, pages: Read
) -> None:
    await begun(api)
    wrong = TYPED | {"lines.0.due_on": "2029-01-01"}

    again = await (await pages(api, PAGE, by="paul")).press("Save the business plan", wrong)

    assert again.status == 409
    assert "the year is 2027-01-01 to 2027-12-31" in again.words
    assert again.value("lines.0.words") == "Laboratories in Paris"
    assert (await of_paul(api))["lines"] == []


async def test_sections_are_saved_and_the_plan_is_submitted_and_rated(
    api: Api, pages: Read
) -> None:
    await begun(api)
    page = await pages(api, PAGE, by="paul")
    page = await page.press("Save the business plan", TYPED)
    page = await page.press(
        "Save the top accounts",
        {"accounts.0.name": "Orion", "accounts.0.plan": "A frame contract"},
    )
    page = await page.press(
        "Save the training plan",
        {
            "trainings.0.words": "The new line",
            "trainings.0.starts_on": "2027-02-01",
            "trainings.0.ends_on": "2027-12-15",
        },
    )
    await page.press("Submit my plan", {})
    led = await pages(api, PAGE, by="ana")
    await led.press(
        "Record my rating", {"aspect": "aggressive", "passes": "yes", "words": "Four is a lot"}
    )

    plan = await of_paul(api)
    assert (plan["stage"], plan["accounts"][0]["rank"]) == ("submitted", 1)
    assert [(one["aspect"], one["passes"], one["by"]) for one in plan["ratings"]] == [
        ("aggressive", True, "ana")
    ]


async def test_compensation_is_on_the_page_for_the_person_and_their_leader_only(
    api: Api, pages: Read
) -> None:
    await begun(api)
    await api.give(PAY, by="ines", seller="paul")

    seen = {who: "Compensation plan" in (await pages(api, PAGE, by=who)).words
            for who in ("paul", "ana", "dana", "sam")}  # fmt: skip

    assert seen == {"paul": True, "ana": True, "dana": False, "sam": False}


async def test_who_takes_an_account_over_confirms_it_and_reads_nothing_else_of_the_plan(
    api: Api, pages: Read
) -> None:
    await begun(api)
    await api.give(WRITE, by="paul", seller="paul")
    won = s.RecordAccountWon(account="orion", farmer="marco")
    await api.give(won, by="paul", seller="paul")

    page = await pages(api, PAGE, by="marco")
    after = await page.press("I have taken this account over", {})

    assert (page.status, "orion: by" in page.words) == (200, True)
    assert "Laboratories in Paris" not in page.words
    assert "orion: done" in after.words
    assert [one["done"] for one in (await of_paul(api))["handovers"]] == [True]


async def test_an_account_of_another_s_plan_is_claimed_from_ones_own(api: Api, pages: Read) -> None:
    await both_name_orion(api)
    told = "Marco names it; Paul names it. Whoever names it claims it"

    page = await pages(api, PAGE, by="paul")
    form = await pages(api, page.link("Claim ORION").partition(CYCLE)[2], by="paul")
    led = await pages(api, "/team", by="dana")
    marcos = await pages(api, "/sellers/marco", by="marco")
    await form.press("Claim an account", {"last_year.amount": "3"})

    (claim,) = (await api.unit("emea"))["claims"]
    assert told in page.words
    assert told in marcos.words
    assert told in led.words
    assert (claim["account"], claim["claimant"]["person"]) == (
        {"id": "orion", "name": "ORION"},
        "paul",
    )
    after = await pages(api, PAGE, by="paul")
    assert "Paul claims it" in after.words
    assert "Claim ORION" not in after.words


async def test_my_work_leads_to_the_plan(api: Api, pages: Read) -> None:
    await begun(api)

    waits = (await api.read("/inbox", by="paul"))["inbox"]

    assert ("own_plan", "paul") in {(one["kind"], one["subject"]) for one in waits}
    answer = await api.http.get(f"/o/{api.organisation}/work", headers=api.headers("paul"))
    assert f"/o/{api.organisation}/cycles/{CYCLE}/sellers/paul" in answer.text


async def test_a_planner_records_whom_a_seller_reports_to(api: Api, pages: Read) -> None:
    await begun(api)

    page = await pages(api, PAGE, by="ines")
    after = await page.press("Record it", {"line_manager": "ruth"})

    assert "reporting to ruth" in after.words
    assert (await of_paul(api))["line_manager"] == "ruth"
