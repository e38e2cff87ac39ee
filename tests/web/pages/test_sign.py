"""The sign page over HTTP: what it shows, signing by name, password and passkey, and what it refuses."""

from __future__ import annotations

import pytest
from api import Api
from httpx import Response
from signatures import SIGN, accepted, form_of, revised


@pytest.fixture
async def ready(api: Api) -> Api:
    api.flat = True
    await accepted(api)
    return api


async def page(api: Api, *, by: str = "dana", where: str = SIGN) -> Response:
    return await api.http.get(f"/o/{api.organisation}{where}", headers=api.headers(by))


async def send(
    api: Api, fields: dict[str, str], act: str = "sign", *, by: str = "dana"
) -> Response:
    return await api.http.post(
        f"/o/{api.organisation}{SIGN}/{act}", headers=api.headers(by), data=fields
    )


async def signs(api: Api, by: str) -> Response:
    return await send(api, form_of((await page(api, by=by)).text), by=by)


async def test_the_page_shows_exactly_what_is_signed_and_what_it_means(ready: Api) -> None:
    shown = await page(ready)
    code = (await ready.unit())["versions"][-1]["content_hash"][:8]
    assert shown.status_code == 200
    for words in ("$61.60", "€44", "$100", "$110", "Two engineers work in EMEA.", code):
        assert words in shown.text, words
    for words in ("I wrote version 1", "I share responsibility", "I commit the resources"):
        assert words in shown.text, words


async def test_a_member_waits_for_the_leader(ready: Api) -> None:
    shown = await page(ready, by="marco")
    assert "has not signed yet" in shown.text
    assert "before the leader" in shown.text
    assert "/sign/sign" not in shown.text


async def test_before_a_version_is_final_the_page_says_what_comes_first(api: Api) -> None:
    api.flat = True
    await api.proposed()
    shown = await page(api)
    assert shown.status_code == 200
    assert "no version of this plan is final" in shown.text


async def test_a_signature_is_recorded_with_its_evidence_and_leads_to_the_letter(
    ready: Api,
) -> None:
    answer = await signs(ready, "dana")
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"].split("?")[0].endswith("/units/sales/letter")
    (signature,) = (await ready.unit())["signatures"]
    assert (signature["person"], signature["grade"]) == ("dana", "named")
    assert signature["manifest_sha256"]


async def test_dissent_is_kept_beside_the_signature(ready: Api) -> None:
    fields = form_of((await page(ready)).text) | {"dissent": "Oslo is too early."}
    assert (await send(ready, fields)).status_code == 303
    assert "Oslo is too early." in (await page(ready, by="marco")).text


async def test_the_same_form_sent_again_gets_the_first_answer(ready: Api) -> None:
    fields = form_of((await page(ready)).text)
    first, again = await send(ready, fields), await send(ready, fields)
    assert (first.status_code, again.status_code) == (303, 303)
    assert len((await ready.unit())["signatures"]) == 1


async def test_a_second_tab_hears_that_it_is_signed_already(ready: Api) -> None:
    other_tab = form_of((await page(ready)).text)
    await signs(ready, "dana")
    answer = await send(ready, other_tab)
    assert answer.status_code == 409
    assert "signed this version already" in answer.text
    assert "Your letter" in answer.text


async def test_a_version_revised_since_is_refused_with_the_difference_and_nothing_lost(
    ready: Api,
) -> None:
    fields = form_of((await page(ready)).text) | {"dissent": "Oslo is too early."}
    await revised(ready)
    answer = await send(ready, fields)
    assert answer.status_code == 409
    assert "from version 1 to version 2" in answer.text
    assert "$61.60" in answer.text
    assert "$61" in answer.text
    assert "Oslo is too early." in answer.text
    assert (await ready.unit())["signatures"] == []


async def test_a_page_altered_on_the_way_is_shown_again(ready: Api) -> None:
    fields = form_of((await page(ready)).text) | {"shown": "0" * 64}
    answer = await send(ready, fields)
    assert answer.status_code == 409
    assert "What you were shown has changed" in answer.text


async def test_declining_takes_words_and_says_what_happens(ready: Api) -> None:
    await signs(ready, "dana")
    shown = await page(ready, by="ana")
    assert "may put the plan in force without you" in shown.text
    fields = form_of(shown.text, "decline")
    empty = await send(ready, fields | {"words": "  "}, "decline", by="ana")
    assert empty.status_code == 422
    answer = await send(ready, fields | {"words": "44 is not my plan"}, "decline", by="ana")
    assert answer.status_code == 303, answer.text
    assert "44 is not my plan" in (await page(ready, by="ana")).text


async def test_a_signature_is_taken_back_with_a_reason(ready: Api) -> None:
    await signs(ready, "dana")
    await signs(ready, "marco")
    shown = await page(ready, by="marco")
    fields = form_of(shown.text, "take-back") | {"reason": "I misread it"}
    answer = await send(ready, fields, "take-back", by="marco")
    assert answer.status_code == 303
    assert "/sign/sign" in (await page(ready, by="marco")).text


async def test_nobody_signs_what_is_not_theirs(ready: Api) -> None:
    fields = form_of((await page(ready)).text)
    answer = await send(ready, fields, by="ruth")
    assert answer.status_code in {403, 409}
    assert (await ready.unit())["signatures"] == []


async def test_an_unknown_act_is_refused(ready: Api) -> None:
    fields = form_of((await page(ready)).text)
    assert (await send(ready, fields, "rule-the-world")).status_code == 409
