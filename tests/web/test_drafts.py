from __future__ import annotations

import asyncpg
import pytest
from api import Api
from fastapi import FastAPI
from test_scenarios import TEN, ready
from test_scenarios import kept as keeps_scenario

from store import read
from store.pool import Pool
from web.drafts import MOST, ROOM, Writing, hand_over

MANY = """
    INSERT INTO tally.drafts (organisation, person, id, cycle, body, updated_at)
    SELECT $1, $2, 'd' || number, 'fy27', '"mine"', '2026-10-01' FROM generate_series(1, $3) AS number
"""
LARGE = """
    INSERT INTO tally.drafts (organisation, person, id, cycle, body, updated_at)
    VALUES ($1, $2, 'd1', 'fy27', to_jsonb(repeat('x', $3)), '2026-10-01')
"""
QUOTES = 2


async def full(url: str, api: Api, statement: str, much: int, person: str = "ines") -> None:
    """A person's drafts, as they would be had they kept them one after another."""
    connection = await asyncpg.connect(url)
    await connection.execute(statement, api.organisation, person, much)
    await connection.close()


async def test_a_draft_is_kept_changed_and_dropped_without_a_trace(api: Api, record: Pool) -> None:
    path, headers = f"{api.base}/drafts/objection", api.headers("ana")
    body = {"cycle": "fy27", "unit": "sales", "body": {"words": "Far too high!"}}

    first = await api.http.put(path, json=body, headers=headers)
    again = await api.http.put(path, json={**body, "body": [1.5, None]}, headers=headers)
    listed = await api.read("/drafts", by="ana")
    gone = await api.http.delete(path, headers=headers)

    assert first.status_code == again.status_code == 200
    assert [(one["id"], one["body"]) for one in listed["drafts"]] == [("objection", [1.5, None])]
    assert gone.status_code == 204
    assert (await api.get("/drafts/objection", by="ana")).status_code == 404
    assert await read.head(record, api.organisation) == 0


async def test_a_draft_is_read_only_by_who_wrote_it(api: Api) -> None:
    body = {"cycle": "fy27", "body": "mine"}
    await api.http.put(f"{api.base}/drafts/d", json=body, headers=api.headers("ana"))

    assert (await api.read("/drafts/d", by="ana"))["body"] == "mine"
    for other in ("dana", "ines", "sam"):
        assert (await api.get("/drafts/d", by=other)).status_code == 404
        assert (await api.read("/drafts", by=other)) == {"drafts": []}
        dropped = await api.http.delete(f"{api.base}/drafts/d", headers=api.headers(other))
        assert dropped.status_code == 404
    elsewhere = await api.http.get("/v1/another/drafts/d", headers=api.headers("ana"))
    assert elsewhere.status_code == 404


async def test_a_draft_with_a_nul_is_refused(api: Api) -> None:
    answer = await api.http.put(
        f"{api.base}/drafts/d",
        content=b'{"cycle": "fy27", "body": {"a\\u0000": 1}}',
        headers={**api.headers("ana"), "Content-Type": "application/json"},
    )

    assert answer.status_code == 422


@pytest.mark.parametrize(("statement", "much"), [(MANY, MOST), (LARGE, ROOM - QUOTES)])
async def test_a_draft_beyond_the_room_that_a_person_has_is_refused_and_all_others_stay(
    api: Api, web_database: str, statement: str, much: int
) -> None:
    await ready(api)
    await full(web_database, api, statement, much)
    body = {"cycle": "fy27", "body": "more"}

    refused = await api.http.put(f"{api.base}/drafts/new", json=body, headers=api.headers("ines"))
    scenario = await keeps_scenario(api, TEN)
    changed = await api.http.put(f"{api.base}/drafts/d1", json=body, headers=api.headers("ines"))
    another = await api.http.put(f"{api.base}/drafts/new", json=body, headers=api.headers("ana"))

    for answer in (refused, scenario):
        assert (answer.status_code, answer.json()["name"]) == (409, "NoRoomForDrafts")
        assert answer.json()["missing"] == [
            "delete drafts or scenarios that you no longer need, then keep this again"
        ]
    assert (changed.status_code, another.status_code) == (200, 200), "hers again, and another's"
    assert len((await api.read("/drafts", by="ines"))["drafts"]) == (
        MOST if statement == MANY else 1
    )


async def test_a_draft_that_has_grown_beyond_the_room_stays_as_it_was(
    api: Api, web_database: str
) -> None:
    await full(web_database, api, LARGE, ROOM - 100)
    path, headers = f"{api.base}/drafts/small", api.headers("ines")
    await api.http.put(path, json={"cycle": "fy27", "body": "short"}, headers=headers)

    grown = await api.http.put(path, json={"cycle": "fy27", "body": "long" * 25}, headers=headers)

    assert grown.status_code == 409
    assert (await api.read("/drafts/small", by="ines"))["body"] == "short"


async def test_a_dropped_draft_makes_room(api: Api, web_database: str) -> None:
    await full(web_database, api, MANY, MOST)
    body, headers = {"cycle": "fy27", "body": "more"}, api.headers("ines")

    await api.http.delete(f"{api.base}/drafts/d1", headers=headers)

    kept = await api.http.put(f"{api.base}/drafts/new", json=body, headers=headers)
    assert kept.status_code == 200


async def test_who_has_no_room_is_handed_nothing(api: Api, app: FastAPI, web_database: str) -> None:
    prepared = Writing(cycle="fy27", unit="sales", body="prepared")
    where = (app.state.doors, api.organisation)

    assert await hand_over(*where, "ines", "first", prepared)
    assert not await hand_over(*where, "ines", "first", prepared), "she has one of that id"
    await full(web_database, api, MANY, MOST)
    assert not await hand_over(*where, "ines", "second", prepared)
