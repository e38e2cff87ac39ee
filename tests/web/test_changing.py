"""Changes of rules with both people, and control totals of files against what is on the record."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from api import CYCLE, Api
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from imported import HALDEN, begun, sent

from domain.cycle import commands as c
from domain.people import Role
from domain.policy import GateMode, Policy
from domain.unit import commands as u
from runtime.settings import Settings

BASE = f"/cycles/{CYCLE}/audit"
ROWS = "seat,period,amount,currency\nnorth,Q1,15.40,USD\nemea,Q1,5.50,EUR\n"
POLICY = Policy(reminder_days=(-3,), overrides=(GateMode(practice="S0-05", mode="warn"),))


@pytest.fixture(scope="module")
async def desk(app: FastAPI, settings: Settings) -> AsyncIterator[Api]:
    """Another policy was agreed and a second is proposed; one gate is waived, one was not."""
    async with _opened(app, settings) as http:
        api = Api(http=http, organisation="halden-rules", flat=True)
        await api.proposed()
        grants = (Role(office="approver", person="nina"),)
        await api.give(c.ProposeRoles(change="new", reason="A second one", grants=grants))
        await api.give(c.AgreeToRoles(change="new"), by="olu")
        await api.until_there("sales", lambda plan: "nina" in plan["roles"]["approvers"])
        for change in ("fewer", "none"):
            wanted = c.ProposeRuleChange(change=change, reason="One is enough.", policy=POLICY)
            await api.give(wanted)
        await api.give(c.AgreeToRuleChange(change="fewer"), by="olu")
        for waiver, answer in (
            ("again", u.RefuseWaiver(waiver="again", reason="She is back.")),
            ("at-sea", u.AgreeToWaiver(waiver="at-sea")),
        ):
            asked = u.ProposeWaiver(
                waiver=waiver, practice="S0-02", subject="ana", reason="Ana is at sea.",
                expires_at=datetime(2026, 11, 20, 9, tzinfo=UTC),
            )  # fmt: skip
            await api.give(asked, by="ruth", unit="sales")
            await api.give(answer, by="nina", unit="sales")
        yield api


@pytest.fixture(scope="module")
async def files(app: FastAPI, settings: Settings) -> AsyncIterator[Api]:
    """A company with its last year and its goal, each from a file."""
    async with _opened(app, settings) as http:
        api = Api(http=http, organisation="halden-totals")
        await begun(api)
        minute = HALDEN / "board-minute.txt"
        document = {
            "document_name": minute.name,
            "document_sha256": hashlib.sha256(minute.read_bytes()).hexdigest(),
        }
        whole = {"control_total": "90000000.00", "currency": "USD"}
        for kind, file, by, asked in (
            ("people", "people.csv", "ines", whole),
            ("actuals", "actuals-2026.csv", "ines", {"period": "prior"}),
            ("plan-goal", "plan-goal.csv", "olu", document),
        ):
            answer = await sent(api, kind, file, by=by, **asked)
            assert answer.status_code == 200, answer.text
        yield api


def _opened(app: FastAPI, settings: Settings) -> AsyncClient:
    assert settings.local_key is not None
    key = {"Tally-Key": settings.local_key.get_secret_value()}
    transport = ASGITransport(app=app)
    return AsyncClient(transport=transport, base_url="http://127.0.0.1:8600", headers=key)


async def test_a_change_of_policy_is_told_rule_by_rule_with_both_people(desk: Api) -> None:
    changes = {one["id"]: one for one in (await desk.read(f"{BASE}/rules"))["changes"]}

    fewer = changes["fewer"]
    assert (fewer["wanted"]["person"], fewer["agreed"]["person"]) == ("ines", "olu")
    assert (fewer["standing"], fewer["reason"]) == ("in force", "One is enough.")
    assert fewer["differences"] == [
        {"rule": "reminder_days", "before": "-7, -2, 0", "after": "-3"},
        {"rule": "gate S0-05", "before": None, "after": "warn"},
    ]
    assert (changes["none"]["standing"], changes["none"]["agreed"]) == ("proposed", None)
    first = {one["rule"]: one["after"] for one in changes["start"]["differences"]}
    assert first["preset"] == "standard"
    assert first["deadline at depth 0: signing"].startswith("2026-12-30")


async def test_a_waiver_is_told_with_both_people_and_its_end(desk: Api) -> None:
    changes = {one["id"]: one for one in (await desk.read(f"{BASE}/rules"))["changes"]}

    given, refused = changes["at-sea"], changes["again"]
    assert (given["wanted"]["person"], given["agreed"]["person"]) == ("ruth", "nina")
    assert (given["unit"], given["about"], given["standing"]) == ("sales", "ana", "in force")
    assert given["expires_at"].startswith("2026-11-20")
    assert given["differences"] == [{"rule": "S0-02", "before": "holds", "after": "waived"}]
    assert (refused["standing"], refused["answer"]) == ("refused", "She is back.")


async def test_as_of_a_position_what_came_later_is_not_told(desk: Api) -> None:
    agreed = next(
        one for one in (await desk.read(f"{BASE}/rules"))["changes"] if one["id"] == "fewer"
    )["agreed"]["position"]

    then = await desk.read(f"{BASE}/rules", until=agreed - 1)

    assert {one["standing"] for one in then["changes"]} == {"from the start", "proposed"}


async def test_rules_are_a_table_too_a_line_for_each(desk: Api) -> None:
    answer = await desk.get(f"{BASE}/rules/changes.csv")
    rows = list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))

    lines = [one for one in rows if one["id"] == "fewer"]
    assert [(one["rule"], one["wanted_by"], one["agreed_by"]) for one in lines] == [
        ("reminder_days", "ines", "olu"), ("gate S0-05", "ines", "olu"),
    ]  # fmt: skip


async def test_each_file_has_what_was_entered_computed_and_is_recorded(files: Api) -> None:
    people, actuals, goal = (await files.read(f"{BASE}/files"))["files"]

    usd = {"currency": "USD", "amount": "90000000.00"}
    assert (people["entered"], people["computed"], people["recorded"]) == (usd, usd, usd)
    assert (actuals["entered"], actuals["computed"], actuals["recorded"]) == (None, usd, usd)
    assert goal["recorded"]["amount"] == "100000000.00"
    assert all(one["ties_out"] for one in (people, actuals, goal))
    assert people["sha256"] == hashlib.sha256((HALDEN / "people.csv").read_bytes()).hexdigest()
    assert [(one["by"], one["rows"] > 0) for one in (people, goal)] == [
        ("ines", True), ("olu", True),
    ]  # fmt: skip
    assert people["followed"] == [{"type": "UnitDefined", "events": 5}]
    assert goal["followed"] == [{"type": "PlanGoalConfirmed", "events": 1}]


async def test_files_are_a_table_too(files: Api) -> None:
    answer = await files.get(f"{BASE}/files/control-totals.csv")
    rows = list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))

    assert [(one["file"], one["recorded"], one["ties_out"]) for one in rows] == [
        ("people.csv", "90000000.00", "yes"),
        ("actuals-2026.csv", "90000000.00", "yes"),
        ("plan-goal.csv", "100000000.00", "yes"),
    ]


async def test_actuals_of_a_quarter_tie_out_at_plan_rates_and_one_that_was_changed_does_not(
    app: FastAPI, settings: Settings
) -> None:
    async with _opened(app, settings) as http:
        api = Api(http=http, organisation="halden-quarter", flat=True)
        await api.in_force()
        api.now = datetime(2027, 4, 5, 9, tzinfo=UTC)
        answer = await api.http.post(
            f"{api.base}/cycles/{CYCLE}/imports/actuals",
            content=ROWS.encode(),
            headers=api.headers("ines"),
            params={"period": "Q1", "control_total": "21.45", "file_name": "q1.csv"},
        )
        assert answer.status_code == 200, answer.text
        other = c.RecordImport.model_validate(
            {"kind": "actuals", "source": {"name": "q9.csv", "sha256": "9" * 64}, "rows": 1,
             "control_total": {"currency": "USD", "amount": "5.00"}}
        )  # fmt: skip
        await api.give(other)

        right, wrong = (await api.read(f"{BASE}/files"))["files"][-2:]

    usd = {"currency": "USD", "amount": "21.45"}
    assert (right["entered"], right["computed"], right["recorded"]) == (usd, usd, usd)
    assert (right["ties_out"], right["followed"]) == (
        True, [{"type": "ActualsRecorded", "events": 1}],
    )  # fmt: skip
    assert (wrong["recorded"], wrong["ties_out"]) == (None, False)
