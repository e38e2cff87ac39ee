"""Refused with a clear answer and nothing lost: what happens to addresses, links and old pages.

The others stand elsewhere: an expired session in test_parking, two tabs in test_sign, wrong and
large files in test_start, a forged form in test_origin.
"""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from api import CYCLE, PAPER, Api, company, person, start, usd
from fastapi import FastAPI
from httpx import AsyncClient, Response
from people import PASSWORD, account_of, browser, heading, link_of, sign_in, signed_in
from signatures import SIGN, accepted, form_of

from domain.cycle import commands as c

NO_PART = "You have no part here. If you should, ask whoever runs Tallystick here."
LATER = "UPDATE tally.one_time_links SET expires_at = $2 WHERE account = $1"


def words(answer: Response) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


@pytest.fixture
async def ready(api: Api) -> Api:
    api.flat = True
    await accepted(api)
    return api


async def test_a_page_from_before_the_signature_signs_nothing_twice(ready: Api) -> None:
    """The back button: the browser shows the old page, whose form is pressed once more."""
    address, headers = f"/o/{ready.organisation}{SIGN}", ready.headers("dana")
    shown = await ready.http.get(address, headers=headers)
    old = form_of(shown.text)
    first = await ready.http.post(f"{address}/sign", headers=headers, data=old)

    pressed = await ready.http.post(f"{address}/sign", headers=headers, data=old)
    loaded = await ready.http.get(address, headers=headers)

    assert shown.headers["cache-control"] == "no-store"
    assert (first.status_code, pressed.status_code) == (303, 303)
    assert pressed.headers["location"] == first.headers["location"]
    assert "/sign/sign" not in loaded.text
    assert "Your letter" in loaded.text
    assert len((await ready.unit())["signatures"]) == 1


@pytest.mark.parametrize(
    "path",
    [
        "/work", "/messages", "/start", "/accounts", "/webhooks", f"/cycles/{CYCLE}",
        f"/cycles/{CYCLE}/number",
        f"/cycles/{CYCLE}/units/sales", f"/cycles/{CYCLE}/units/sales/sign",
        f"/cycles/{CYCLE}/replay",
    ],
)  # fmt: skip
async def test_another_tenants_address_is_answered_like_one_that_is_not_there(
    ready: Api, app: FastAPI, path: str
) -> None:
    client = await signed_in(app, "otto", f"{ready.organisation}-other")

    theirs = await client.get(f"/o/{ready.organisation}{path}")
    nowhere = await client.get(f"/o/nobody-s-{ready.organisation}{path}")
    form = await client.post(f"/o/{ready.organisation}{path}", data={"command_id": "k"})

    assert (theirs.status_code, nowhere.status_code) == (403, 403)
    assert NO_PART in words(theirs)
    assert words(theirs) == words(nowhere)
    assert form.status_code in {403, 405}
    assert (await client.get(f"/o/{ready.organisation}-other/work")).status_code == 200


OF_A_PLAN = (
    "This page is not open to you This is for the leader, leader above, approver, executive "
    "or sponsor of the unit or of one above it; the member of the unit; the planner or auditor of "
    "the cycle. If it should be open to you, ask the administrator of Fiscal year 2027: ines. "
    "Planner: ines Auditor: sam Back to my work"
)


async def test_another_teams_address_says_who_may_and_takes_no_form(api: Api) -> None:
    """Marco is of Sales and not of EMEA, where Paul is; whether there is a unit, no page tells him."""
    await api.announced()
    address, headers = f"/o/{api.organisation}/cycles/{CYCLE}/units/emea", api.headers("marco")
    nowhere = address.replace("emea", "nowhere")
    before = (await api.unit("emea"))["version"]

    for path in ("", "/sign", "/letter", "/review"):
        shown = await api.http.get(address + path, headers=headers)
        assert shown.status_code == 403
        assert OF_A_PLAN in words(shown)
        assert words(shown) == words(await api.http.get(nowhere + path, headers=headers))
    signs = await api.http.post(f"{address}/sign/sign", headers=headers, data={"command_id": "k"})

    assert signs.status_code == 403
    assert (await api.unit("emea"))["version"] == before
    mine = await api.http.get(address.replace("/emea", "/sales"), headers=headers)
    assert mine.status_code == 200


async def test_who_could_is_told_by_name_and_to_nobody_without_a_part(api: Api) -> None:
    """Ines plans the cycle and Sam audits it; both are named in the people file."""
    sales, emea = company().units
    known = (*sales.people, person("Ines"), person("Sam"))
    await api.give(start())
    named = sales.model_copy(update={"people": known})
    await api.give(company().model_copy(update={"units": (named, emea)}))
    await api.give(c.ConfirmPlanGoal(amount=usd(100), document=PAPER), by="olu")
    await api.give(c.AnnounceCycle())
    await api.until_there("emea", lambda _plan: True)
    address = f"/o/{api.organisation}/cycles"

    member = await api.http.get(f"{address}/{CYCLE}/units/emea", headers=api.headers("marco"))
    outside = [
        await api.http.get(f"{address}/{cycle}{path}", headers=api.headers("otto"))
        for cycle in (CYCLE, "fy99")
        for path in ("", "/units/emea", "/people/ana", "/backtest")
    ]

    assert "ask the administrator of Fiscal year 2027: Ines. Planner: Ines Auditor: Sam" in words(
        member
    )
    assert {words(one) for one in outside} == {words(outside[0])}
    assert NO_PART in words(outside[0])
    assert {one.status_code for one in outside} == {403}


async def test_a_link_of_a_message_opened_by_another_person_shows_theirs_or_nothing(
    ready: Api, app: FastAPI
) -> None:
    """Dana's request to sign, forwarded: Marco finds his own page, and the auditor nothing to sign."""
    marco = await signed_in(app, "marco", ready.organisation)
    sam = await signed_in(app, "sam", ready.organisation)
    link = f"/o/{ready.organisation}{SIGN}"

    his, the_auditors = await marco.get(link), await sam.get(link)

    assert his.status_code == 200
    assert "before the leader" in his.text
    assert "/sign/sign" not in his.text
    assert "/sign/sign" not in the_auditors.text
    assert (await ready.unit())["signatures"] == []


async def test_a_link_of_a_message_opened_by_nobody_leads_to_signing_in_and_back(
    ready: Api, app: FastAPI
) -> None:
    account = await account_of(app, "dana", ready.organisation)
    link = f"/o/{ready.organisation}{SIGN}"

    async with browser(app) as client:
        asked = await client.get(link)
        answer = await sign_in(client, account.email, then=link)

    assert (asked.status_code, asked.headers["location"].partition("?")[0]) == (303, "/sign-in")
    assert answer.headers["location"] == link


async def test_a_one_time_link_that_comes_late_says_whom_to_ask_and_sets_nothing(
    app: FastAPI, api: Api
) -> None:
    account = await account_of(app, "dana", api.organisation, password=None)
    secret = await link_of(app, account)
    late = app.state.doors.now() - timedelta(seconds=1)
    await app.state.doors.writer.execute(LATER, account.id, late)

    async with browser(app) as client:
        shown = await client.get(f"/welcome/{secret}")
        pressed = await _chosen(client, secret)
        after = await sign_in(client, account.email)

    assert shown.status_code == pressed.status_code == 410
    assert "was used already, has expired, or was replaced" in words(shown)
    assert "Ask whoever runs Tallystick here for a new one" in words(shown)
    assert after.status_code == 401


async def test_a_one_time_link_pressed_in_anothers_browser_is_its_owners_and_no_one_elses(
    app: FastAPI, api: Api
) -> None:
    """Marco opens Dana's link while he is signed in: it names her, and he stays himself."""
    marco = await signed_in(app, "marco", api.organisation)
    account = await account_of(app, "dana", api.organisation, password=None)
    secret = await link_of(app, account)

    shown = await marco.get(f"/welcome/{secret}")

    assert shown.status_code == 200
    assert "Dana" in words(shown)
    assert account.email in words(shown)
    assert "Marco" in words(await marco.get("/account"))
    async with browser(app) as hers:
        assert (await _chosen(hers, secret)).status_code == 303
        assert heading(await hers.get("/account")) == "Your account"


async def _chosen(client: AsyncClient, secret: str) -> Response:
    form = {"password": PASSWORD, "again": PASSWORD}
    return await client.post(f"/welcome/{secret}", data=form)
