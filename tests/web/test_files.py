from __future__ import annotations

import csv
import hashlib
import io
import re
from datetime import UTC, datetime

import openpyxl
import pytest
from api import CYCLE, Api
from httpx import Response
from imported import HALDEN, begun, imported, sent

from store import read
from store.pool import Pool

ACTUALS = "SELECT count(*) FROM tally.events WHERE organisation = $1 AND type = 'ActualsRecorded'"


async def test_a_company_is_imported_with_its_control_total(api: Api) -> None:
    await imported(api)

    state = await api.read(f"/cycles/{CYCLE}", by="ines")

    assert {one["draft"]["unit"] for one in state["units"]} == {
        "sales", "americas", "emea", "apac", "key",
    }  # fmt: skip
    led = {
        seat["leads"]: seat["last_year"]["amount"]
        for unit in state["units"]
        for seat in unit["draft"]["seats"]
        if seat["leads"]
    }
    assert led["emea"] == "22000000.00"
    nordics = next(
        seat
        for unit in state["units"]
        for seat in unit["draft"]["seats"]
        if seat["id"] == "nordics"
    )
    assert nordics["owner"] is None
    (file,) = state["imports"]
    digest = hashlib.sha256((HALDEN / "people.csv").read_bytes()).hexdigest()
    assert file["source"] == {"name": "people.csv", "sha256": digest}
    people = {one["id"] for unit in state["units"] for one in unit["draft"]["people"]}
    assert {"sofia", "ruth"} <= people


async def test_a_dry_run_of_a_file_imports_nothing(api: Api, record: Pool) -> None:
    await begun(api)

    answer = await sent(api, "people", "people.csv", dry_run="true")

    assert answer.status_code == 200
    assert answer.json()["receipts"] == []
    assert await read.head(record, api.organisation) == 1


@pytest.mark.parametrize("dry_run", ["true", "false"])
async def test_every_problem_of_a_file_is_named_and_nothing_imported(
    api: Api, record: Pool, dry_run: str
) -> None:
    await begun(api)

    answer = await sent(api, "people", "broken/people-unknown-manager.csv", dry_run=dry_run)

    assert (answer.status_code, answer.json()["name"]) == (409, "FileHasProblems")
    problem = answer.json()["problems"][0]
    assert problem["file"] == "people-unknown-manager.csv"
    assert problem["column"] == "manager"
    assert problem["row"] > 1
    assert problem["value"]
    assert problem["remedy"]
    assert await read.head(record, api.organisation) == 1


async def test_a_control_total_that_does_not_tie_out_is_a_problem(api: Api) -> None:
    await begun(api)

    answer = await sent(api, "people", "people.csv", control_total="90000000.01")

    assert answer.json()["name"] == "FileHasProblems"
    assert "off" in answer.json()["problems"][0]["remedy"]


async def test_last_year_s_actuals_become_last_year_of_each_seat(api: Api) -> None:
    await imported(api)

    answer = await sent(
        api, "actuals", "actuals-2026.csv", period="prior", control_total="90000000.00"
    )

    assert answer.status_code == 200, answer.text
    state = await api.read(f"/cycles/{CYCLE}", by="ines")
    assert len(state["imports"]) == 2
    led = {
        seat["leads"]: seat["last_year"]["amount"]
        for unit in state["units"]
        for seat in unit["draft"]["seats"]
        if seat["leads"]
    }
    assert led == {
        "americas": "40000000.00", "emea": "22000000.00", "apac": "12000000.00",
        "key": "13800000.00",
    }  # fmt: skip


async def test_the_plan_goal_comes_with_its_document(api: Api) -> None:
    await imported(api)
    digest = hashlib.sha256((HALDEN / "board-minute.txt").read_bytes()).hexdigest()
    document = {"document_name": "board-minute.txt", "document_sha256": digest}

    without = await sent(api, "plan-goal", "plan-goal.csv", by="olu")
    by_planner = await sent(api, "plan-goal", "plan-goal.csv", **document)
    given = await sent(api, "plan-goal", "plan-goal.csv", by="olu", **document)

    assert without.json()["name"] == "FileHasProblems"
    assert by_planner.status_code == 403
    assert given.status_code == 200, given.text
    (goal,) = (await api.read(f"/cycles/{CYCLE}", by="olu"))["goals"]
    assert goal["amount"]["amount"] == "100000000.00"
    assert goal["document"] == {"name": "board-minute.txt", "sha256": digest}


async def test_this_year_s_actuals_wait_for_the_announcement(api: Api) -> None:
    await imported(api)

    answer = await sent(api, "actuals", "actuals-2027-q1.csv", period="Q1")

    assert (answer.status_code, answer.json()["name"]) == (409, "WrongStage")


async def test_actuals_are_rolled_up_and_not_imported_by_halves(api: Api, record: Pool) -> None:
    await api.in_force()
    api.now = datetime(2027, 4, 5, 9, tzinfo=UTC)
    rows = "seat,period,amount,currency\nnorth,Q1,15.40,USD\nparis,Q1,5.00,EUR\noslo,Q1,0.50,EUR\n"

    answer = await api.http.post(
        f"{api.base}/cycles/{CYCLE}/imports/actuals",
        content=rows.encode(),
        headers=api.headers("ines"),
        params={"period": "Q1", "control_total": "21.45"},
    )

    # EMEA has no quotas in force yet, so not even the top unit's facts are recorded.
    assert (answer.status_code, answer.json()["name"]) == (409, "WrongStage")
    assert not await record.fetchval(ACTUALS, api.organisation)


async def test_actuals_are_imported_once_and_go_on_where_they_stopped(
    api: Api, record: Pool
) -> None:
    api.flat = True
    await api.in_force()
    api.now = datetime(2027, 4, 5, 9, tzinfo=UTC)
    rows = "seat,period,amount,currency\nnorth,Q1,15.40,USD\nemea,Q1,5.50,EUR\n"

    async def given(key: str) -> Response:
        return await api.http.post(
            f"{api.base}/cycles/{CYCLE}/imports/actuals",
            content=rows.encode(),
            headers={**api.headers("ines"), "Idempotency-Key": key},
            params={"period": "Q1", "control_total": "21.45", "file_name": "q1.csv"},
        )

    first, again, other = await given("q1"), await given("q1"), await given("q1-again")

    assert first.status_code == 200, first.text
    assert [one["types"] for one in first.json()["receipts"]] == [
        ["ActualsRecorded"],
        ["FileImported"],
    ]
    assert again.json() == first.json()
    assert (other.status_code, other.json()["receipts"], other.json()["known"]) == (200, [], 2)
    assert first.json()["control_total"] == {"currency": "USD", "amount": "21.45"}
    plan = await api.unit()
    assert [one["period"] for one in plan["actuals"]] == ["Q1"]
    assert plan["actuals"][0]["source"]["name"] == "q1.csv"


TOO_LARGE = b"name,email,manager\n" + b"x" * (5 * 1024 * 1024)


async def test_a_file_larger_than_five_mebibytes_is_refused(api: Api) -> None:
    await begun(api)

    answer = await api.http.post(
        f"{api.base}/cycles/{CYCLE}/imports/people", content=TOO_LARGE, headers=api.headers("ines")
    )

    assert (answer.status_code, answer.json()["name"]) == (413, "BodyTooLarge")
    assert "5 MiB" in answer.json()["detail"]


@pytest.mark.parametrize("content", [b"PK\x03\x04...", b"%PDF-1.7", b"", b"\xff\xfea", b"<html>"])
async def test_what_is_no_csv_is_a_problem_with_a_remedy(api: Api, content: bytes) -> None:
    await begun(api)

    answer = await api.http.post(
        f"{api.base}/cycles/{CYCLE}/imports/people", content=content, headers=api.headers("ines")
    )

    assert (answer.status_code, answer.json()["name"]) == (409, "FileHasProblems")
    assert answer.json()["problems"][0]["remedy"]


async def test_only_who_prepares_imports(api: Api) -> None:
    await begun(api)

    answer = await sent(api, "people", "people.csv", by="olu")

    assert (answer.status_code, answer.json()["name"]) == (403, "NotAuthorised")


def workbook(name: str) -> bytes:
    """One of the demo company's CSV files as a workbook, its amounts as numbers."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in csv.reader(io.StringIO((HALDEN / name).read_text())):
        sheet.append([float(one) if re.fullmatch(r"[0-9]+\.[0-9]+", one) else one for one in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


async def test_a_workbook_becomes_what_its_csv_becomes(api: Api) -> None:
    await begun(api)
    beside = {"control_total": "90000000.00", "currency": "USD", "file_name": "people.xlsx"}

    answer = await api.http.post(
        f"{api.base}/cycles/{CYCLE}/imports/people",
        content=workbook("people.csv"),
        headers=api.headers("ines"),
        params=beside,
    )

    assert answer.status_code == 200, answer.text
    state = await api.read(f"/cycles/{CYCLE}", by="ines")
    assert len(state["units"]) == 5
    led = {
        seat["leads"]: seat["last_year"]["amount"]
        for unit in state["units"]
        for seat in unit["draft"]["seats"]
        if seat["leads"]
    }
    assert led["emea"] == "22000000.00"


async def test_a_broken_workbook_is_refused_by_its_cells(api: Api) -> None:
    await begun(api)

    answer = await api.http.post(
        f"{api.base}/cycles/{CYCLE}/imports/people",
        content=workbook("broken/people-unknown-manager.csv"),
        headers=api.headers("ines"),
    )

    assert (answer.status_code, answer.json()["name"]) == (409, "FileHasProblems")
    assert answer.json()["problems"][0]["cell"] == "D42"


async def test_an_import_given_again_is_answered_as_before(api: Api, record: Pool) -> None:
    await begun(api)

    first = await sent(api, "people", "people.csv")
    again = await sent(api, "people", "people.csv")

    assert first.json()["receipts"] == again.json()["receipts"]
    assert first.json()["receipts"][0]["command_id"] == "people-people.csv"
