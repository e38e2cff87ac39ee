"""A backtest over HTTP: what another policy would have made of what was decided, for whom it concerns."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from api import CYCLE, Api
from httpx import Response
from permitted import table
from test_sellers import begun

from audit import backtest
from audit.backtest import Otherwise
from domain.backtest import Difference
from tests.domain.company import on
from web.backtesting import without_pay

PATH = f"/cycles/{CYCLE}/backtest"


async def asked(api: Api, by: str, body: dict[str, Any] | None = None) -> Response:
    return await api.http.post(
        api.base + PATH, json=body or {"preset": "strict"}, headers=api.headers(by)
    )


async def test_every_decision_is_taken_again_with_the_words_that_temporal_has(api: Api) -> None:
    await api.proposed()

    found = (await asked(api, "ines")).json()

    assert found["decided"] == found["commands"] > 4
    assert (found["plans"], found["unknown"], found["unlike"]) == (2, [], [])
    assert found["policy"]["preset"] == "strict"
    assert found["policy"]["notice_days"] == 14


async def test_a_policy_in_full_says_what_would_have_come_otherwise(api: Api) -> None:
    await api.proposed()
    known = (await api.read(f"/cycles/{CYCLE}"))["policy"]

    found = (
        await asked(api, "dana", {"policy": {**known, "proposal_days_after_session": 2}})
    ).json()

    assert found["by_practice"] == [{"practice": None, "kind": "otherwise", "count": 1}]
    (one,) = found["differences"]
    assert (one["unit"], one["decision"], one["by"]) == ("sales", "SessionHeld", "dana")
    assert one["position"] is not None


@pytest.mark.parametrize("body", [{}, {"preset": "strict", "policy": {}}, {"preset": "lax"}])
async def test_one_policy_is_asked_about(api: Api, body: dict[str, Any]) -> None:
    await api.announced()

    answer = await api.http.post(api.base + PATH, json=body, headers=api.headers("ines"))

    assert answer.status_code == 422


async def test_each_role_backtests_what_the_page_says(api: Api) -> None:
    await begun(api)
    row = table("reads")["backtest a policy"]
    who = {
        "leader": "dana", "leader above": "ruth", "planner": "ines", "auditor": "sam",
        "member": "paul", "HR partner": "farah", "sponsor": "olu",
    }  # fmt: skip

    answers = {role: await asked(api, person) for role, person in who.items()}

    assert {role for role, one in answers.items() if one.status_code == 200} == {
        role for role in who if row[role]
    }
    assert (await asked(api, "ana")).json()["plans"] == 2, "her own unit and its seller"
    assert (await asked(api, "otto")).status_code == 403


def difference(practice: str | None, decision: str) -> Otherwise:
    return Otherwise(
        stream="seller/fy27/paul", unit=None, person="paul", position=7, at=on("2027-02-01"),
        by="ana", decision=decision,
        difference=Difference(kind="warned", words="A part", practice=practice),
    )  # fmt: skip


def test_what_is_found_in_somebody_s_pay_is_for_them_and_who_leads_them() -> None:
    every = [
        difference("S3-16", "CompensationAgreed"),
        difference("S3-29", "SellerPlanAgreed"),
        difference(None, "CompensationImported"),
        difference("S3-28", "SellerPlanSubmitted"),
    ]

    counted = Counter({"CompensationAgreed": 1, "MeetingHeld": 2})
    tested = backtest.Tested(
        commands=4, decided=4, found=every, unknown=counted.copy(), unlike=counted.copy()
    )

    left = without_pay(tested)

    assert [one.decision for one in left.found] == ["SellerPlanSubmitted"]
    assert left.unknown == left.unlike == Counter({"MeetingHeld": 2})


async def test_nothing_is_recorded_of_it(api: Api) -> None:
    await api.proposed()
    before = (await api.unit())["version"]

    await asked(api, "ines", {"preset": "core"})

    assert (await api.unit())["version"] == before
