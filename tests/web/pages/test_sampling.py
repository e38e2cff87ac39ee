"""The auditor's page of a cycle: what is counted, drawn, reviewed and listed there, and for whom."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from zipfile import ZipFile

import pytest
from api import CYCLE, Api
from browsing import Read
from fastapi import FastAPI
from httpx import AsyncClient

import store.read
from projections.moments import Courses
from projections.streams import Streams
from store.pool import open_pool

MOST_QUERIES = 20


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

    assert "Quota changes 2 yes" in page.words
    assert "Nobody holds offices on both sides of a decision." in page.words
    assert "Policy and calendar : from the start" in page.words
    assert "from the start" in page.words
    assert "people.csv" in page.words


@pytest.fixture
async def asked(app: FastAPI, web_database: str) -> AsyncIterator[list[str]]:
    """What the application asks of the record, in its own words, from nothing remembered on."""
    doors, found = app.state.doors, list[str]()
    reader = await open_pool(web_database, "tally_reader", max_size=1)
    async with reader.acquire() as connection:
        connection.add_query_logger(lambda record: found.append(record.query))
    app.state.doors = replace(
        doors, reader=reader, streams=Streams(reader), courses=Courses(reader)
    )
    yield found
    app.state.doors = doors
    await reader.close()


async def test_the_page_asks_a_few_queries_however_many_plans_there_are(
    api: Api, pages: Read, asked: list[str]
) -> None:
    first = await pages(api, "/audit", by="sam")
    asked.clear()
    again = await pages(api, "/audit", by="sam")

    assert again.words == first.words
    assert len(asked) <= MOST_QUERIES, Counter(asked)
    assert asked.count(store.read.STREAMS_AFTER) == 2, "offices, and changes of quotas"
    assert asked.count(store.read.OF_TYPES) == 3, "rules, files, and files of people"


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
