"""A seller's plan over HTTP: begun in its unit, written, rated by two, and read by whom it concerns."""

from __future__ import annotations

import asyncio
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from api import CYCLE, Api, eur
from httpx import AsyncClient
from permitted import table
from sampling import body

from domain.model import Command
from domain.seller import commands as s
from domain.seller import values as v
from domain.seller.authority import OFFICES
from domain.unit import commands as u

LINE = v.Line(
    id="labs", words="Laboratories in Paris", kind="new_business", quantity=Decimal(4),
    value=eur(30), due_on=date(2027, 6, 30), owner="paul",
)  # fmt: skip
WRITE = s.WriteBusinessPlan(words="Four laboratories", lines=(LINE,))
TRAIN = s.PlanTraining(
    trainings=(
        v.Training(
            id="spectra", words="The new line", starts_on=date(2027, 1, 11),
            ends_on=date(2027, 12, 31),
        ),
    )
)  # fmt: skip
PAY = s.ImportCompensation(
    compensation="comp-27",
    components=(
        v.Component(
            id="new", name="New business", pays="incentive", weight=Decimal(100), lines=("labs",)
        ),
    ),
)
WHO = {
    "seller": "paul",
    "manager": "ana",
    "who takes over": "marco",
    "leader above": "dana",
    "approver": "ruth",
    "planner": "ines",
}


async def of_paul(
    api: Api, *, person: str = "paul", by: str = "paul", holds: Any = lambda _plan: True
) -> dict[str, Any]:
    """Paul's plan, or another's, once it is there and so far."""
    for _ in range(300):
        answer = await api.get(f"/cycles/{CYCLE}/sellers/{person}", by=by)
        if answer.status_code == 200 and holds(answer.json()):
            return dict(answer.json())
        assert answer.status_code in {200, 404}, answer.text
        await asyncio.sleep(0.05)
    raise AssertionError(answer.text[:2000])


async def begun(api: Api) -> None:
    """Version 1 is proposed above; Paul's plan is begun by himself and open."""
    await api.proposed()
    await api.until_there("emea", lambda plan: bool(plan["goals"]))
    await api.give(u.BeginSellerPlans(people=("paul",)), by="paul", unit="emea")
    await of_paul(api)


async def test_a_plan_is_begun_written_and_submitted_and_its_unit_hears_of_it(api: Api) -> None:
    await begun(api)

    for command in (WRITE, s.DeclineTopAccounts(reason="One buyer"), TRAIN, s.SubmitSellerPlan()):
        await api.give(command, by="paul", seller="paul")

    plan = await of_paul(api)
    assert (plan["stage"], plan["submitted"], plan["manager"]) == ("submitted", 1, "ana")
    known = await api.until_there(
        "emea", lambda unit: [one["submitted"] for one in unit["seller_plans"]] == [1]
    )
    assert known["seller_plans"][0]["planned"] == {"currency": "EUR", "amount": "30.00"}
    (row,) = (await api.read(f"/cycles/{CYCLE}/sellers", by="ana"))["sellers"]
    assert (row["person"], row["stage"], row["planned"], row["missing"]) == (
        "paul", "submitted", "30.00", [],
    )  # fmt: skip
    waits = (await api.read("/inbox", by="ana"))["inbox"]
    assert ("seller_plan", "paul") in {(one["kind"], one["subject"]) for one in waits}


async def test_who_reads_a_unit_s_plan_reads_of_its_sellers_plans_only_those_that_are_theirs_to_read(
    api: Api,
) -> None:
    await begun(api)
    for command in (WRITE, s.DeclineTopAccounts(reason="One buyer"), TRAIN, s.SubmitSellerPlan()):
        await api.give(command, by="paul", seller="paul")
    await api.until_there("emea", lambda unit: unit["seller_plans"][0]["submitted"] == 1)
    unit = f"/cycles/{CYCLE}/units/emea"

    for who, read in (("paul", 1), ("ana", 1), ("ruth", 1), ("olu", 0)):
        assert len((await api.read(unit, by=who))["seller_plans"]) == read, who
    events = (await api.read(f"/cycles/{CYCLE}/timeline", unit="emea", by="olu"))["events"]
    told = [one["words"] for one in events if one["type"] == "SellerPlanReported"]
    moment = {"unit": "emea", "at": events[-1]["position"]}
    for eyes in ({}, {"person": "olu"}):
        then = await api.read(f"/cycles/{CYCLE}/replay", **moment, **eyes, by="olu")
        assert then["state"]["seller_plans"] == []

    assert told[-1] == "The plan of Paul is submitted."


async def test_the_same_command_again_gets_its_first_receipt(api: Api) -> None:
    await begun(api)

    first = await api.give(WRITE, by="paul", seller="paul", key="write-1")

    assert await api.give(WRITE, by="paul", seller="paul", key="write-1") == first


async def test_a_dry_run_says_what_would_be_recorded_and_records_nothing(api: Api) -> None:
    await begun(api)

    tried = await api.ask(WRITE, by="paul", seller="paul", dry_run=True)

    assert [one["type"] for one in tried.json()["events"]] == ["BusinessPlanWritten"]
    assert (await of_paul(api))["lines"] == []


async def test_two_people_rate_and_one_of_them_is_refused_the_other_half(api: Api) -> None:
    await begun(api)
    await api.give(WRITE, by="paul", seller="paul")
    await api.give(s.SubmitSellerPlan(), by="paul", seller="paul")
    one = s.RateSellerPlan(version=1, aspect="aggressive", passes=True, words="Four is a lot")
    other = s.RateSellerPlan(version=1, aspect="attainable", passes=False, words="Not without help")

    await api.give(one, by="ana", seller="paul")
    refused = await api.ask(other, by="ana", seller="paul")
    await api.give(other, by="dana", seller="paul")

    assert (refused.status_code, refused.json()["name"]) == (
        409,
        "NeedsTwoPeople",
    )
    assert refused.json()["practice"] == "S3-27"
    assert [one["by"] for one in (await of_paul(api))["ratings"]] == ["ana", "dana"]


async def test_compensation_is_seen_by_its_person_and_their_leader_only(api: Api) -> None:
    await begun(api)
    await api.give(PAY, by="ines", seller="paul")

    seen = {
        who: [
            one["imported"]["compensation"] for one in (await of_paul(api, by=who))["compensations"]
        ]
        for who in ("paul", "ana", "dana", "ines", "sam")
    }

    assert seen == {"paul": ["comp-27"], "ana": ["comp-27"], "dana": [], "ines": [], "sam": []}


async def test_what_practices_find_in_compensation_is_told_to_the_same_two(api: Api) -> None:
    await begun(api)
    understood = s.ConfirmCompensationUnderstood(compensation="comp-27")
    agreed = s.AgreeCompensation(compensation="comp-27", aggressive=True, attainable=True, win=True)
    for command, who in (
        (PAY, "ines"), (s.ExplainCompensation(compensation="comp-27"), "ana"),
        (understood, "paul"), (agreed, "paul"),
    ):  # fmt: skip
        await api.give(command, by=who, seller="paul")

    seen = {
        who: [one["practice"] for one in (await of_paul(api, by=who))["findings"]]
        for who in ("paul", "ana", "dana", "ines", "sam")
    }

    assert seen == {"paul": ["S3-29"], "ana": ["S3-29"], "dana": [], "ines": [], "sam": []}
    (row,) = (await api.read(f"/cycles/{CYCLE}/sellers", by="sam"))["sellers"]
    assert row["findings"] == 0
    practices = (await api.read(f"/cycles/{CYCLE}/practices", by="sam"))["practices"]
    (did,) = (one["did"] for one in practices if one["id"] == "S3-29")
    assert (did["warned"], did["finding"]) == (1, None)


@pytest.mark.parametrize("who", ["marco", "otto", "farah"])
async def test_whom_it_does_not_concern_is_told_nothing_of_it(api: Api, who: str) -> None:
    await begun(api)

    answers = [
        await api.get(f"/cycles/{CYCLE}/sellers/{person}", by=who) for person in ("paul", "nobody")
    ]

    assert [one.status_code for one in answers] == [403, 403]


async def test_a_list_holds_the_plans_that_the_reader_may_see(api: Api) -> None:
    await begun(api)

    seen = {
        who: [
            one["person"] for one in (await api.read(f"/cycles/{CYCLE}/sellers", by=who))["sellers"]
        ]
        for who in ("paul", "ana", "dana", "marco", "sam")
    }

    assert seen == {
        "paul": ["paul"],
        "ana": ["paul"],
        "dana": ["paul"],
        "marco": [],
        "sam": ["paul"],
    }


GIVEN = [kind for kind in s.COMMANDS.values() if OFFICES[kind] != ("system",)]


@pytest.fixture
async def permitted(http: AsyncClient) -> Api:
    """One plan for all of these; they record nothing in it."""
    found = Api(http=http, organisation="halden-sellers-permissions")
    if (await found.get(f"/cycles/{CYCLE}/sellers/paul")).status_code != 200:
        await begun(found)
        won = s.RecordAccountWon(account="orion", farmer="marco")
        await found.give(won, by="paul", seller="paul")
        await of_paul(found, holds=lambda plan: bool(plan["handovers"]))
    return found


@pytest.mark.parametrize("kind", GIVEN)
async def test_each_office_gives_the_commands_that_the_page_says(
    permitted: Api, kind: type[Command]
) -> None:
    said = table("commands of a seller's plan")[kind.__name__]
    command = kind.model_validate(body(kind))

    answers = {
        office: await permitted.ask(command, by=who, seller="paul", dry_run=True)
        for office, who in (*WHO.items(), ("outsider", "otto"), ("HR partner", "farah"))
    }

    assert {name for name, one in answers.items() if one.status_code != 403} == {
        name for name in WHO if said[name]
    }
