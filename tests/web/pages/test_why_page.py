from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html import unescape

import pytest
from api import CYCLE, Api
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from runtime.settings import Settings


@pytest.fixture(scope="module")
async def year(app: FastAPI, settings: Settings) -> AsyncIterator[Api]:
    """Signed, with a first quarter."""
    assert settings.local_key is not None
    key = {"Tally-Key": settings.local_key.get_secret_value()}
    transport = ASGITransport(app=app)
    async with AsyncClient(
        transport=transport, base_url="http://127.0.0.1:8600", headers=key
    ) as http:
        api = Api(http=http, organisation="halden-why")
        await api.in_force()
        await api.facts()
        yield api


async def page(api: Api, unit: str = "sales", *, by: str = "sam", **query: str) -> Response:
    address = f"/o/{api.organisation}/cycles/{CYCLE}/units/{unit}/why"
    return await api.http.get(address, headers=api.headers(by), params=query)


async def test_a_number_is_shown_with_every_step_from_the_plan_goal(year: Api) -> None:
    answer = await page(year, seat="emea", by="ana")
    text = unescape(answer.text)

    assert answer.status_code == 200
    assert "Why EMEA, Ana has €44" in re.search(r"<h1>(.*)</h1>", text)[1]  # type: ignore[index]
    assert "Plan goal: $100" in text
    assert "To the other seats, share of last year: -$61.60" in text
    assert "At the plan rate: 1 EUR is 1.1 USD." in text
    assert "Quota: €44" in text
    assert text.count('class="picture"') == 2
    assert "As a table: In EUR, step by step" in text


async def test_each_step_leads_to_its_event(year: Api) -> None:
    told = (await year.read(f"/cycles/{CYCLE}/timeline", unit="sales", limit=1000))["events"]
    proposed = next(one["position"] for one in told if one["type"] == "StretchTargetProposed")

    text = (await page(year, seat="emea")).text

    assert f'/replay?position={proposed}">See it happen: position {proposed}</a>' in text


async def test_the_other_amounts_of_the_same_are_a_link_away(year: Api) -> None:
    portion = (await page(year, seat="emea")).text
    came = unescape((await page(year, seat="emea", of="attainment", period="Q1")).text)
    unit = (await page(year)).text

    assert re.findall(r"\?of=(\w+)&amp;seat=emea", portion) == ["coverage", "attainment"]
    assert re.findall(r"\?of=(\w+)&amp;target=revenue", unit) == ["attainment"]
    assert "Actual of Q1: +€5.50" in came
    assert "It stands against €11: 50" in came


async def test_a_member_is_told_from_the_portion_above_and_a_leader_from_the_plan_goal(
    year: Api,
) -> None:
    unknown = await page(year, "emea", seat="paris")
    links = (await year.http.get(
        f"/o/{year.organisation}/cycles/{CYCLE}/units/sales", headers=year.headers("dana")
    )).text  # fmt: skip
    person = (await year.http.get(
        f"/o/{year.organisation}/cycles/{CYCLE}/people/ana", headers=year.headers("sam")
    )).text  # fmt: skip

    assert unknown.status_code == 404, "nothing was proposed there"
    assert "/units/sales/why?seat=emea" in links
    assert "/units/sales/why?target=revenue" in links
    assert "/units/sales/why?seat=emea" in person


@pytest.mark.parametrize(
    ("query", "status"),
    [({"seat": "nowhere"}, 404), ({"of": "coverage"}, 404), ({"of": "wishes"}, 422)],
)
async def test_what_there_is_not_is_said(year: Api, query: dict[str, str], status: int) -> None:
    assert (await page(year, **query)).status_code == status


@pytest.mark.parametrize("reader", ["paul", "farah", "otto"])
async def test_who_reads_no_such_plan_is_told_no_number(year: Api, reader: str) -> None:
    answer = await page(year, seat="emea", by=reader)

    assert answer.status_code == 403
    assert "€44" not in unescape(answer.text)
