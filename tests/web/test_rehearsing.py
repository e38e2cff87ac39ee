"""A rehearsal: begun apart with the same checks, marked on every page, and told to nobody."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

import pytest
from api import CYCLE, Api, start
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from httpx import Response
from people import account_of

from domain.calendar import WorkingDays
from identity import accounts, tokens
from store import read
from store.pool import Pool
from store.pool import session as connected

PEOPLE = b"""name,email,manager
Dana Reyes,dana@halden.example,
Ana Souza,ana@halden.example,dana@halden.example
Marco Rossi,marco@halden.example,dana@halden.example
"""
MARK = 'class="watermark"'
NO_PAGES_OF_THEIR_OWN = ("/changes", "/sheet.", "people-template", "problems.xlsx")


def said(people: bytes = PEOPLE, **changed: str) -> dict[str, Any]:
    today = datetime.now(UTC).date()
    answers = {
        "name": "The next year",
        "cycle": CYCLE,
        "starts_on": f"{today.year + 1}-01-01",
        "currency": "USD",
        "zone": "America/New_York",
        "planners": "ines",
        "leader_above": "ruth",
        "approvers": "ruth, olu",
        "sponsors": "olu",
        "administrators": "ines",
        "signed_by": str(WorkingDays().shift(today, 70)),
        **changed,
    }
    content = base64.b64encode(people).decode()
    return {
        "answers": answers,
        "files": {"people": {"name": "people.csv", "content": content}},
        "goal": "1000.00",
    }


async def rehearsed(api: Api, body: dict[str, Any] | None = None, **query: str) -> Response:
    return await api.http.post(
        f"{api.base}/rehearsals", json=body or said(), headers=api.headers("ines"), params=query
    )


async def test_it_is_begun_in_an_organisation_of_its_own_and_the_real_record_stays_as_it_was(
    api: Api, record: Pool
) -> None:
    answer = await rehearsed(api)
    again = await rehearsed(api)
    other = await rehearsed(api, said(name="Another year"))

    home = answer.json()["organisation"]
    assert answer.status_code == 200, answer.text
    assert home.startswith(f"{api.organisation}-rehearsal-")
    assert again.json() == {**answer.json(), "drafts": 0}, "the second press finds it done"
    assert other.json()["organisation"] != home
    assert (answer.json()["rows"], answer.json()["drafts"]) == ({"people": 3}, 1)
    assert await read.head(record, api.organisation) == 0
    there = Api(http=api.http, organisation=home)
    state = await there.read(f"/cycles/{CYCLE}", by="ines")
    assert state["rehearsal"] is True
    assert [person["name"] for one in state["units"] for person in one["draft"]["people"]] == [
        "Dana Reyes", "Ana Souza", "Marco Rossi",
    ]  # fmt: skip


async def test_a_dry_run_says_what_it_would_be_and_begins_nothing(api: Api, record: Pool) -> None:
    answer = await rehearsed(api, dry_run="true")

    assert (answer.status_code, answer.json()["dry_run"]) == (200, True)
    assert await read.head(record, answer.json()["organisation"]) == 0


async def test_a_file_with_problems_is_answered_with_every_cell_and_begins_nothing(
    api: Api,
) -> None:
    answer = await rehearsed(api, said(PEOPLE.replace(b",dana@halden.example\nM", b",nobody\nM")))

    assert (answer.status_code, answer.json()["name"]) == (409, "FileHasProblems")
    assert "nobody" in str(answer.json())


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"signed_by": ""}, "signed_by"),
        ({"leader_above": ""}, "leader_above"),
        ({"zone": "Mars/Olympus"}, "zone"),
        ({"motto": "Faster"}, "motto"),
    ],
)
async def test_an_answer_that_cannot_be_used_is_refused_by_its_question(
    api: Api, changed: dict[str, str], named: str
) -> None:
    answer = await rehearsed(api, said(**changed))

    assert (answer.status_code, answer.json()["name"]) == (409, "Invalid")
    assert named in str(answer.json()["missing"])


async def test_every_page_of_a_rehearsal_says_that_it_is_one(api: Api, app: FastAPI) -> None:
    home = (await rehearsed(api)).json()["organisation"]
    known = {"organisation": home, "cycle": CYCLE, "unit": "p1", "person": "p2"}
    unmarked, seen = [], 0
    for route in iter_route_contexts(app.routes):
        path = route.path
        if not path.startswith("/o/{organisation}") or "GET" not in route.methods:
            continue
        if any(part in path for part in NO_PAGES_OF_THEIR_OWN):
            continue
        for name, value in known.items():
            path = path.replace(f"{{{name}}}", value)
        answer = await api.http.get(path, headers=api.headers("ines"))
        if answer.status_code == 200 and "text/html" in answer.headers["content-type"]:
            seen += 1
            unmarked += [] if MARK in answer.text else [path]

    assert unmarked == []
    assert seen >= 8


@pytest.mark.parametrize("begun", [True, False])
async def test_a_rehearsal_and_a_real_cycle_never_stand_in_one_organisation(
    api: Api, begun: bool
) -> None:
    await api.give(start(rehearsal=begun))

    other = await api.ask(start(cycle="fy28", rehearsal=not begun))

    assert (other.status_code, other.json()["name"]) == (409, "Invalid")
    words = "is a rehearsal: start the real cycle" if begun else "has real cycles: a rehearsal has"
    assert words in other.json()["detail"]


async def test_whoever_rehearses_with_a_token_is_the_same_person_there(
    api: Api, app: FastAPI
) -> None:
    account = await account_of(app, "ines", api.organisation)
    async with connected(app.state.doors.writer) as connection:
        _, secret = await tokens.make(
            connection, account, organisation=api.organisation, name="a script",
            scope="decide", at=app.state.doors.now(),
        )  # fmt: skip

    answer = await api.http.post(
        f"{api.base}/rehearsals", json=said(), headers={"Authorization": f"Bearer {secret}"}
    )

    async with connected(app.state.doors.writer) as connection:
        found = await accounts.of_id(connection, account.id)
    assert answer.status_code == 200, answer.text
    there = found.in_organisation(answer.json()["organisation"])
    assert there is not None
    assert there.person == "ines"
