"""A waiver on the pages: proposed by one, waited for by the other, agreed or refused, and shown."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from api import CYCLE, Api, path_of
from browsing import Page, Read

from domain.cycle import commands as c
from domain.model import Command
from domain.people import Role
from domain.sealed import is_token
from domain.unit import commands as u
from store.pool import Pool, session

ENDS = datetime(2026, 11, 20, 9, tzinfo=UTC)
WAIVER = u.ProposeWaiver(
    waiver="at-sea", practice="S0-02", subject="ana", reason="Ana is at sea until then.",
    expires_at=ENDS,
)  # fmt: skip
TYPED = {
    "practice": "S0-02", "subject": "ana", "reason": "Ana is at sea until then.",
    "expires_at": "2026-11-20T10:00",
}  # fmt: skip
PROPOSED = "ruth proposes to waive S0-02 for Ana until 20 Nov 2026: Ana is at sea until then."


@pytest.fixture
async def asked(api: Api) -> Api:
    """Version 1 is proposed; Nina is an approver beside Ruth, who leads above."""
    await api.proposed()
    grants = (Role(office="approver", person="nina"),)
    await api.give(c.ProposeRoles(change="new", reason="A second one", grants=grants), by="ines")
    await api.give(c.AgreeToRoles(change="new"), by="olu")
    await api.until_there("sales", lambda plan: "nina" in plan["roles"]["approvers"])
    return api


async def work(api: Api, pages: Read, by: str) -> Page:
    return await pages(api, f"/o/{api.organisation}/work", by=by)


async def test_a_waiver_is_proposed_by_one_and_agreed_by_the_other_on_the_page(
    asked: Api, pages: Read
) -> None:
    form = await pages(asked, "/units/sales/acts/propose-waiver", by="ruth")
    tried = await form.press("Say what would be recorded", TYPED)
    assert "ruth proposed to waive S0-02 for Ana until 2026-11-20 09:00 UTC" in tried.words
    await form.sign("Propose to waive a gate for one case", TYPED)

    before = await pages(asked, "/units/sales", by="nina")
    assert "Waiver proposed : ruth proposed to waive it for Ana" in before.words
    assert "Ana has neither pushed back nor said they have no concern" in before.words
    assert "It waits for nina." in before.words
    after = await before.sign("Agree to this waiver")

    assert "is waived for Ana by ruth and nina until" in after.words
    assert "Waiver proposed" not in after.words
    assert (await asked.unit())["waivers"][0]["proposed_by"] == "ruth"


async def test_who_is_asked_has_it_in_their_work_and_who_asks_has_no_button(
    asked: Api, pages: Read
) -> None:
    await asked.give(WAIVER, by="ruth", unit="sales")

    theirs = await work(asked, pages, "nina")
    assert PROPOSED in theirs.words
    links = set(theirs.read.links.values())
    assert f"/o/{asked.organisation}/cycles/{CYCLE}/units/sales#waivers" in links
    assert PROPOSED not in (await work(asked, pages, "ruth")).words
    for who in ("ruth", "dana"):
        shown = await pages(asked, "/units/sales", by=who)
        assert "Waiver proposed" in shown.words
        buttons = {one.words for form in shown.read.forms for one in form.buttons}
        assert not {"Agree to this waiver", "Refuse this waiver"} & buttons
    inbox = await asked.read("/inbox", by="nina")
    (one,) = [row for row in inbox["inbox"] if row["kind"] == "waiver"]
    assert (one["subject"], one["unit"]) == ("at-sea", "sales")
    assert datetime.fromisoformat(one["due_at"]) == ENDS


async def test_a_refusal_is_given_with_its_reason_and_shown(asked: Api, pages: Read) -> None:
    await asked.give(WAIVER, by="nina", unit="sales")
    page = await pages(asked, "/units/sales", by="ruth")

    after = await page.sign("Refuse this waiver", {"reason": "She has a telephone."})

    assert "Waiver refused : nina proposed to waive it" in after.words
    assert "ruth refused: She has a telephone." in after.words
    assert (await asked.unit())["waivers"] == []


async def test_one_person_alone_waives_nothing(asked: Api) -> None:
    await asked.give(WAIVER, by="ruth", unit="sales")

    alone = await asked.ask(u.AgreeToWaiver(waiver="at-sea"), by="ruth", unit="sales")
    leader = await asked.ask(u.AgreeToWaiver(waiver="at-sea"), by="dana", unit="sales")
    ahead = await asked.ask(u.AgreeToWaiver(waiver="at-sea"), by="nina", unit="sales", dry_run=True)

    assert (alone.json()["name"], leader.json()["name"]) == ("NeedsTwoPeople", "NotAuthorised")
    assert [one["type"] for one in ahead.json()["events"]] == ["GateWaived"]
    assert (await asked.unit())["waivers"] == []


async def test_proposed_and_open_waivers_head_the_cycles_page_until_they_end(
    asked: Api, pages: Read
) -> None:
    await asked.give(WAIVER, by="ruth", unit="sales")
    said = (await pages(asked, "", by="sam")).words
    assert f"Waiver proposed in Sales , not waived yet: {PROPOSED} It waits for nina." in said
    assert said.index("Open waivers") < said.index("Signing board")

    await asked.give(u.AgreeToWaiver(waiver="at-sea"), by="nina", unit="sales")
    said = (await pages(asked, "", by="sam")).words
    assert "S0-02 is waived in Sales for Ana until" in said
    assert "by ruth and nina: Ana is at sea until then." in said
    assert "Waiver proposed" not in said

    asked.now = datetime(2026, 11, 21, 9, tzinfo=UTC)
    assert "Open waivers" not in (await pages(asked, "", by="sam")).words


async def test_a_rehearsal_that_is_told_no_time_shows_what_is_waived_where_it_has_come_to(
    asked: Api,
) -> None:
    late = WAIVER.model_copy(update={"expires_at": datetime(2190, 1, 1, 9, tzinfo=UTC)})
    await asked.give(late, by="ruth", unit="sales")
    await asked.give(u.AgreeToWaiver(waiver="at-sea"), by="nina", unit="sales")
    assert "Open waivers" in await untold(asked)

    asked.now = datetime(2190, 1, 2, 9, tzinfo=UTC)
    rate = c.RecordMarketRate(
        currency="EUR", rate=Decimal("1.20"), on=date(2027, 1, 4), source="ECB"
    )
    await asked.give(rate)

    assert "Open waivers" not in await untold(asked)


async def untold(api: Api) -> str:
    """The cycle's page as a browser asks for it, by the wall's clock."""
    address = f"/o/{api.organisation}/cycles/{CYCLE}"
    return (await api.http.get(address, headers={"Tally-Person": "sam"})).text


async def issued(api: Api, command: Command, by: str) -> dict[str, Any]:
    """What would be signed, as the API says it."""
    answer = await api.http.post(
        f"{api.base}/cycles/{CYCLE}/units/sales/manifests",
        json={"command": type(command).__name__, "body": command.model_dump(mode="json")},
        headers=api.headers(by),
    )
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_each_of_the_two_signs_their_own_act_as_a_waiver(asked: Api, record: Pool) -> None:
    told = []
    for command, who in ((WAIVER, "ruth"), (u.AgreeToWaiver(waiver="at-sea"), "nina")):
        found = await issued(asked, command, who)
        told.append((found["content"], found["read"]))
        body = command.model_dump(mode="json") | {"signature": found["signature"]}
        answer = await asked.http.post(
            f"{asked.base}/cycles/{CYCLE}/units/sales/{path_of(command)}",
            json=body,
            headers=asked.headers(who, Idempotency_Key=found["nonce"]),
        )
        assert answer.status_code == 200, answer.text

    content, read = told[1]
    assert is_token(content["waiver"]["reason"])
    assert read[content["waiver"]["reason"]] == WAIVER.reason
    async with session(record) as connection:
        payloads = await connection.fetch(
            "SELECT p.payload FROM tally.events AS e JOIN tally.payloads AS p"
            " USING (organisation, stream, version) WHERE organisation = $1"
            " AND e.type IN ('WaiverProposed', 'GateWaived') ORDER BY e.position",
            asked.organisation,
        )
    manifests = [json.loads(bytes(one["payload"]))["signature"]["manifest"] for one in payloads]
    assert [one["signer"]["person"] for one in manifests] == ["ruth", "nina"]
    assert [one["statements"][0]["meaning"] for one in manifests] == ["waiver", "waiver"]


async def test_what_nobody_agreed_to_expires_and_leaves_their_work(asked: Api, pages: Read) -> None:
    await asked.give(WAIVER, by="ruth", unit="sales")
    asked.now = datetime(2026, 11, 21, 9, tzinfo=UTC)
    told = await asked.http.post(
        f"{asked.base}/cycles/{CYCLE}/pass-time", json={}, headers=asked.headers("ines")
    )
    assert told.status_code == 200, told.text

    plan = await asked.until_there(
        "sales", lambda plan: plan["waiver_proposals"][0]["standing"] == "expired"
    )

    assert plan["waivers"] == []
    assert PROPOSED not in (await work(asked, pages, "nina")).words
    assert "Waiver expired" in (await pages(asked, "/units/sales", by="sam")).words
