from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from api import CYCLE, Api, eur
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from domain.unit import commands as u
from runtime.settings import Settings

PAGE = f"/cycles/{CYCLE}/units/sales/review"


@pytest.fixture(scope="module")
async def year(app: FastAPI, settings: Settings) -> AsyncIterator[Api]:
    """The first quarter's actuals are in: Marco at 100 %, Ana at 50 %; no test changes its plan."""
    assert settings.local_key is not None
    key = {"Tally-Key": settings.local_key.get_secret_value()}
    transport = ASGITransport(app=app)
    async with AsyncClient(
        transport=transport, base_url="http://127.0.0.1:8600", headers=key
    ) as http:
        api = Api(http=http, organisation="halden-review", flat=True)
        await api.in_force()
        await api.facts()
        yield api


async def page(api: Api, address: str = PAGE, *, by: str = "dana", **query: str) -> Response:
    return await api.http.get(
        f"/o/{api.organisation}{address}", headers=api.headers(by), params=query
    )


async def send(api: Api, fields: dict[str, str], where: str = "", *, by: str = "dana") -> Response:
    """Post a form of the page; its command id is the one that the page gave it."""
    shown = await page(api, by=by)
    ids = re.findall(r'name="command_id" value="([^"]+)"', shown.text)
    data = {"command_id": ids[0] if ids else "a-form-of-mine"} | fields
    return await api.http.post(
        f"/o/{api.organisation}{PAGE}{where}", headers=api.headers(by), data=data
    )


def headings(answer: Response) -> list[str]:
    return re.findall(r"<h2[^>]*>([^<]+)</h2>", answer.text)


async def test_the_review_goes_in_numbered_steps(year: Api) -> None:
    answer = await page(year)

    assert answer.status_code == 200
    assert [one[0] for one in headings(answer)[:8]] == list("12345678")
    assert "Review of Sales: Q1" in answer.text
    assert answer.text.count("<h1") == 1


async def test_the_leaders_promises_stand_beside_what_the_members_brought(year: Api) -> None:
    answer = await page(year)

    assert "North, Marco: 100%, EMEA, Ana: 50%" in answer.text
    assert "An engineer" in answer.text
    assert answer.text.index("members brought") < answer.text.index("leader delivered")


async def test_a_review_is_held_and_says_what_it_decided(another_year: Api) -> None:
    answer = await send(
        another_year,
        {
            "period": "Q1",
            "decisions": "Ana gets two weeks of help.",
            "next_actions.0.words": "Visit Lyon",
            "next_actions.0.owner": "ana",
            "next_actions.0.due_on": "2027-05-01",
        },
    )
    shown = await page(another_year, period="Q1", by="ana")

    assert answer.status_code == 303
    assert "said=Recorded" in answer.headers["location"]
    assert "Ana gets two weeks of help." in shown.text
    assert "Visit Lyon" in shown.text
    assert "Held by Dana" in shown.text
    assert '<th scope="row">north</th>' not in shown.text
    assert "The leader's promises then: An engineer: broken." in shown.text


async def test_a_review_without_decisions_comes_back_with_what_was_typed(year: Api) -> None:
    answer = await send(
        year,
        {
            "period": "Q1",
            "decisions": "",
            "next_actions.0.words": "Visit Lyon",
            "next_actions.0.owner": "ana",
            "next_actions.0.due_on": "",
        },
    )

    assert answer.status_code == 422
    assert 'value="Visit Lyon"' in answer.text
    assert 'id="e-decisions"' in answer.text
    assert 'id="e-next_actions.0.due_on"' in answer.text


async def test_a_member_reads_the_review_and_cannot_hold_it(year: Api) -> None:
    shown = await page(year, by="marco")
    tried = await send(year, {"period": "Q1", "decisions": "All is well."}, by="marco")

    assert shown.status_code == 200
    assert "<form" not in shown.text.partition("<main")[2]
    assert tried.status_code == 403
    assert (await year.unit())["reviews"] == []


async def test_a_quarter_without_actuals_says_what_is_missing(year: Api) -> None:
    answer = await page(year, period="Q3")

    assert "There are no actuals for Q3 yet." in answer.text
    assert "Hold the review of Q3" not in answer.text


async def test_a_quarter_that_the_cycle_does_not_have_is_not_found(year: Api) -> None:
    assert (await page(year, period="Q9")).status_code == 404


async def test_nobody_outside_the_units_line_sees_its_review(year: Api) -> None:
    assert (await page(year, by="nobody")).status_code == 403


async def test_a_correction_marks_the_review_as_restated(another_year: Api) -> None:
    await another_year.give(
        u.HoldReview(period="Q1", decisions="Well done."), by="dana", unit="sales"
    )
    change = {"period": "Q1", "seat": "emea", "delta": eur("1.10")}
    correction = u.ProposeCorrection.model_validate(
        {"correction": "late", "lines": (change,), "reason": "Booked late"}
    )
    await another_year.give(correction, by="ines", unit="sales")
    await another_year.give(u.ApproveCorrection(correction="late"), by="olu", unit="sales")

    answer = await page(another_year, period="Q1")

    assert "<strong>Restated:</strong>" in answer.text
    row = answer.text.partition('<th scope="row">EMEA</th>')[2].partition("</tr>")[0]
    assert re.findall(r"(\d+)%", row) == ["50", "50", "60", "50"]


async def test_support_is_promised_and_given(another_year: Api) -> None:
    day = (datetime(2027, 4, 5, tzinfo=UTC) + timedelta(days=30)).date().isoformat()
    promised = await send(
        another_year, {"person": "ana", "words": "A week in Lyon", "due_on": day}, "/support"
    )
    (support,) = (await another_year.unit())["support"]
    given = await send(
        another_year,
        {"support": support["promised"]["support"], "given": "I was there."},
        "/support/given",
    )
    shown = await page(another_year, by="ana")

    assert (promised.status_code, given.status_code) == (303, 303)
    assert (await another_year.unit())["support"][0]["given"] == "I was there."
    assert "A week in Lyon" in shown.text


async def test_each_form_of_the_page_has_an_id_of_its_own(year: Api) -> None:
    answer = await send(year, {"person": "ana", "words": "", "due_on": ""}, "/support")

    ids = re.findall(r'name="command_id" value="([^"]+)"', answer.text)
    assert answer.status_code == 422
    assert len(ids) == len(set(ids)) == 3
