"""The auditor's page without JavaScript: who comes to it, what is done there, and what is refused."""

from __future__ import annotations

import asyncio

import pytest
from api import CYCLE, Api
from auditors_page import audit, audited, ended, sent
from httpx import AsyncClient
from keepers import WHO, kept

from domain.aggregates import AGGREGATES
from domain.sensitive import SENSITIVE
from web.pages.acting import Typed
from web.pages.audit import left_out

READS = {"approver", "sponsor", "hr_partner", "auditor", "administrator"}
AUDITORS = {
    "GET": ("verification", "verification.json", "bundle", "bundle.zip", "receipts"),
    "POST": ("verification", "verification/stop", "bundle", "bundle/stop", "receipts/check"),
}


@pytest.fixture
async def api(http: AsyncClient) -> Api:
    return await audited(http)


async def waits(api: Api, who: str) -> list[str]:
    """What waits for a person in no cycle."""
    answer = await api.get("/inbox", by=who)
    return [one["words"] for one in answer.json()["inbox"] if one["cycle"] is None]


@pytest.mark.parametrize("role", WHO)
async def test_who_keeps_or_audits_comes_to_the_page(api: Api, role: str) -> None:
    for path in ("", "/kept"):
        answer = await audit(api, path, by=WHO[role])
        assert answer.status == (200 if role in READS else 403)


@pytest.mark.parametrize("role", [one for one in WHO if one != "auditor"])
async def test_only_an_auditor_verifies_takes_away_and_looks_receipts_up(
    api: Api, role: str
) -> None:
    for path in AUDITORS["GET"]:
        assert (await audit(api, f"/{path}", by=WHO[role])).status == 403, path
    for path in AUDITORS["POST"]:
        assert (await sent(api, path, by=WHO[role])).status == 403, path


async def test_an_auditor_verifies_the_record_and_reads_what_was_found(api: Api) -> None:
    page = await (await audit(api)).press("Verify the record")
    assert "Verification" in page.text
    done = await ended(api, "/verification")
    # No notary runs here, so nothing is witnessed, and the page says so.
    assert "This record is NOT valid." in done.words
    assert "There was nothing to look at: 0 checkpoints." in done.words
    assert "What to do" in done.words
    report = (await audit(api, "/verification.json")).answer
    assert report.headers["content-disposition"].startswith("attachment")
    found = {one["number"] for one in report.json()["checks"] if one["standing"] == "finding"}
    assert found == {"V09", "V10", "V11", "V13"}
    counted = {one["number"]: one["counted"] for one in report.json()["checks"]}
    assert counted["V21"] == counted["V22"] > 0
    assert counted["V24"] > 0
    assert "Not valid when last verified" in (await audit(api)).words


async def test_a_bundle_of_what_was_never_signed_is_refused_in_words(api: Api) -> None:
    await (await audit(api)).press("Make the bundle", {"scope": "cycle", "name": "fy27"})
    done = await ended(api, "/bundle")
    assert "There is no bundle." in done.words
    assert (await audit(api, "/bundle.zip")).status == 404


async def test_a_bundle_of_a_cycle_says_which(api: Api) -> None:
    refused = await (await audit(api)).press("Make the bundle", {"scope": "cycle"})
    assert refused.status == 422
    assert "Say which cycle or stream." in refused.words
    unknown = await (await audit(api)).press("Make the bundle", {"scope": "planet", "name": "fy27"})
    assert unknown.status == 422
    assert "Take the whole organisation, a cycle or a stream." in unknown.words


def test_no_bundle_of_the_page_says_what_an_auditor_does_not_read() -> None:
    chosen = left_out(Typed({"without": ("SeatFilled",)}))

    assert {"SeatFilled", "CompensationImported", "SurveyImported", "ValuesCaseOpened"} <= {*chosen}
    known = {event for one in AGGREGATES.values() for event in one.events}
    assert {*SENSITIVE} <= known


async def test_a_command_is_looked_up_by_its_id(api: Api) -> None:
    told = await api.read(f"/cycles/{CYCLE}/timeline", limit=1)
    command = told["events"][0]["command_id"]
    page = await audit(api, f"/receipts?command_id={command}")
    assert f"cycle/{CYCLE}, position" in page.words
    receipt = await api.http.get(page.link("its receipt"), headers=api.headers("sam"))
    assert receipt.status_code == 409
    assert "The notary has not signed the log up to it yet" in receipt.text
    nothing = await audit(api, "/receipts?command_id=nobody-s")
    assert (nothing.status, "Nothing is recorded" in nothing.words) == (404, True)


UPLOADS = {
    "nothing": (b"", 422, "Choose a receipt first."),
    "something else": (b"{}", 422, "It is no receipt, or was changed"),
    "something large": (b"x" * (6 << 20), 413, "larger than 5 MiB"),
}


@pytest.mark.parametrize("name", UPLOADS)
async def test_a_file_that_is_no_receipt_is_refused_in_words(api: Api, name: str) -> None:
    content, status, words = UPLOADS[name]
    page = await sent(api, "receipts/check", files={"file": ("receipt.json", content)})
    assert page.status == status
    assert words in page.words


async def test_a_hold_is_placed_and_released_by_two_on_the_page(api: Api) -> None:
    held = {"scope": "person", "subject": "petra", "reference": "case 9", "reason": "A claim."}
    page = await (await audit(api, "/kept", by="olu")).press("Place the hold", held)
    assert "The hold is placed." in page.words
    assert "case 9" in page.words
    asks = next(b.words for f in page.read.forms for b in f.buttons if b.words.startswith("Ask to"))
    asked = await page.press(asks, {"reason": "Over."})
    assert "olu asks for it: Over." in asked.words
    (said,) = await waits(api, "farah")
    assert said.startswith("olu asks to release the hold ")
    assert said.endswith(" (case 9): agree, or let it lie. Over.")
    again = await audit(api, "/kept", by="farah")
    page = await again.press(asks.replace("Ask to release", "Agree to release"), {"reason": "Yes."})
    assert "olu asked, farah agreed: Yes." in page.words
    assert await waits(api, "farah") == []


async def test_a_person_is_erased_by_two_on_the_page(api: Api) -> None:
    asked = {"person": "paula", "ground": "own_request", "reference": "request 8"}
    page = await (await audit(api, "/kept", by="farah")).press("Ask to erase them", asked)
    assert "a second person agrees" in page.words
    assert not page.has_button("Agree to erase paula")
    seen = await audit(api, "/kept", by="sam")
    assert not seen.has_button("Agree to erase paula")
    assert await waits(api, "farah") == []
    said = ["farah asks to erase a person (request 8): agree, or withdraw it."]
    assert await waits(api, "ada") == said
    address = f"/o/{api.organisation}/work"
    work = await api.http.get(address, headers=api.headers("ada", Accept="text/html"))
    assert said[0] in work.text
    assert f'href="/o/{api.organisation}/audit/kept#erasures"' in work.text
    done = await (await audit(api, "/kept", by="ada")).press("Agree to erase paula")
    assert "What is theirs is destroyed now." in done.words
    async with asyncio.timeout(20):
        while "under way" in (await audit(api, "/kept")).words:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    (gone,) = [one for one in (await kept(api))["erasures"] if one["person"] == "paula"]
    assert gone["standing"] == "destroyed"


async def test_what_is_refused_is_said_with_what_was_typed(api: Api) -> None:
    asked = {"person": "dana", "ground": "own_request", "reference": "request 9"}
    page = await (await audit(api, "/kept", by="farah")).press("Ask to erase them", asked)
    assert page.status == 409
    assert "still has duties" in page.words
    assert "leader in sales" in page.words
    assert page.value("reference") == "request 9"


async def test_periods_are_changed_by_two_on_the_page(api: Api) -> None:
    asked = {"kind": "drafts", "days": "30", "basis": "policy 4", "reason": "Fewer copies."}
    page = await (await audit(api, "/kept", by="ada")).press("Propose it", asked)
    assert "ada proposes other periods" in page.words
    done = await (await audit(api, "/kept", by="anton")).press("Agree to these periods")
    assert "The periods hold from now on." in done.words
    assert "30 days policy 4" in done.words
