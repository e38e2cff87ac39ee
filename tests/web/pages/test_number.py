"""My number over HTTP, against a real record: read, understand, accept, object, keep a draft."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from api import CYCLE, Api
from browsing import Read
from closing import joined
from test_drafts import MANY, full

from store import read
from store.pool import Pool
from web.drafts import MOST

HOSTILE = "<script>alert(1)</script> \u05e9\u05dc\u05d5\u05dd & \"quotes\" 'n' </textarea>"


@pytest.fixture
async def on_the_table(api: Api) -> Api:
    """Version 1 is proposed and EMEA has heard of it; Ana carries EMEA, Marco North."""
    await api.proposed()
    await api.until_there("emea", lambda plan: bool(plan["goals"]))
    return api


async def test_a_member_reads_the_number_its_basis_and_the_days_left(
    on_the_table: Api, pages: Read
) -> None:
    page = await pages(on_the_table, "/number", by="ana")

    assert page.status == 200
    assert page.headings[0] == (1, "My number")
    assert "€44" in page.words
    assert "Your share of last year's business" in page.words
    assert "10% on top" in page.words
    assert "days are left" in page.words
    assert "What happens if I decline to sign" in page.words


async def test_understanding_and_acceptance_are_recorded_once_each(
    on_the_table: Api, pages: Read
) -> None:
    page = await pages(on_the_table, "/number", by="marco")
    understood = await page.press("I understand my number")
    again = await page.press("I understand my number")
    accepted = await understood.press("Accept: I have no concerns")

    plan = await on_the_table.unit()
    kinds = [one["kind"] for one in plan["answers"] if one["person"] == "marco"]
    assert kinds == ["understood", "no_concerns"]
    assert again.status == 200
    assert "You said that you have no concerns." in accepted.words
    assert not accepted.has_button("Accept: I have no concerns")


async def test_an_objection_is_on_the_record_with_its_counter_and_reaches_the_leader(
    on_the_table: Api, pages: Read
) -> None:
    page = await pages(on_the_table, "/number", by="ana")
    after = await page.press(
        "Submit to Dana",
        {
            "kind": "attainability",
            "words": HOSTILE,
            "evidence": "Orders",
            "counter.amount": "42.00",
        },
    )

    assert after.status == 200
    assert "<script>alert" not in after.text
    assert "alert(1)" in after.words
    (item,) = (await on_the_table.unit())["items"]
    assert item["counter"] == {"currency": "EUR", "amount": "42.00"}
    assert item["seat"] == "emea"
    assert item["words"] == HOSTILE
    leader = await pages(on_the_table, "/units/sales", by="dana")
    assert "alert(1)" in leader.words
    assert "<script>alert" not in leader.text


async def test_a_concern_beside_an_acceptance_says_that_the_number_stands(
    on_the_table: Api, pages: Read
) -> None:
    page = await pages(on_the_table, "/number", by="ana")
    await page.press(
        "Accept with this concern", {"kind": "obstacle", "words": "Two people are on leave."}
    )

    (item,) = (await on_the_table.unit())["items"]
    assert item["words"] == "I accept my number, with a concern: Two people are on leave."
    assert item["counter"] is None


async def test_a_refused_objection_keeps_what_was_typed_and_says_where(
    on_the_table: Api, pages: Read
) -> None:
    page = await pages(on_the_table, "/number", by="ana")
    again = await page.press(
        "Submit to Dana",
        {"kind": "realism", "words": "Too much.", "counter.amount": "forty two"},
    )

    assert again.status == 422
    assert again.value("counter.amount") == "forty two"
    assert again.value("words") == "Too much."
    assert "is not a plain number" in again.words
    assert (await on_the_table.unit())["items"] == []


async def test_words_longer_than_are_kept_are_refused_and_stay_in_the_field(
    on_the_table: Api, pages: Read
) -> None:
    page = await pages(on_the_table, "/number", by="ana")
    long = await page.press("Submit to Dana", {"kind": "other", "words": "x" * 10_001})
    hidden = await page.press("Submit to Dana", {"kind": "other", "words": "abc\u202edef"})

    assert long.status == hidden.status == 422
    assert long.value("words") == "x" * 10_001
    assert "at most 10,000 can be kept" in long.words
    assert (await on_the_table.unit())["items"] == []


async def test_an_objection_sent_twice_is_one(on_the_table: Api, pages: Read) -> None:
    page = await pages(on_the_table, "/number", by="ana")
    typed = {"kind": "realism", "words": "Too much for a flat market."}
    first = await page.press("Submit to Dana", typed)
    second = await page.press("Submit to Dana", typed)

    assert (first.status, second.status) == (200, 200)
    assert len((await on_the_table.unit())["items"]) == 1


async def test_a_draft_is_nowhere_on_the_record_until_it_is_submitted(
    on_the_table: Api, pages: Read, record: Pool
) -> None:
    before = await read.head(record, on_the_table.organisation)
    page = await pages(on_the_table, "/number", by="ana")
    kept = await page.press(
        "Keep as draft", {"kind": "other", "words": "Not sure I should say this."}, at=1
    )
    assert "Not sure I should say this." in kept.words
    assert await read.head(record, on_the_table.organisation) == before
    assert "Not sure" not in (await pages(on_the_table, "/number", by="marco")).words
    assert "Not sure" not in (await pages(on_the_table, "/units/sales", by="ana")).words

    opened = await pages(on_the_table, kept.link("Go on writing"), by="ana")
    assert opened.value("words") == "Not sure I should say this."
    sent = await opened.press("Submit to Dana", {"kind": "other"})
    assert sent.status == 200, sent.words[:900]
    assert not sent.has_button("Delete")
    (item,) = (await on_the_table.unit())["items"]
    assert item["words"] == "Not sure I should say this."


async def test_a_deleted_draft_leaves_no_trace(
    on_the_table: Api, pages: Read, record: Pool
) -> None:
    before = await read.head(record, on_the_table.organisation)
    page = await pages(on_the_table, "/number", by="ana")
    kept = await page.press("Keep as draft", {"kind": "other", "words": "Never mind."})
    gone = await kept.press("Delete")

    assert "Never mind." not in gone.words
    assert await read.head(record, on_the_table.organisation) == before


async def test_a_draft_for_which_there_is_no_room_is_still_there_to_read(
    on_the_table: Api, pages: Read, web_database: str
) -> None:
    page = await pages(on_the_table, "/number", by="ana")
    await full(web_database, on_the_table, MANY, MOST, "ana")

    refused = await page.press("Keep as draft", {"kind": "other", "words": "Not sure."})

    assert (refused.status, refused.value("words")) == (409, "Not sure.")
    assert "delete drafts or scenarios that you no longer need" in refused.words


async def test_an_item_is_withdrawn_with_a_reason_and_an_answer_contested(
    on_the_table: Api, pages: Read
) -> None:
    page = await pages(on_the_table, "/number", by="ana")
    page = await page.press("Submit to Dana", {"kind": "realism", "words": "The market is flat."})
    withdrawn = await page.press("Withdraw my item", {"reason": "I misread the table."})
    page = await withdrawn.press("Submit to Dana", {"kind": "other", "words": "The euro is weak."})
    second = (await on_the_table.unit())["items"][1]["id"]
    leader = await pages(on_the_table, "/units/sales", by="dana")
    await leader.press(
        "Record this answer",
        {"outcome": "not_accepted", "reason": "The plan rate carries the euro."},
    )
    page = await pages(on_the_table, "/number", by="ana")
    page = await page.press("Contest this answer", {"words": "Our costs are in dollars."})

    first, second = (await on_the_table.unit())["items"]
    assert (first["stage"], first["reason"]) == ("withdrawn", "I misread the table.")
    assert second["contested"] == "Our costs are in dollars."
    assert "withdrawn" in page.words


async def test_someone_without_a_number_is_told_what_to_do(on_the_table: Api, pages: Read) -> None:
    page = await pages(on_the_table, "/number", by="sam")

    assert page.status == 200
    assert "You carry no portion in this cycle" in page.words


async def test_a_leader_sees_their_own_number_above_and_their_unit(
    on_the_table: Api, pages: Read
) -> None:
    page = await pages(on_the_table, "/number", by="ana")

    assert "Sales, led by Dana" in page.words
    assert "You lead EMEA" in page.words


async def test_who_joined_a_plan_that_runs_reads_what_they_carry_and_not_what_was_signed_before(
    api: Api, pages: Read
) -> None:
    await joined(api, on=date(2027, 4, 1))

    page = await pages(api, "/number", by="joe")

    running = (await api.unit())["in_force"][-1]["portions"]
    signed = (await api.unit())["versions"][-1]["portions"]
    carried, before = (
        next(one["amount"]["amount"] for one in every if one["seat"] == "north")
        for every in (running, signed)
    )
    assert Decimal(carried) < Decimal(before)
    assert f"${Decimal(carried):,.0f}" in page.words
    assert "Your quota, in force since" in page.words
    assert "Proposed in version" not in page.words


async def test_who_has_no_part_in_the_cycle_is_refused(on_the_table: Api, pages: Read) -> None:
    page = await pages(on_the_table, "/number", by="mallory")

    assert page.status == 403
    assert CYCLE not in page.headings[0][1]
