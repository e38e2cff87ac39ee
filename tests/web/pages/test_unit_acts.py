"""The acts of a plan as plain forms: proposed, answered, revised and made final without JavaScript."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from api import Api, eur, usd
from browsing import Read

from domain.unit import commands as u
from store import read
from store.pool import Pool
from web.pages.unit_acts import OF_CYCLES, OF_UNITS

ITEM = u.RaisePushback(
    item="too-high",
    version=1,
    kind="attainability",
    words="The euro zone is flat.",
    seat="emea",
    evidence="Four quarters of orders",
    counter=eur("42.00"),
)


@pytest.fixture
async def objected(api: Api) -> Api:
    """Version 1 is proposed; Ana objects with a counter, Marco has no concern."""
    await api.proposed()
    for member in ("marco", "ana"):
        await api.give(u.ConfirmUnderstanding(version=1), by=member, unit="sales")
    await api.give(u.StateNoConcerns(version=1), by="marco", unit="sales")
    await api.give(ITEM, by="ana", unit="sales")
    return api


async def test_a_leader_holds_the_session_and_proposes_from_a_basis(api: Api, pages: Read) -> None:
    await api.announced()
    api.now = datetime(2026, 11, 2, 9, tzinfo=UTC)
    session = await pages(api, "/units/sales/acts/hold-session", by="dana")
    await session.press("Hold session", {"held_at": "2026-11-02T10:00", "agenda": "The target"})
    table = await pages(
        api,
        "/units/sales/acts/propose-stretch-target?basis=share_of_last_year&add_on_percent=10",
        by="dana",
    )
    after = await table.press("Propose the stretch target", {"outlook.1.run_rate.amount": "16"})

    plan = await api.unit()
    assert after.status == 200, after.words[:500]
    assert plan["session"]["held_at"] == "2026-11-02T09:00:00Z"
    (version,) = plan["versions"]
    amounts = {one["seat"]: one["amount"]["amount"] for one in version["portions"]}
    assert amounts == {"north": "61.60", "emea": "44.00"}
    assert [one["seat"] for one in version["outlook"]] == ["emea"]


async def test_an_adjustment_without_a_reason_is_refused_beside_its_field(
    api: Api, pages: Read
) -> None:
    await api.announced()
    api.now = datetime(2026, 11, 2, 9, tzinfo=UTC)
    session = u.HoldSession(held_at=api.now, agenda="The target", attendees=("marco", "ana"))
    await api.give(session, by="dana", unit="sales")
    address = "/units/sales/acts/propose-stretch-target?basis=share_of_last_year&add_on_percent=10"
    table = await pages(api, address, by="dana")
    typed = {"portions.0.amount.amount": "60.50", "portions.1.amount.amount": "45.00"}
    again = await table.press("Propose the stretch target", typed)

    assert again.status == 409
    assert "S0-08" in again.words
    assert again.value("portions.0.amount.amount") == "60.50"
    assert "e-propose-stretch-target-portions.0.adjustment" in again.ids
    assert (await api.unit())["versions"] == []


async def test_a_bare_no_is_refused_and_an_answer_with_a_reason_counts(
    objected: Api, pages: Read
) -> None:
    page = await pages(objected, "/units/sales", by="dana")
    again = await page.press("Record this answer", {"outcome": "not_accepted", "reason": "No."})

    assert again.status == 409
    assert "S0-14" in again.words
    assert again.value("reason") == "No."
    assert "e-answer-pushback-too-high-reason" in again.ids

    reason = "The orders say so, clearly."
    after = await again.press("Record this answer", {"outcome": "real_issue", "reason": reason})
    (item,) = (await objected.unit())["items"]
    assert (item["outcome"], item["reason"]) == ("real_issue", reason)
    assert "Accepted as a real issue" in after.words


async def test_a_leader_answers_revises_and_makes_it_final(objected: Api, pages: Read) -> None:
    page = await pages(objected, "/units/sales", by="dana")
    await page.press(
        "Record this answer", {"outcome": "real_issue", "reason": "The orders say so, clearly."}
    )
    table = await pages(
        objected, "/units/sales/acts/revise-plan?basis=judgement&add_on=7.80", by="dana"
    )
    changed = {"portions.1.amount.amount": "42.00", "reason": "EMEA showed what it can reach."}
    uncited = await table.press(
        "Revise the plan", {**changed, "portions.1.adjustment": "After pushback"}
    )
    assert uncited.status == 409
    assert "S0-18" in uncited.words
    assert uncited.value("portions.1.amount.amount") == "42.00"
    revised = await uncited.press(
        "Revise the plan", {"portions.1.causes": ["too-high"], "answers": ["too-high"]}
    )
    assert revised.status == 200, revised.words[:500]
    assert "EMEA showed what it can reach." in revised.words
    assert "The euro zone is flat." in revised.words

    number = await pages(objected, "/number", by="ana")
    assert "In version 2 it moved by -€2" in number.words
    await number.press("I understand my number")
    factor = await pages(objected, "/units/sales/acts/add-key-success-factor", by="dana")
    await factor.press(
        "Add a key success factor",
        {
            "words": "Two engineers work in EMEA.",
            "owner": "ana",
            "due_on": "2027-03-01",
            "items": ["too-high"],
            "actions.0.words": "Hire them",
            "actions.0.owner": "ana",
            "actions.0.due_on": "2027-02-01",
        },
    )
    objected.now = datetime(2026, 11, 25, 9, tzinfo=UTC)
    page = await pages(objected, "/units/sales", by="dana")
    await page.press("Close the pushback window")
    final = await pages(objected, "/units/sales/acts/finalise-plan", by="dana")
    done = await final.press("Make this version final")

    plan = await objected.unit()
    assert done.status == 200, done.words[:500]
    assert plan["stage"] == "final"
    assert plan["versions"][1]["changes"][0]["causes"] == ["too-high"]
    assert plan["versions"][1]["factors"][0]["actions"][0]["words"] == "Hire them"


async def test_a_dry_run_says_what_would_be_recorded_and_records_nothing(
    objected: Api, pages: Read, record: Pool
) -> None:
    before = await read.head(record, objected.organisation)
    page = await pages(objected, "/units/sales/acts/grant-budget", by="olu")
    told = await page.press(
        "Say what would be recorded", {"amount.amount": "5.00", "amount.currency": "USD"}
    )

    assert told.status == 200
    assert "This would be recorded; nothing is yet" in told.words
    assert told.value("amount.amount") == "5.00"
    assert await read.head(record, objected.organisation) == before


async def test_a_sponsor_grants_and_a_leader_decides_a_request_once(
    objected: Api, pages: Read
) -> None:
    ask = await pages(objected, "/units/sales/acts/request-resource?item=too-high", by="ana")
    await ask.press(
        "Ask for a resource",
        {
            "words": "An engineer",
            "needed_by": "2027-02-01",
            "amount.amount": "1.00",
            "amount.currency": "EUR",
        },
    )
    grant = await pages(objected, "/units/sales/acts/grant-budget", by="olu")
    money: dict[str, str | list[str]] = {"amount.amount": "5.00", "amount.currency": "USD"}
    await grant.sign("Grant a budget", money)
    again = await grant.press("Grant a budget", money)
    assert (again.status, again.value("amount.amount")) == (409, "5.00")
    assert "has a budget" in again.words
    page = await pages(objected, "/units/sales", by="dana")
    refused = await page.press("Record this decision", {"outcome": "declined", "reason": "No"})
    assert (refused.status, refused.value("reason")) == (409, "No")
    assert "S0-23" in refused.words
    await refused.press("Record this decision", {"outcome": "granted", "reason": "It is real."})

    plan = await objected.unit()
    assert [one["amount"] for one in plan["budgets"]] == [usd("5.00").model_dump(mode="json")]
    (request,) = plan["requests"]
    assert request["asked"]["item"] == "too-high"
    assert request["decided"]["amount"] == {"currency": "EUR", "amount": "1.00"}


async def test_a_member_of_another_unit_neither_reads_nor_acts(objected: Api, pages: Read) -> None:
    page = await pages(objected, "/units/sales", by="paul")
    form = await pages(objected, "/units/sales", by="dana")
    tried = await form.press(
        "Record this answer", {"outcome": "real_issue", "reason": "I say so myself."}, by="paul"
    )

    assert page.status == tried.status == 403
    assert "flat" not in page.words
    assert (await objected.unit())["items"][0]["stage"] == "open"


async def test_a_member_has_no_form_to_answer_their_own_item_and_is_refused_one(
    objected: Api, pages: Read
) -> None:
    page = await pages(objected, "/units/sales", by="ana")
    form = await pages(objected, "/units/sales", by="dana")
    tried = await form.press(
        "Record this answer", {"outcome": "real_issue", "reason": "I say so myself."}, by="ana"
    )

    assert not page.has_button("Record this answer")
    assert tried.status == 403
    assert (await objected.unit())["items"][0]["stage"] == "open"


async def test_more_rows_keep_what_was_typed(objected: Api, pages: Read) -> None:
    page = await pages(objected, "/units/sales/acts/add-key-success-factor", by="dana")
    more = await page.press(
        "More rows for action steps", {"words": "True", "actions.1.words": "Second step"}
    )

    assert more.value("actions.1.words") == "Second step"
    assert "f-add-key-success-factor-actions.4.words" in more.ids


async def test_every_command_has_a_form_and_signing_its_own_page(api: Api, pages: Read) -> None:
    await api.proposed()
    for name in OF_UNITS:
        page = await pages(api, f"/units/sales/acts/{name}", by="dana")
        if name == "sign-plan":
            assert page.answer.headers["location"].endswith("/units/sales/sign")
            continue
        assert page.status == 200, name
        assert len(page.ids) == len(set(page.ids)), name
    for name in OF_CYCLES:
        page = await pages(api, f"/acts/{name}", by="ines")
        assert page.status == 200, name
        assert len(page.ids) == len(set(page.ids)), name


async def test_a_cycle_s_command_is_given_from_a_page(api: Api, pages: Read) -> None:
    await api.proposed()
    page = await pages(api, "/acts/record-market-rate", by="ines")
    wrong = await page.press(
        "Record market rate",
        {"currency": "EUR", "rate": "about one", "on": "2026-10-01", "source": "ECB"},
    )
    assert (wrong.status, wrong.value("rate")) == (422, "about one")
    await wrong.press("Record market rate", {"rate": "1.02"})

    (rate,) = (await api.read("/cycles/fy27"))["market_rates"]
    assert (rate["currency"], rate["rate"]) == ("EUR", "1.02")


async def test_an_unknown_act_is_a_page_that_says_so(api: Api, pages: Read) -> None:
    await api.announced()

    assert (await pages(api, "/units/sales/acts/receive-claim", by="dana")).status == 404
    assert (await pages(api, "/units/nowhere", by="sam")).status == 404
