"""The auditor's page of a cycle: what is counted, drawn, reviewed and listed there, and for whom."""

from __future__ import annotations

import io
from zipfile import ZipFile

import pytest
from api import CYCLE, Api
from browsing import Read
from httpx import AsyncClient


@pytest.fixture
async def api(http: AsyncClient) -> Api:
    found = Api(http=http, organisation="halden-sampling")
    if (await found.get(f"/cycles/{CYCLE}")).status_code != 200:
        await found.in_force()
    return found


async def test_an_auditor_finds_populations_access_rules_and_files_on_one_page(
    api: Api, pages: Read
) -> None:
    page = await pages(api, "/audit", by="sam")

    assert "quota-changes 2 yes" in page.words
    assert "Nobody holds offices on both sides of a decision." in page.words
    assert "Policy and calendar start" in page.words
    assert "from the start" in page.words
    assert "people.csv" in page.words


async def test_a_sample_is_taken_away_from_the_page(api: Api, pages: Read) -> None:
    page = await pages(api, "/audit", by="sam")
    assert 'name="seed"' in page.text

    answer = await api.http.get(
        f"/o/{api.organisation}/cycles/{CYCLE}/audit/sample.zip",
        params={"of": "signatures", "seed": "ours", "n": "2"},
        headers=api.headers("sam"),
    )

    assert answer.headers["content-disposition"] == (
        f'attachment; filename="{CYCLE}-signatures-sample.zip"'
    )
    names = ZipFile(io.BytesIO(answer.content)).namelist()
    assert sum(one.endswith("evidence.html") for one in names) == 2


async def test_a_seed_of_nothing_draws_nothing(api: Api) -> None:
    answer = await api.http.get(
        f"/o/{api.organisation}/cycles/{CYCLE}/audit/sample.zip",
        params={"of": "signatures", "seed": " "},
        headers=api.headers("sam"),
    )
    assert answer.status_code == 422


@pytest.mark.parametrize("who", ["ana", "dana", "ines", "olu", "ruth"])
async def test_nobody_but_an_auditor_comes_in(api: Api, who: str) -> None:
    for path in ("", "/sample.zip?of=signatures&seed=s"):
        answer = await api.http.get(
            f"/o/{api.organisation}/cycles/{CYCLE}/audit{path}", headers=api.headers(who)
        )
        assert answer.status_code == 403
