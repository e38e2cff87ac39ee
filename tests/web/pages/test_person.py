from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from api import CYCLE, Api
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from runtime.settings import Settings


@pytest.fixture(scope="module")
async def year(app: FastAPI, settings: Settings) -> AsyncIterator[Api]:
    """Signed, with a first quarter: Ana objected, was answered, and was promised an engineer."""
    assert settings.local_key is not None
    key = {"Tally-Key": settings.local_key.get_secret_value()}
    transport = ASGITransport(app=app)
    async with AsyncClient(
        transport=transport, base_url="http://127.0.0.1:8600", headers=key
    ) as http:
        api = Api(http=http, organisation="halden-person")
        await api.in_force()
        await api.facts()
        yield api


async def page(api: Api, person: str, *, by: str) -> Response:
    address = f"/o/{api.organisation}/cycles/{CYCLE}/people/{person}"
    return await api.http.get(address, headers=api.headers(by))


async def test_a_person_sees_everything_that_they_hold(year: Api) -> None:
    answer = await page(year, "ana", by="ana")

    assert answer.status_code == 200
    assert re.findall(r"<h1>(.*)</h1>", answer.text) == ["Ana"]
    for words in ("Why EMEA is what it is", "The euro zone is flat.", "To you: An engineer"):
        assert words in answer.text
    assert "Portion of version 1, at the plan rate: €44" in answer.text
    assert "Two engineers work in EMEA." in answer.text
    assert re.findall(r'<h2 id="unit-(\w+)"', answer.text) == ["sales", "emea"]


async def test_a_number_is_drawn_from_its_proposal_to_its_quota(year: Api) -> None:
    answer = await page(year, "ana", by="ana")

    assert 'id="why-sales-emea-title"' in answer.text
    assert (
        "From Portion of version 1, at the plan rate, €44, to Quota, €44, in 2 steps."
        in answer.text
    )
    assert "Attainment of EMEA, quarter by quarter" in answer.text


@pytest.mark.parametrize("reader", ["dana", "ruth", "ines", "sam"])
async def test_leaders_up_the_line_planners_and_auditors_see_a_persons_page(
    year: Api, reader: str
) -> None:
    answer = await page(year, "ana", by=reader)

    assert answer.status_code == 200
    assert "What Ana holds" in answer.text


@pytest.mark.parametrize("reader", ["marco", "paul", "olu", "farah"])
async def test_nobody_else_sees_a_persons_page(year: Api, reader: str) -> None:
    answer = await page(year, "ana", by=reader)

    assert answer.status_code == 403
    assert "engineer" not in answer.text


async def test_who_is_unknown_is_refused_in_the_words_for_who_is_not_ones_own(year: Api) -> None:
    unknown, other = await page(year, "zoe", by="marco"), await page(year, "ana", by="marco")

    assert (unknown.status_code, other.status_code) == (403, 403)
    assert "the person whom it is about" in unknown.text
    assert unknown.text.replace("zoe", "ana") == other.text
    assert (await page(year, "zoe", by="sam")).status_code == 404


async def test_who_holds_nothing_is_told_where_to_look(year: Api) -> None:
    answer = await page(year, "sam", by="sam")

    assert answer.status_code == 200
    assert "You hold no portion and lead no unit in Fiscal year 2027." in answer.text
