"""Every route and every command as every role, over HTTP, against the tables of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from api import CYCLE, path_of
from everyone import ADDRESS, BOTH, READERS, WHO, Halden, opened, refused, seen
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from httpx import AsyncClient
from permitted import PAGE, table
from sampling import body

from domain.authority.reads import READS
from domain.culture import commands as v
from domain.custody import commands as k
from domain.cycle import commands as c
from domain.incentives import commands as i
from domain.model import Command
from domain.seller import commands as s
from domain.unit import commands as u
from domain.unit.authority import OFFICES
from web.asking import asked_by


@pytest.fixture
async def api(http: AsyncClient) -> Halden:
    """One cycle for all of these; they record nothing in it."""
    found = Halden(http=http, organisation="halden-permissions")
    if (await found.get(f"/cycles/{CYCLE}")).status_code != 200:
        await found.in_force()
        await found.somebody_left_and_somebody_joins()
    return found


def routes(app: FastAPI) -> Iterator[Any]:
    for one in iter_route_contexts(app.routes):
        if getattr(one, "dependant", None) is not None:
            yield one


def test_every_route_asks_or_is_named_as_outside(app: FastAPI) -> None:
    outside = re.findall(r"`(/[^`]*)`", PAGE.partition("## Outside any organisation")[2])
    silent = sorted(
        one.path
        for one in routes(app)
        if asked_by(one) is None
        and one.path != "/"
        and not any(one.path.startswith(prefix) for prefix in outside if prefix != "/")
    )
    assert silent == [], "say what they ask: web/asking.py"


def test_every_route_asks_what_the_page_has_a_row_for(app: FastAPI) -> None:
    commands = (u.COMMANDS, c.COMMANDS, s.COMMANDS, v.COMMANDS, i.COMMANDS, k.COMMANDS)
    known = {rule.action for rule in READS}.union(*commands) | set(k.COMMANDS)
    asked = {asked_by(one) for one in routes(app)} - {None}
    assert asked - known == set()


SAID = {
    "RaisePushback": {"seat": "emea"},
    "ReplaceUnitLeader": {"unit": "sales"},
}


@pytest.mark.parametrize(
    "kind",
    [one for one in u.COMMANDS.values() if one is not u.PassTime and OFFICES[one] != ("system",)],
)
async def test_each_role_gives_the_commands_of_a_unit_that_the_page_says(
    api: Halden, kind: type[Command]
) -> None:
    said = table("commands of a unit")[kind.__name__]
    command = kind.model_validate(body(kind, **SAID.get(kind.__name__, {})))

    answers = {
        role: await api.ask(command, by=who, unit="sales", dry_run=True)
        for role, who in WHO.items()
    }

    assert {role for role, one in answers.items() if not refused(one)} == {
        role for role in WHO if said[role]
    }
    assert max(one.status_code for one in answers.values()) < 500


@pytest.mark.parametrize("kind", [one for one in c.COMMANDS.values() if one is not c.EndUnitPlan])
async def test_each_role_gives_the_commands_of_a_cycle_that_the_page_says(
    api: Halden, kind: type[Command]
) -> None:
    said = table("commands of a cycle")[kind.__name__]
    known: dict[str, Any] = SAID.get(kind.__name__, {})
    if kind is c.StartCycle:
        roles = {"leader_above": "ruth", "planners": list(WHO.values())}
        known = {"roles": roles, "cycle": "fy28"}
    command = kind.model_validate(body(kind, **known))

    answers = {role: await api.ask(command, by=who, dry_run=True) for role, who in WHO.items()}

    assert {role for role, one in answers.items() if not refused(one)} == {
        role for role in WHO if said[role]
    }


@pytest.mark.parametrize(
    "kind", [one for one in u.COMMANDS.values() if OFFICES[one] == ("system",)]
)
async def test_what_the_service_gives_itself_has_no_route(api: Halden, kind: type[Command]) -> None:
    address = f"{api.base}/cycles/{CYCLE}/units/sales/{path_of(kind.model_construct())}"
    answer = await api.http.post(address, json={}, headers=api.headers("dana"))
    assert answer.status_code in {404, 405}


async def test_each_role_reads_the_plans_that_the_page_says(api: Halden, app: FastAPI) -> None:
    wrong = []
    for one in routes(app):
        if "{unit}" not in one.path or not one.path.startswith("/v1") or "GET" not in one.methods:
            continue
        for role, who in READERS.items():
            answers = {unit: await opened(api, one.path, who, unit) for unit in BOTH}
            read = {unit for unit, answer in answers.items() if answer.status_code != 403}
            if read != seen(role, str(asked_by(one))):
                wrong.append((one.path, role, read))
            assert max(answer.status_code for answer in answers.values()) < 500, one.path
    assert wrong == []


async def test_only_the_roles_that_the_page_says_sit_at_the_auditors_desk(
    api: Halden, app: FastAPI
) -> None:
    desk = [one.path for one in routes(app) if asked_by(one) == "audit" and "GET" in one.methods]
    said = table("reads")["audit"]

    answers = {
        (path, role): await opened(api, path, who, "sales")
        for path in desk
        for role, who in READERS.items()
    }

    assert len(desk) > 4
    assert {role for (_, role), one in answers.items() if one.status_code != 403} == {
        role for role in READERS if said[role]
    }
    assert max(one.status_code for one in answers.values()) < 500


@pytest.mark.parametrize("role", READERS)
async def test_a_list_holds_what_the_page_says_the_role_reads(api: Halden, role: str) -> None:
    who = READERS[role]
    takes_part = bool(table("reads")["read within own view"][role])

    lists = {
        name: await api.get(f"/cycles/{CYCLE}/{name}", by=who)
        for name in ("units", "seats", "summary")
    }

    assert {one.status_code for one in lists.values()} == ({200} if takes_part else {403})
    if takes_part:
        for name in ("units", "seats", "summary"):
            rows = lists[name].json()["units" if name == "summary" else name]
            assert {row["unit"] for row in rows} == seen(role, "read plan"), name


@pytest.mark.parametrize("role", [one for one in READERS if one not in {"operator", "outsider"}])
async def test_the_cycle_shows_people_and_numbers_as_the_page_says(api: Halden, role: str) -> None:
    rows, who = table("reads"), READERS[role]

    state = await api.read(f"/cycles/{CYCLE}", by=who)
    told = await api.read(f"/cycles/{CYCLE}/timeline", by=who, limit=1000)
    people = (await api.get(f"/cycles/{CYCLE}/exports/people.csv", by=who)).text

    units = {one["draft"]["unit"] for one in state["units"]}
    numbers = {
        one["draft"]["unit"]
        for one in state["units"]
        if any(seat["last_year"] for seat in one["draft"]["seats"])
    }
    goal = rows["read the company's goal"][role] == "cycle" or "sales" in seen(
        role, "read the company's goal"
    )
    assert numbers == seen(role, "read plan")
    assert units == numbers | seen(role, "read people")
    assert bool(state["goals"]) == goal
    assert ("PlanGoalConfirmed" in {one["type"] for one in told["events"]}) == goal
    assert {one["unit"] for one in told["events"]} - {None} == seen(role, "read timeline")
    assert {unit for unit in BOTH if f"\n{unit}," in people} == seen(role, "read people")


async def test_no_page_of_a_cycle_opens_for_who_may_not_see_it(api: Halden, app: FastAPI) -> None:
    """Whom it opens for is each page's own test; whom it does not, is here."""
    wrong = []
    for one in routes(app):
        if not one.path.startswith("/o/{organisation}/cycles/{cycle}") or "GET" not in one.methods:
            continue
        for role, who in READERS.items():
            hidden = {"sales", "emea"} - seen(role, "read plan") if "{unit}" in one.path else set()
            outside = not table("reads")["read within own view"][role]
            for unit in {"sales"} if outside else hidden:
                answer = await opened(api, one.path, who, unit)
                if answer.status_code not in {403, 404, 422}:
                    wrong.append((one.path, role, unit, answer.status_code))
    assert wrong == []


async def test_no_form_of_a_cycle_is_taken_from_who_has_no_part_in_it(
    api: Halden, app: FastAPI
) -> None:
    wrong = []
    for one in routes(app):
        if not one.path.startswith("/o/{organisation}/cycles/{cycle}") or "POST" not in one.methods:
            continue
        path = one.path
        for name, value in {**ADDRESS, "organisation": api.organisation, "unit": "sales"}.items():
            path = path.replace(f"{{{name}}}", value)
        headers = {**api.headers("otto"), "Sec-Fetch-Site": "same-origin"}
        answer = await api.http.post(path, data={"command_id": "k"}, headers=headers)
        if answer.status_code not in {403, 404, 422}:
            wrong.append((path, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("path", ["", "/units", "/units/sales", "/timeline", "/summary"])
async def test_another_company_s_address_tells_nothing(api: Halden, path: str) -> None:
    there = await api.get(f"/cycles/{CYCLE}{path}", by="otto")
    nowhere = await api.get(f"/cycles/fy99{path}", by="otto")
    elsewhere = await api.http.get(
        f"/v1/nobody-s/cycles/{CYCLE}{path}", headers=api.headers("dana")
    )

    assert {one.status_code for one in (there, nowhere, elsewhere)} == {403}
    assert there.json()["detail"] == f"otto has no part in {CYCLE}."
    assert nowhere.json()["detail"] == "otto has no part in fy99."
    assert elsewhere.json()["detail"] == f"dana has no part in {CYCLE}."


async def test_only_offices_that_have_to_do_with_time_tell_a_rehearsal_the_time(
    api: Halden,
) -> None:
    said = table("commands of a unit")["PassTime"]

    answers = {
        role: await api.http.post(
            f"{api.base}/cycles/{CYCLE}/pass-time", json={}, headers=api.headers(who)
        )
        for role, who in WHO.items()
        if role != "member"  # who leads a unit below, and may tell the time there
    }

    allowed = {role for role, one in answers.items() if one.status_code == 200}
    assert allowed == {role for role in answers if said[role]}
