"""Starting a cycle over its pages: five questions and a file, every problem by cell, once."""

from __future__ import annotations

import asyncio
import csv
import html
import io
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from api import CYCLE, Api
from httpx import AsyncClient, Response

from domain.calendar import WorkingDays
from domain.unit.commands import HoldSession
from store import read
from store.pool import Pool
from web.portioning import draft_id

HALDEN = Path(__file__).parents[3] / "examples" / "halden"
THREE_COLUMNS = b"""name,email,manager
Dana Reyes,dana@halden.example,
Ana Souza,ana@halden.example,dana@halden.example
Marco Rossi,marco@halden.example,dana@halden.example
"""
PEOPLE = "people.csv"


def questions(**changed: str) -> dict[str, str]:
    today = datetime.now(UTC).date()
    return {
        "name": "The next year",
        "cycle": CYCLE,
        "starts_on": f"{today.year + 1}-01-01",
        "currency": "USD",
        "zone": "America/New_York",
        "planners": "ines",
        "leader_above": "ruth",
        "approvers": "ruth, olu",
        "sponsors": "olu",
        "preset": "standard",
        "signed_by": str(WorkingDays().shift(today, 70)),
        **changed,
    }


@dataclass
class Starter:
    """One person before the pages, as a browser without JavaScript."""

    http: AsyncClient
    organisation: str
    person: str = "ines"

    @property
    def base(self) -> str:
        return f"/o/{self.organisation}/start"

    @property
    def headers(self) -> dict[str, str]:
        return {"Tally-Person": self.person, "Sec-Fetch-Site": "same-origin"}

    async def get(self, path: str = "") -> Response:
        address = path if path.startswith("/o/") else self.base + path
        return await self.http.get(address, headers=self.headers)

    async def post(self, path: str, fields: dict[str, str] | None = None) -> Response:
        address = path if path.startswith("/o/") else self.base + path
        body = {"command_id": f"press-{id(fields)}", **(fields or {})}
        return await self.http.post(address, data=body, headers=self.headers)

    async def send(
        self, kind: str, content: bytes, name: str = PEOPLE, path: str = "/files", **fields: str
    ) -> Response:
        address = path if path.startswith("/o/") else self.base + path
        return await self.http.post(
            address,
            data={"command_id": f"sent-{name}", "kind": kind, **fields},
            files={"file": (name, content, "application/octet-stream")},
            headers=self.headers,
        )

    async def answered(self, **changed: str) -> None:
        answer = await self.post("", questions(**changed))
        assert answer.status_code == 303, words(answer)

    async def ready(self, people: bytes = THREE_COLUMNS, **changed: str) -> None:
        """Questions, people and a goal: enough to start."""
        await self.answered(**changed)
        assert (await self.send("people", people)).status_code == 303
        goal = await self.http.post(
            f"{self.base}/files", data={"goal": "1000.00"}, headers=self.headers
        )
        assert goal.status_code == 303, words(goal)


@pytest.fixture
def starter(api: Api) -> Starter:
    return Starter(api.http, api.organisation)


def words(answer: Response) -> str:
    text = re.sub(r"<[^>]+>", " ", answer.text)
    return " ".join(html.unescape(text).split())


def value(answer: Response, name: str) -> str:
    found = re.search(rf'name="{re.escape(name)}"[^>]*? value="([^"]*)"', answer.text)
    assert found, f"no field {name}"
    return html.unescape(found[1])


def workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheet_of(answer: Response) -> list[list[object]]:
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    return [list(row) for row in sheet.iter_rows(values_only=True)]


async def test_five_questions_and_three_columns_are_enough(starter: Starter, api: Api) -> None:
    await starter.ready()

    check = await starter.get("/check")
    pressed = await starter.post("/check")
    landed = await starter.get(pressed.headers["location"])

    assert "nothing is in the way" in words(check)
    assert "Gates standard; S1-13 A number on track hides no goal: blocks" in words(check)
    assert pressed.status_code == 303, words(pressed)
    assert landed.status_code == 200
    assert "nobody has been told yet" in words(landed)
    state = await api.read(f"/cycles/{CYCLE}", by="ines")
    assert state["stage"] == "preparing"
    assert not state["rehearsal"]
    assert [one["draft"]["unit"] for one in state["units"]] == ["u1"]


async def test_answers_are_kept_and_shown_again(starter: Starter) -> None:
    refused = await starter.post("", questions(signed_by="", rates="EUR:1.10"))
    again = await starter.get()

    assert refused.status_code == 422
    assert "EUR=1.10" in words(refused)
    assert "all must have signed" in words(refused)
    assert value(again, "name") == "The next year"
    assert value(again, "rates") == "EUR:1.10"


async def test_an_empty_start_says_what_to_do(starter: Starter) -> None:
    for path in ("", "/files", "/portions", "/calendar", "/check"):
        page = await starter.get(path)
        assert page.status_code == 200
        assert page.text.count("<h1") == 1

    assert "Send the people" in words(await starter.get("/check"))


async def test_what_is_entered_is_nobody_elses(starter: Starter) -> None:
    await starter.ready()

    other = await Starter(starter.http, starter.organisation, "olu").get()

    assert value(other, "planners") == "olu"


async def test_every_problem_of_a_file_is_shown_by_its_cell(starter: Starter) -> None:
    await starter.answered(rates="EUR=1.10")
    broken = (HALDEN / "broken" / "people-unknown-manager.csv").read_bytes()
    rows: list[list[object]] = [list(row) for row in csv.reader(io.StringIO(broken.decode()))]

    for content, name in ((broken, "people.csv"), (workbook(rows), "people.xlsx")):
        answer = await starter.send("people", content, name)
        assert answer.status_code == 409
        assert '<th scope="row" class="n">D42</th>' in answer.text
        assert "anna@halden.example" in words(answer)

    sheet = sheet_of(await starter.get("/problems.xlsx"))
    assert sheet[1][:4] == ["people.xlsx", 42, "manager", "D42"]
    assert "D42" in (await starter.get("/check")).text


async def test_a_control_total_must_tie_out(starter: Starter) -> None:
    await starter.answered(rates="EUR=1.10")
    people = (HALDEN / "people.csv").read_bytes()

    off = await starter.send("people", people, total="90000000.01")
    right = await starter.send("people", b"", "", total="90000000.00")

    assert off.status_code == 409
    assert "0.01 off" in words(off)
    assert right.status_code == 303, words(right)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"%PDF-1.7 whatever", "people.xlsx", "PDF"),
        (b"\xd0\xcf\x11\xe0" + bytes(64), "people.xls", "XLS file"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "p.xlsx", "password"),
        ("name,email,manager\n".encode("utf-16"), "people.csv", "UTF-16"),
        (b"PK\x03\x04 broken", "people.xlsx", "damaged"),
        (b"\n \n", "people.csv", "empty"),
    ],
    ids=("pdf", "xls", "password", "utf-16", "damaged", "empty"),
)
async def test_a_wrong_file_is_refused_with_what_to_do_and_nothing_is_lost(
    starter: Starter, content: bytes, name: str, said: str
) -> None:
    await starter.ready()

    answer = await starter.send("people", content, name)

    assert answer.status_code == 409
    assert said in words(answer)
    assert value(await starter.get(), "name") == "The next year"


async def test_twenty_mebibytes_are_answered_with_the_page_and_nothing_is_lost(
    starter: Starter,
) -> None:
    await starter.ready()

    for path in ("/files", "/portions/sheet"):
        answer = await starter.send("people", b"x" * (20 * 1024 * 1024), path=path)
        assert answer.status_code == 413
        assert "larger than 5 MiB" in words(answer)
        assert "<h1" in answer.text

    assert "nothing is in the way" in words(await starter.get("/check"))


async def test_no_file_chosen_is_said_beside_the_field(starter: Starter) -> None:
    answer = await starter.send("people", b"", "")

    assert answer.status_code == 422
    assert "choose a file first" in words(answer)


async def test_a_file_is_taken_away(starter: Starter) -> None:
    await starter.ready()

    await starter.post("/files/people/remove")

    assert "Send the people" in words(await starter.get("/check"))


async def test_offices_may_be_named_by_e_mail_and_unknown_ones_are_named(starter: Starter) -> None:
    await starter.ready(approvers="nobody@halden.example")

    check = await starter.get("/check")

    assert "nobody@halden.example" in words(check)
    assert (await starter.post("/check")).status_code == 409


async def test_who_leads_cannot_approve_and_it_is_said_before_the_start(
    starter: Starter, record: Pool
) -> None:
    await starter.ready(approvers="dana@halden.example")

    answer = await starter.post("/check")

    assert answer.status_code == 409
    assert "an approver of this cycle" in words(answer)
    assert await read.head(record, starter.organisation) == 0


async def test_who_prepares_nothing_starts_nothing(starter: Starter, record: Pool) -> None:
    starter.person = "olu"
    await starter.ready()

    answer = await starter.post("/check")

    assert answer.status_code == 409
    assert "planner or administrator" in words(answer).lower()
    assert await read.head(record, starter.organisation) == 0


async def test_a_second_press_does_nothing_twice(starter: Starter, record: Pool) -> None:
    await starter.ready()

    first = await starter.post("/check")
    head = await read.head(record, starter.organisation)
    second = await starter.post("/check")

    assert first.headers["location"] == second.headers["location"]
    assert await read.head(record, starter.organisation) == head > 1


async def test_a_start_that_stopped_goes_on(starter: Starter, api: Api) -> None:
    """The cycle was started and its people were not imported, as after a lost connection."""
    await starter.ready()
    kept = await api.read("/drafts/start", by="ines")
    planned = await api.http.post(
        f"{api.base}/cycles/plan", headers=api.headers("ines"), json=short(questions())
    )
    assert planned.status_code == 200, planned.text
    begun = await api.http.post(
        f"{api.base}/cycles",
        headers={**api.headers("ines"), "Idempotency-Key": f"{kept['body']['key']}.start"},
        json=planned.json()["start"],
    )
    assert begun.status_code == 200, begun.text

    check = await starter.get("/check")
    pressed = await starter.post("/check")

    assert "goes on where it stopped" in words(check)
    assert pressed.status_code == 303, words(pressed)
    assert (await api.read(f"/cycles/{CYCLE}", by="ines"))["units"]


def short(asked: dict[str, str]) -> dict[str, object]:
    roles = {
        "leader_above": "ruth", "approvers": ["ruth", "olu"], "sponsors": ["olu"],
        "planners": ["ines"],
    }  # fmt: skip
    plain = {
        name: asked[name]
        for name in ("cycle", "name", "starts_on", "signed_by", "currency", "zone")
    }
    return {**plain, "roles": roles, "levels_below": 0}


async def test_a_rehearsal_has_an_organisation_of_its_own(starter: Starter, record: Pool) -> None:
    await starter.ready()

    first = await starter.post("/rehearse")
    again = await starter.post("/rehearse")
    landed = await starter.get(first.headers["location"])

    assert first.status_code == 303, words(first)
    assert first.headers["location"] == again.headers["location"]
    assert f"/o/{starter.organisation}-rehearsal-" in first.headers["location"]
    assert "Rehearsal: nothing on this page is on the real record." in words(landed)
    assert await read.head(record, starter.organisation) == 0


async def test_the_calendar_is_worked_back_and_says_when_sellers_will_have_signed(
    starter: Starter,
) -> None:
    await starter.ready()

    page = await starter.get("/calendar")

    assert "Sellers will have signed by" in words(page)
    assert value(page, "0.signing") == questions()["signed_by"]
    assert "America/New_York" in words(page)


async def test_a_date_may_be_moved_is_warned_of_and_reaches_the_cycle(
    starter: Starter, api: Api
) -> None:
    await starter.ready()
    page = await starter.get("/calendar")
    names = ("proposal", "pushback", "answers", "final", "acceptance", "signing")
    dates = {f"0.{kind}": value(page, f"0.{kind}") for kind in names}
    signing = datetime.fromisoformat(dates["0.signing"]).date()
    while signing.weekday() != 6:
        signing = signing.fromordinal(signing.toordinal() + 1)

    kept = await starter.post("/calendar", {**dates, "0.signing": str(signing)})
    warned = await starter.get("/calendar")
    await starter.post("/check")

    assert kept.status_code == 303, words(kept)
    assert "Sunday is no working day" in words(warned)
    state = await api.read(f"/cycles/{CYCLE}", by="ines")
    due = {one["kind"]: one["due_at"] for one in state["calendar"][0]["deadlines"]}
    assert due["signing"].startswith(str(signing))


@pytest.mark.parametrize(("day", "said"), [("2020-01-01", "has passed"), ("never", "enter a day")])
async def test_a_date_that_cannot_be_is_refused_beside_its_field(
    starter: Starter, day: str, said: str
) -> None:
    await starter.ready()
    before = await starter.get("/calendar")

    answer = await starter.post("/calendar", {"0.signing": day})

    assert answer.status_code == 422
    assert said in words(answer)
    assert value(answer, "0.signing") == day
    assert value(await starter.get("/calendar"), "0.signing") == value(before, "0.signing")


async def test_portions_are_proposed_with_their_basis(starter: Starter) -> None:
    await starter.ready()

    page = await starter.get("/portions")

    assert "nothing is known of last year" in words(page).lower()
    assert value(page, "portion.s1") == "500.00"
    assert "ties out" in words(page)


async def test_a_portion_that_is_changed_needs_a_reason_and_the_sum_is_told(
    starter: Starter,
) -> None:
    await starter.ready()
    fields = {"unit": "u1", "basis": "weights", "portion.s1": "600.00", "portion.s2": "500.00"}

    await starter.post("/portions", fields)

    assert "off by $100" in words(await starter.get("/portions"))
    await starter.post("/portions", {**fields, "portion.s2": "400.00"})
    assert "a reason is missing" in words(await starter.get("/portions"))
    reasons = {"reason.s1": "A new product.", "reason.s2": "Long leave."}
    await starter.post("/portions", {**fields, "portion.s2": "400.00", **reasons})
    assert "ties out" in words(await starter.get("/portions"))


async def test_what_cannot_be_read_is_said_beside_its_cell_and_shown_again(
    starter: Starter,
) -> None:
    await starter.ready()
    fields = {"unit": "u1", "basis": "weights", "portion.s1": "1,000", "weight.s2": "-1"}

    answer = await starter.post("/portions", fields)

    assert answer.status_code == 422
    assert value(answer, "portion.s1") == "1,000"
    assert "separators" in words(answer)
    assert "zero or more" in words(answer)


async def test_a_sheet_of_portions_comes_back_with_its_difference_shown_first(
    starter: Starter,
) -> None:
    await starter.ready()
    rows = sheet_of(await starter.get("/portions/sheet.xlsx"))
    at = {name: rows[0].index(name) for name in ("seat", "portion", "reason")}
    for row, amount, why in (
        (rows[1], 700, "She has the new product."),
        (rows[2], 300, "He is new."),
    ):
        row[at["portion"]], row[at["reason"]] = amount, why

    sent = await starter.send("", workbook(rows), "portions.xlsx", path="/portions/sheet")
    shown = await starter.get("/portions")
    assert sent.status_code == 303, words(sent)
    assert "2 seats change" in words(shown)
    assert "$500 $700 She has the new product." in words(shown)
    assert value(shown, "portion.s1") == "500.00"

    taken = await starter.post("/portions/take", {"choice": "take"})
    assert taken.status_code == 303, words(taken)
    assert value(await starter.get("/portions"), "portion.s1") == "700.00"


async def test_a_sheet_that_does_not_tie_out_is_not_taken(starter: Starter) -> None:
    await starter.ready()
    rows = sheet_of(await starter.get("/portions/sheet.xlsx"))
    rows[1][rows[0].index("portion")] = 501

    await starter.send("", workbook(rows), "portions.xlsx", path="/portions/sheet")
    refused = await starter.post("/portions/take", {"choice": "take"})
    left = await starter.post("/portions/take", {"choice": "leave"})

    assert refused.status_code == 409
    assert "nothing was taken" in words(refused)
    assert left.status_code == 303
    assert value(await starter.get("/portions"), "portion.s1") == "500.00"


async def test_a_sheet_with_other_seats_is_refused_by_its_cells(starter: Starter) -> None:
    await starter.ready()
    rows = sheet_of(await starter.get("/portions/sheet.xlsx"))
    rows[1][rows[0].index("seat")] = "s9"

    answer = await starter.send("", workbook(rows), "portions.xlsx", path="/portions/sheet")

    assert answer.status_code == 409
    assert '<th scope="row" class="n">B2</th>' in answer.text


async def test_portions_become_the_draft_of_who_leads_the_unit(starter: Starter, api: Api) -> None:
    await starter.ready()
    await starter.post("/check")
    state = await api.read(f"/cycles/{CYCLE}", by="ines")
    (unit,) = state["units"]

    draft = await api.read(f"/drafts/{draft_id(CYCLE, unit['draft']['unit'])}", by=unit["led_by"])

    body = draft["body"]
    assert body["prepared_by"] == "ines"
    amounts = [Decimal(one["amount"]["amount"]) for one in body["proposal"]["portions"]]
    assert amounts == [Decimal(500), Decimal(500)]


async def test_a_sponsor_confirms_the_goal_and_the_planner_announces(
    starter: Starter, api: Api
) -> None:
    await starter.ready()
    await starter.post("/check")
    base = f"/o/{starter.organisation}/cycles/{CYCLE}"
    sponsor = Starter(starter.http, starter.organisation, "olu")

    early = await starter.post(f"{base}/started")
    unreadable = await sponsor.send("", b"minute", "minute.pdf", f"{base}/goal", amount="1,000")
    by_planner = await starter.send("", b"minute", "minute.pdf", f"{base}/goal", amount="1000.00")
    confirmed = await sponsor.send("", b"minute", "minute.pdf", f"{base}/goal", amount="1000.00")
    announced = await starter.post(f"{base}/started")

    assert (early.status_code, unreadable.status_code, by_planner.status_code) == (409, 422, 403)
    assert confirmed.status_code == 303, words(confirmed)
    assert announced.status_code == 303, words(announced)
    assert (await api.read(f"/cycles/{CYCLE}", by="ines"))["stage"] == "announced"


async def test_the_whole_of_halden_is_started_from_its_files(starter: Starter, api: Api) -> None:
    await starter.answered(rates="EUR=1.10", shares="22, 24, 25, 29", sponsors="olu@halden.example")
    for kind, name, fields in (
        ("people", "people.csv", {"total": "90000000.00"}),
        ("prior", "actuals-2026.csv", {"total": "90000000.00"}),
        ("document", "board-minute.txt", {}),
        ("plan-goal", "plan-goal.csv", {}),
    ):
        sent = await starter.send(kind, (HALDEN / name).read_bytes(), name, **fields)
        assert sent.status_code == 303, words(sent)

    portions = await starter.get("/portions?unit=emea")
    pressed = await starter.post("/check")

    assert "off by" not in words(portions)
    assert pressed.status_code == 303, words(pressed)
    state = await api.read(f"/cycles/{CYCLE}", by="ines")
    assert len(state["imports"]) == 2
    assert len(state["units"]) == 5


async def test_everything_entered_can_be_deleted(starter: Starter) -> None:
    await starter.ready()

    await starter.post("/forget")

    assert "fiscal year" in value(await starter.get(), "name").lower()


async def test_the_template_is_a_people_file_that_can_be_read(starter: Starter) -> None:
    await starter.answered()
    template = await starter.get("/people-template.xlsx")

    sent = await starter.send("people", template.content, "people.xlsx")

    assert sheet_of(template)[0][:3] == ["name", "email", "manager"]
    assert sent.status_code in {303, 409}


async def test_a_leader_proposes_what_was_prepared_and_nobody_else_does(
    starter: Starter, api: Api
) -> None:
    await starter.ready()
    await starter.post("/portions", {"unit": "u1", "basis": "weights", "add_on": "10"})
    await starter.post("/check")
    base = f"/o/{starter.organisation}/cycles/{CYCLE}"
    sponsor = Starter(starter.http, starter.organisation, "olu")
    await sponsor.send("", b"minute", "minute.pdf", f"{base}/goal", amount="1000.00")
    await starter.post(f"{base}/started")
    plan = await opened(api, "u1")
    leader = Starter(starter.http, starter.organisation, plan["leader"])
    owners = tuple(seat["owner"] for seat in plan["seats"])
    session = HoldSession(held_at=datetime.now(UTC), agenda="The target", attendees=owners)
    await api.give(session, by=leader.person, unit="u1")
    said = {"look_back": "Last year brought 900.", "words": "The market grows."}

    shown = await leader.get(f"{base}/units/u1/portions")
    by_planner = await starter.post(f"{base}/units/u1/portions", said)
    proposed = await leader.post(f"{base}/units/u1/portions", said)

    assert "Prepared by ines" in words(shown)
    assert "Add-on $100" in words(shown)
    assert by_planner.status_code == 404
    assert proposed.status_code == 303, words(proposed)
    assert (await api.unit("u1", by=leader.person))["versions"]


async def opened(api: Api, unit: str) -> dict[str, Any]:
    """The unit's plan once its goal has arrived."""
    for _ in range(300):
        answer = await api.get(f"/cycles/{CYCLE}/units/{unit}", by="ines")
        if answer.status_code == 200 and answer.json()["goals"]:
            return dict(answer.json())
        await asyncio.sleep(0.05)
    raise AssertionError(answer.text)
