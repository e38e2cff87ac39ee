"""Offices change hands on the cycle's page, by two people; the units and the security log follow."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from html import unescape

from api import CYCLE, Api
from httpx import Response

from domain.cycle import commands as c
from domain.people import Role
from domain.unit import commands as u
from store.pool import Pool

PROPOSAL = {"office": "approver", "gets": "nina", "loses": "ruth", "roles_reason": "Ruth moves on"}


def words(answer: Response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


async def page(api: Api, by: str) -> Response:
    address = f"/o/{api.organisation}/cycles/{CYCLE}"
    return await api.http.get(address, headers=api.headers(by, Accept="text/html"))


async def post(api: Api, by: str, path: str, form: dict[str, str]) -> Response:
    found = re.search(r'name="command_id" value="([^"]+)"', (await page(api, "ines")).text)
    assert found is not None
    address = f"/o/{api.organisation}/cycles/{CYCLE}/{path}"
    headers = api.headers(by, Accept="text/html", Sec_Fetch_Site="same-origin")
    return await api.http.post(address, data={"command_id": found[1], **form}, headers=headers)


async def agreed(api: Api) -> None:
    """Ines, the only administrator, proposes; Olu, a sponsor, agrees on the page."""
    assert (await post(api, "ines", "propose-roles", PROPOSAL)).status_code == 303
    change = re.search(r'name="change" value="([^"]+)"', (await page(api, "olu")).text)
    assert change is not None
    answer = await post(api, "olu", "agree-to-roles", {"change": change[1]})
    assert answer.status_code == 303, answer.text


async def final(api: Api) -> None:
    await api.answered()
    api.now = datetime(2026, 11, 25, 9, tzinfo=UTC)
    await api.give(u.ClosePushback(version=1), by="dana", unit="sales")
    await api.give(u.FinalisePlan(version=1), by="dana", unit="sales")


async def test_the_new_approver_accepts_and_the_old_one_does_not(api: Api) -> None:
    await final(api)

    await agreed(api)
    await api.until_there("sales", lambda plan: plan["roles"]["approvers"] == ["nina"])

    old = await api.ask(u.AcceptPlan(version=1), by="ruth", unit="sales")
    assert (old.status_code, old.json()["name"]) == (403, "NotAuthorised")
    await api.give(u.AcceptPlan(version=1), by="nina", unit="sales")
    told = await api.read(f"/cycles/{CYCLE}/timeline", limit=1000)
    assert "nina becomes approver; ruth is approver no more" in str(told).lower()


async def test_who_may_agree_finds_it_on_the_page_and_in_their_work(api: Api) -> None:
    await api.announced()
    await post(api, "ines", "propose-roles", PROPOSAL)

    said = words(await page(api, "olu"))
    assert "nina becomes approver" in said
    assert "Agree to this change" in said
    assert "Agree to this change" not in words(await page(api, "ines"))
    assert "Agree to this change" not in words(await page(api, "dana"))
    inbox = (await api.get("/inbox", by="olu")).text
    assert "proposes a change of offices: agree, or let it lie." in inbox


async def test_nobody_grants_an_office_to_themselves(api: Api) -> None:
    await api.announced()

    answer = await post(api, "ines", "propose-roles", {**PROPOSAL, "gets": "ines"})

    assert answer.status_code == 403
    assert "Nobody grants an office to themselves" in words(answer)
    assert "Ruth moves on" in answer.text


async def test_only_an_administrator_is_shown_the_way_to_change_offices(api: Api) -> None:
    await api.announced()

    assert "Propose a change of offices" in words(await page(api, "ines"))
    assert "Propose a change of offices" not in words(await page(api, "dana"))
    assert (await post(api, "dana", "propose-roles", PROPOSAL)).status_code == 403


async def test_roles_proposed_and_agreed_are_in_the_security_log(api: Api, record: Pool) -> None:
    await api.announced()
    grants = (Role(office="executive", person="nina"),)

    await api.give(c.ProposeRoles(change="new", reason="More hands", grants=grants), by="ines")
    await api.give(c.AgreeToRoles(change="new"), by="olu")

    rows = await record.fetch(
        "SELECT * FROM tally.security_log WHERE organisation = $1 ORDER BY at, name DESC",
        api.organisation,
    )
    assert [(row["actor"], row["action"], row["name"]) for row in rows] == [
        ("ines", "ProposeRoles", "RolesProposed"),
        ("olu", "AgreeToRoles", "RolesAgreed"),
    ]
    detail = json.loads(rows[0]["detail"])
    assert detail["grants"] == [{"office": "executive", "person": "nina"}]
    assert (detail["change"], detail["cycle"]) == ("new", CYCLE)


async def test_whoever_takes_or_gives_up_an_office_is_chosen_by_name(api: Api) -> None:
    await api.announced()

    shown = (await page(api, "ines")).text

    assert '<option value="ana">Ana</option>' in shown
    assert '<option value="ruth">ruth: approver, leader above</option>' in shown
    gets = {"office": "auditor", "gets": "", "newcomer": "nina", "roles_reason": "A second pair"}
    assert (await post(api, "ines", "propose-roles", gets)).status_code == 303
    assert "nina becomes auditor" in words(await page(api, "olu"))


async def test_a_refused_form_keeps_its_id_and_no_other_form_takes_it(api: Api) -> None:
    await api.announced()
    sent = {**PROPOSAL, "gets": "ines", "form": "propose-roles", "command_id": "sent-once"}

    answer = await post(api, "ines", "propose-roles", sent)

    assert answer.status_code == 403
    ids = re.findall(r'name="command_id" value="([^"]+)"', answer.text)
    assert ids.count("sent-once") == 1
    assert len(set(ids)) == len(ids)
