"""A second cycle over the pages: the same people have the same ids, and only a planner starts it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from api import CYCLE, Api, start

from tests.web.pages.test_start import THREE_COLUMNS, Starter, words

HEADER, DANA, ANA, MARCO = THREE_COLUMNS.decode().splitlines(keepends=True)
FIRST = {"Dana Reyes": "p1", "Ana Souza": "p2", "Marco Rossi": "p3"}
ANOTHER_ORDER = (HEADER + MARCO + ANA + DANA).encode()


@pytest.fixture
async def starter(api: Api) -> Starter:
    """Ines, after the year before was started and its people imported."""
    await api.give(start(cycle="fy26"))
    answer = await api.http.post(
        f"{api.base}/cycles/fy26/imports/people",
        content=THREE_COLUMNS,
        headers={**api.headers("ines"), "Content-Type": "text/csv"},
    )
    assert answer.status_code == 200, answer.text
    assert await ids(api, "fy26") == FIRST
    return Starter(api.http, api.organisation)


async def ids(api: Api, cycle: str = CYCLE) -> dict[str, str]:
    state = await api.read(f"/cycles/{cycle}", by="ines")
    units = (unit["draft"] for unit in state["units"])
    return {one["name"]: one["id"] for unit in units for one in unit["people"]}


async def test_another_order_next_year_gives_everybody_their_id(starter: Starter, api: Api) -> None:
    await starter.ready(ANOTHER_ORDER)

    pressed = await starter.post("/check")

    assert pressed.status_code == 303, words(pressed)
    assert await ids(api) == FIRST


async def test_a_rehearsal_has_the_same_people_under_the_same_ids(
    starter: Starter, api: Api
) -> None:
    await starter.ready(ANOTHER_ORDER)

    pressed = await starter.post("/rehearse")

    assert pressed.status_code == 303, words(pressed)
    home = re.match(r"/o/([^/]+)/", pressed.headers["location"])
    assert home is not None
    assert await ids(Api(api.http, home[1])) == FIRST


async def test_an_office_goes_to_who_had_the_address_the_year_before(
    starter: Starter, api: Api
) -> None:
    await starter.ready((HEADER + DANA + ANA).encode(), sponsors="olu, marco@halden.example")

    pressed = await starter.post("/check")

    assert pressed.status_code == 303, words(pressed)
    state = await api.read(f"/cycles/{CYCLE}", by="ines")
    assert state["roles"]["sponsors"] == ["olu", "p3"]


SWAPPED = HEADER + DANA + ANA.replace(",ana@", ",marco@") + MARCO.replace(",marco@", ",ana@")


async def test_swapped_addresses_are_shown_by_cell_before_anything_starts(
    starter: Starter,
) -> None:
    await starter.answered()

    files = await starter.send("people", SWAPPED.encode())
    pressed = await starter.post("/check")

    assert "this is the address of Marco Rossi (p3), and Ana Souza is p2" in words(files)
    assert (files.status_code, pressed.status_code) == (409, 409)


async def test_who_may_not_start_here_learns_nobody_s_id_from_a_file(starter: Starter) -> None:
    stranger = replace(starter, person="otto")
    await stranger.answered()

    files = await stranger.send("people", SWAPPED.encode())

    assert files.status_code == 303, words(files)
    assert "is the address of" not in words(await stranger.get("/check"))
