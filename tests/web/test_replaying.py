from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from api import CYCLE, Api, eur, usd
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from domain.unit import commands as u
from runtime.settings import Settings

BASE = f"/cycles/{CYCLE}"


@pytest.fixture(scope="module")
async def year(app: FastAPI, settings: Settings) -> AsyncIterator[Api]:
    """Ana's item was answered, and version 2 answers it."""
    assert settings.local_key is not None
    key = {"Tally-Key": settings.local_key.get_secret_value()}
    transport = ASGITransport(app=app)
    async with AsyncClient(
        transport=transport, base_url="http://127.0.0.1:8600", headers=key
    ) as http:
        api = Api(http=http, organisation="halden-steps")
        await api.answered()
        await api.give(
            u.RevisePlan(
                targets=(u.TargetDraft(add_on=usd("7.80")),),
                portions=(
                    u.RevisedPortion(seat="north", amount=usd("61.60"), adjustment="As before"),
                    u.RevisedPortion(
                        seat="emea", amount=eur("42.00"), causes=("too-high",), adjustment="Hers"
                    ),
                ),
                reason="The orders of the euro zone say so.",
                answers=("too-high",),
            ),
            by="dana", unit="sales",
        )  # fmt: skip
        await api.until_there("emea", lambda plan: plan["goals"][0]["amount"]["amount"] == "42.00")
        yield api


async def positions(api: Api) -> dict[str, int]:
    """Where the first event of each type is in the plan of Sales."""
    told = await api.read(f"{BASE}/timeline", unit="sales", limit=1000)
    return {one["type"]: one["position"] for one in reversed(told["events"])}


def kinds(told: list[dict[str, Any]]) -> list[str]:
    return [one["type"] for one in told]


async def test_one_steps_from_objection_to_answer_to_revision_and_back(year: Api) -> None:
    at = await positions(year)
    place = f"{BASE}/units/sales/step"

    raised = await year.read(place, at=at["PushbackRaised"])
    answered = await year.read(place, at=at["PushbackAnswered"])
    revised = await year.read(place, at=at["PlanRevised"])

    assert kinds(raised["causes"]) == ["StretchTargetProposed"]
    assert kinds(raised["effects"]) == ["PushbackAnswered"]
    assert kinds(answered["causes"]) == ["PushbackRaised"]
    assert kinds(answered["effects"]) == ["KeySuccessFactorAdded", "PlanRevised"]
    assert kinds(revised["causes"]) == ["StretchTargetProposed", "PushbackAnswered"]
    assert revised["causes"][-1]["position"] == answered["step"]["position"]
    assert "GoalSet" in kinds(revised["effects"]), "the unit below plans on it"
    assert "EMEA" in str(answered["changed"]) or "Dana answered Ana" in str(answered["changed"])


async def test_every_step_back_from_the_last_leads_to_the_first(year: Api) -> None:
    place = f"{BASE}/units/sales/step"
    one = await year.read(place)
    assert one["after"] is None
    passed = [one["step"]["version"]]
    while one["before"] is not None:
        here = one["step"]["position"]
        one = await year.read(place, at=one["before"])
        assert one["after"] == here
        passed.append(one["step"]["version"])
        assert one["changed"], one["step"]
    assert passed == list(range(len(passed), 0, -1))


async def test_what_another_plan_caused_is_shown_to_who_reads_that_plan_only(year: Api) -> None:
    told = await year.read(f"{BASE}/timeline", unit="emea", limit=1000)
    goal = [one for one in told["events"] if one["type"] == "GoalSet"][-1]
    place = f"{BASE}/units/emea/step"

    dana = await year.read(place, at=goal["position"], by="dana")
    paul = await year.read(place, at=goal["position"], by="paul")

    assert "PlanRevised" in kinds(dana["causes"])
    assert {one["unit"] for one in paul["causes"]} <= {"emea"}


async def test_the_difference_between_two_moments_is_told_in_words(year: Api) -> None:
    at = await positions(year)
    spans = {"from": at["StretchTargetProposed"], "to": at["PlanRevised"]}

    found = await year.read(f"{BASE}/diff", **spans, by="dana")
    none = await year.read(f"{BASE}/diff", **{"from": spans["to"], "to": spans["to"]})

    words = {one["unit"]: one["words"] for one in found["units"]}["sales"]
    assert "The stretch target of revenue went from USD 110.00 to USD 107.80." in words
    assert (
        "The portion of Ana (EMEA) went from EUR 44.00 to EUR 42.00, because of "
        "pushback of Ana, “The euro zone is flat.”."
    ) in words
    assert any(one.startswith("Dana answered Ana's “The euro zone is flat.”") for one in words)
    assert (none["cycle"], none["units"]) == ([], [])


async def test_the_whole_cycle_is_told_from_its_first_position(year: Api) -> None:
    found = await year.read(f"{BASE}/diff", **{"from": 1, "to": (await positions(year))["GoalSet"]})

    assert "The cycle was preparing; it is announced." in found["cycle"]
    assert any("confirmed USD 100.00 as the plan goal" in one for one in found["cycle"])
    opened = {one["unit"]: one["words"][0] for one in found["units"]}
    assert opened["sales"] == "The plan of Sales opened, led by Dana."


async def test_a_person_sees_it_as_they_could_then_and_an_auditor_as_anyone_could(
    year: Api,
) -> None:
    at = str((await positions(year))["PlanRevised"])

    mine = await year.read(f"{BASE}/replay", at=at, unit="emea", person="paul", by="paul")
    theirs = await year.read(f"{BASE}/replay", at=at, person="paul", by="sam")
    hidden = await year.get(f"{BASE}/replay", at=at, unit="sales", person="paul", by="sam")
    plain = await year.read(f"{BASE}/replay", at=at, by="sam")

    assert mine["state"]["unit"] == "emea"
    assert theirs["state"]["goals"] == []
    assert plain["state"]["goals"] != []
    assert hidden.status_code == 403
    diff = {"from": "1", "to": at, "person": "paul"}
    seen = await year.read(f"{BASE}/diff", by="sam", **diff)
    assert {one["unit"] for one in seen["units"]} == {"emea"}
    assert not any("plan goal" in one for one in seen["cycle"])


@pytest.mark.parametrize("reader", ["ana", "dana", "ines", "olu"])
async def test_nobody_else_sees_as_another_did(year: Api, reader: str) -> None:
    answers = [
        await year.get(f"{BASE}/replay", at="9", person="ruth", by=reader),
        await year.get(f"{BASE}/diff", **{"from": "3", "to": "9", "person": "ruth"}, by=reader),
    ]
    assert [one.status_code for one in answers] == [403, 403]


@pytest.mark.parametrize(
    ("path", "asked", "status"),
    [
        ("/diff", {"from": "9", "to": "3"}, 422),
        ("/diff", {"from": "1", "to": "99999"}, 404),
        ("/diff", {"from": "yesterday", "to": "9"}, 422),
        ("/diff", {"from": "1", "to": "2020-01-01T00:00:00Z"}, 404),
        ("/diff", {"from": "1", "to": "9", "unit": "nowhere"}, 404),
        ("/units/sales/step", {"at": "1"}, 404),
        ("/units/sales/step", {"at": "0"}, 422),
    ],
)
async def test_what_is_no_moment_is_refused_with_words(
    year: Api, path: str, asked: dict[str, str], status: int
) -> None:
    answer = await year.get(f"{BASE}{path}", **asked)

    assert answer.status_code == status
    assert answer.json()["detail"]
