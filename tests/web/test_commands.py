from __future__ import annotations

import re
from datetime import date

import pytest
from api import CYCLE, Api, path_of, person, proposal, start
from fastapi import FastAPI

from domain.cycle import commands as c
from domain.model import Command
from domain.people import Roles
from domain.unit import commands as u
from domain.unit.authority import OFFICES
from store import read
from store.entry import entry_of
from store.pool import Pool
from web.commands import kebab

UNIT = f"/cycles/{CYCLE}/units/sales"


def test_every_command_that_a_person_may_give_has_a_route(app: FastAPI) -> None:
    paths = set(app.openapi()["paths"])
    for_people = [kind for kind, offices in OFFICES.items() if set(offices) != {"system"}]

    assert set(OFFICES) == set(u.COMMANDS.values())
    for kind in for_people:
        unit = "" if kind is u.PassTime else "/units/{unit}"
        assert f"/v1/{{organisation}}/cycles/{{cycle}}{unit}/{kebab(kind)}" in paths
    of_cycles: list[type[Command]] = [
        k for k in c.COMMANDS.values() if k not in {c.StartCycle, c.EndUnitPlan}
    ]
    for kind in of_cycles:
        assert f"/v1/{{organisation}}/cycles/{{cycle}}/{kebab(kind)}" in paths


def test_no_command_that_plans_give_each_other_has_a_route(app: FastAPI) -> None:
    paths = "\n".join(app.openapi()["paths"])
    between = [kind for kind, offices in OFFICES.items() if set(offices) == {"system"}]

    assert u.MarkTime in between
    hidden: list[type[Command]] = [*between, c.EndUnitPlan]
    for kind in hidden:
        assert not re.search(rf"/{kebab(kind)}$", paths, re.MULTILINE)


def test_a_command_s_body_is_described(app: FastAPI) -> None:
    post = app.openapi()["paths"]["/v1/{organisation}/cycles/{cycle}/units/{unit}/raise-pushback"][
        "post"
    ]

    schema = post["requestBody"]["content"]["application/json"]["schema"]
    assert schema == {"$ref": "#/components/schemas/RaisePushback"}
    assert {"200", "403", "404", "409", "422", "503"} <= set(post["responses"])


async def test_a_receipt_names_what_the_record_holds(api: Api, record: Pool) -> None:
    receipt = await api.give(start(), key="begin")

    (recorded,) = await read.stream(record, api.organisation, f"cycle/{CYCLE}")
    assert receipt["command_id"] == "begin"
    assert receipt["hashes"] == [recorded.hash]
    assert receipt["types"] == ["CycleStarted"]


async def test_a_command_without_a_key_is_given_one(api: Api) -> None:
    answer = await api.http.post(
        f"{api.base}/cycles",
        json=start().model_dump(mode="json"),
        headers={"Tally-Person": "ines"},
    )

    assert answer.status_code == 200
    assert re.fullmatch(r"[0-9a-f-]{36}", answer.json()["command_id"])


async def test_a_second_start_is_refused(api: Api) -> None:
    await api.give(start())

    answer = await api.ask(start(name="Another"))

    assert answer.status_code == 409
    assert answer.json()["name"] == "AlreadyExists"


async def test_the_same_key_again_gets_the_first_receipt(api: Api, record: Pool) -> None:
    first = await api.give(start(), key="once")

    assert await api.give(start(), key="once") == first
    assert await read.length(record, api.organisation, f"cycle/{CYCLE}") == 1


async def test_the_same_key_with_other_content_is_refused(api: Api) -> None:
    await api.give(start(), key="once")

    answer = await api.ask(start(name="Something else"), key="once")

    assert (answer.status_code, answer.json()["name"]) == (409, "CommandIdReused")


async def test_a_dry_run_says_what_would_be_recorded_and_records_nothing(
    api: Api, record: Pool
) -> None:
    await api.announced()
    before = await read.head(record, api.organisation)
    session = u.HoldSession(held_at=api.now, agenda="The target", attendees=("marco",))

    answer = await api.ask(session, by="dana", unit="sales", dry_run=True)

    assert answer.status_code == 200
    assert [one["type"] for one in answer.json()["events"]] == ["SessionHeld"]
    assert answer.json()["findings"] == []
    assert await read.head(record, api.organisation) == before


async def test_a_dry_run_is_refused_as_the_command_would_be(api: Api) -> None:
    await api.announced()

    tried = await api.ask(proposal(), by="dana", unit="sales", dry_run=True)
    given = await api.ask(proposal(), by="dana", unit="sales")

    assert tried.status_code == given.status_code == 409
    assert tried.json() == given.json()
    assert tried.json()["practice"] == "S0-05"
    assert tried.json()["missing"]


async def test_who_may_give_a_seat_and_read_no_quota_is_told_none_by_a_dry_run(api: Api) -> None:
    api.flat = True
    await api.in_force()
    left = u.HandOverSeat(seat="north", successor=None, left_on=api.now.date())
    await api.give(left, by="farah", unit="sales")
    fills = u.FillSeat(seat="north", person=person("joe"), joins_on=date(2027, 1, 4))

    for who, amount in (("dana", {"amount": "53.90", "currency": "USD"}), ("farah", None)):
        tried = (await api.ask(fills, by=who, unit="sales", dry_run=True)).json()
        assert [one["type"] for one in tried["events"]] == ["SeatFilled"]
        assert (tried["events"][0]["payload"] or {}).get("amount") == amount, who


async def test_findings_stand_on_the_receipt(api: Api) -> None:
    await api.proposed()

    item = u.RaisePushback(item="bare", version=1, kind="realism", words="No.", seat="north")
    receipt = await api.give(item, by="marco", unit="sales")

    assert [one["practice"] for one in receipt["findings"]] == ["S0-13"]


async def test_a_commitment_is_not_taken_back_and_the_attempt_is_recorded(
    api: Api, record: Pool
) -> None:
    await api.in_force()
    revoke = u.RevokeCommitment(commitment="engineer", words="A freeze.")

    tried = await api.ask(revoke, by="dana", unit="sales", dry_run=True)
    before = await read.length(record, api.organisation, f"unit/{CYCLE}/sales")
    given = await api.ask(revoke, by="dana", unit="sales")

    for answer in (tried, given):
        assert answer.status_code == 409
        assert answer.json()["name"] == "CommitmentIsIrrevocable"
        assert answer.json()["practice"] == "S0-22"
    recorded = await read.stream(record, api.organisation, f"unit/{CYCLE}/sales", after=before)
    assert [entry_of(one).type for one in recorded] == ["RevocationRefused"]


async def test_who_may_not_is_told_so_with_403(api: Api) -> None:
    await api.announced()

    answer = await api.ask(proposal(), by="marco", unit="sales")

    assert (answer.status_code, answer.json()["name"]) == (403, "NotAuthorised")


async def test_what_is_not_there_is_404_for_who_knows_what_is_there(api: Api) -> None:
    await api.announced()

    nowhere = await api.ask(proposal(), by="ines", unit="nowhere")

    assert (nowhere.status_code, nowhere.json()["name"]) == (404, "Unknown")


@pytest.mark.parametrize("dry_run", [False, True])
async def test_who_has_no_part_is_not_told_whether_a_plan_is_there(api: Api, dry_run: bool) -> None:
    await api.announced()

    said = [
        (await api.ask(proposal(), by="paul", unit=unit, dry_run=dry_run)).json()["detail"]
        for unit in ("sales", "nowhere")
    ]
    cycles = [
        (await api.ask(c.AnnounceCycle(), by="otto", cycle=cycle, dry_run=dry_run)).json()
        for cycle in (CYCLE, "fy99")
    ]

    assert said == ["paul has no part in sales.", "paul has no part in nowhere."]
    assert [one["detail"] for one in cycles] == [
        f"otto has no part in {CYCLE}.",
        "otto has no part in fy99.",
    ]
    assert {one["status"] for one in cycles} == {403}


async def test_a_later_cycle_is_started_by_a_planner_or_administrator_of_the_company(
    api: Api,
) -> None:
    await api.give(start())
    next_year = start(cycle="fy28", roles=Roles(leader_above="ruth", planners=("otto",)))

    stranger = await api.ask(next_year, by="otto")
    planner = await api.ask(start(cycle="fy28"), by="ines")

    assert (stranger.status_code, stranger.json()["name"]) == (403, "NotAuthorised")
    assert "A planner or an administrator" in stranger.json()["detail"]
    assert planner.status_code == 200


async def test_time_passes_in_every_unit_of_a_rehearsal(api: Api) -> None:
    await api.proposed()
    api.now = api.now.replace(day=8)

    answer = await api.http.post(
        f"{api.base}/cycles/{CYCLE}/pass-time", json={}, headers=api.headers("ines")
    )

    assert answer.status_code == 200, answer.text
    assert answer.json() == {"units": ["sales", "emea"]}
    missed = await api.read(f"/cycles/{CYCLE}/timeline", unit="sales", limit=500)
    assert "DeadlineMissed" in {one["type"] for one in missed["events"]}


async def test_the_receipt_can_be_asked_for_again(api: Api) -> None:
    await api.proposed()
    given = await api.give(u.StateNoConcerns(version=1), by="marco", unit="sales", key="mine")

    found = await api.read(f"/receipts/{CYCLE}/mine", by="marco", unit="sales")

    assert found == {**given, "witnessed": False}
    assert (await api.get(f"/receipts/{CYCLE}/other")).status_code == 404


def test_a_command_s_address_is_its_name_in_kebab_case() -> None:
    command = u.StateNoConcerns(version=1)

    assert path_of(command) == kebab(u.StateNoConcerns) == "state-no-concerns"


async def test_a_dry_run_is_judged_by_the_clock_that_the_rehearsal_was_told(api: Api) -> None:
    await api.announced()
    session = u.HoldSession(held_at=api.now, agenda="The target", attendees=("marco",))
    await api.give(session, by="dana", unit="sales")
    headers = api.headers("dana")
    del headers["Tally-At"]  # its clock stands; that of the wall is far ahead

    answer = await api.http.post(
        f"{api.base}/cycles/{CYCLE}/units/sales/{path_of(proposal())}",
        json=proposal().model_dump(mode="json"),
        headers=headers,
        params={"dry_run": "true"},
    )

    assert answer.status_code == 200, answer.text
