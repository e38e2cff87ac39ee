from __future__ import annotations

import re
from itertools import count

import pytest
from fastapi import FastAPI
from httpx import AsyncClient, Response
from people import account_of, browser, sign_in, signed_in

from web.pages.acting import Typed
from web.pages.forms import Forms, Sent
from web.pages.unit_acts import OF_UNITS

_numbers = count(1)
TYPED = {"zone": "Mars/Olympus Mons", "password_hint": "do not keep", "command_id": "once"}
FROM = {"Referer": "https://localhost/account?said=before&a=1"}


@pytest.fixture
def company() -> str:
    return f"parking-{next(_numbers)}"


async def interrupted(app: FastAPI, company: str) -> AsyncClient:
    """Dana's browser, whose session ended while she typed."""
    client = await signed_in(app, "dana", company)
    secret = client.cookies["__Host-tally"]
    async with browser(app) as other:
        await other.post("/sign-out", headers={"Cookie": f"__Host-tally={secret}"})
    return client


def next_of(answer: Response) -> str:
    found = re.fullmatch(r"/sign-in\?next=(.*)", answer.headers["location"])
    assert found
    return found[1]


async def test_what_was_typed_is_back_after_signing_in_again(app: FastAPI, company: str) -> None:
    client = await interrupted(app, company)

    parked = await client.post("/account/zone", data=TYPED, headers=FROM)
    form = await client.get(parked.headers["location"])
    then = re.search(r'name="next" value="([^"]+)"', form.text)
    assert then
    there = await sign_in(client, f"dana@{company}.example", then=then[1].replace("&amp;", "&"))
    page = await client.get(there.headers["location"])

    assert parked.status_code == 303
    assert there.headers["location"].startswith("/account?a=1&typed=")
    assert 'value="Mars/Olympus Mons"' in page.text
    assert "What you had typed is back in its fields." in page.text
    assert "do not keep" not in page.text


async def test_nobody_else_gets_it_back_in_the_same_browser(app: FastAPI, company: str) -> None:
    client = await interrupted(app, company)
    await account_of(app, "marco", company)

    parked = await client.post("/account/zone", data=TYPED, headers=FROM)
    name = parked.headers["location"].rpartition("typed%3D")[2]
    await sign_in(client, f"marco@{company}.example")
    page = await client.get(f"/account?typed={name}")

    assert page.status_code == 200
    assert "Olympus" not in page.text


async def test_nobody_gets_it_back_in_another_browser(app: FastAPI, company: str) -> None:
    client = await interrupted(app, company)

    parked = await client.post("/account/zone", data=TYPED, headers=FROM)
    name = parked.headers["location"].rpartition("typed%3D")[2]
    async with browser(app) as other:
        await sign_in(other, f"dana@{company}.example")
        page = await other.get(f"/account?typed={name}")

    assert page.status_code == 200
    assert "Olympus" not in page.text


async def test_what_is_too_much_to_keep_still_leads_to_the_sign_in_page(
    app: FastAPI, company: str
) -> None:
    client = await interrupted(app, company)

    parked = await client.post("/account/zone", data={"zone": "x" * 300_000}, headers=FROM)

    assert next_of(parked) == "%2Faccount%3Fa%3D1"


@pytest.mark.parametrize("referer", ["https://evil.example/account", "https://localhost//evil", ""])
async def test_only_a_page_of_ours_is_returned_to(app: FastAPI, company: str, referer: str) -> None:
    client = await interrupted(app, company)

    parked = await client.post("/account/zone", data=TYPED, headers={"Referer": referer})

    assert next_of(parked).startswith(("%2Faccount%2Fzone", "%2F%3Ftyped"))


async def back_in(client: AsyncClient, parked: Response, email: str) -> str:
    """The page that a person comes back to by signing in again."""
    form = await client.get(parked.headers["location"])
    then = re.search(r'name="next" value="([^"]+)"', form.text)
    assert then
    there = await sign_in(client, email, then=then[1].replace("&amp;", "&"))
    page = await client.get(there.headers["location"])
    assert page.status_code == 200
    return page.text


async def test_answers_to_the_start_questions_are_back_and_nothing_was_kept(
    app: FastAPI, company: str
) -> None:
    client = await interrupted(app, company)
    start = f"/o/{company}/start"
    sent = {"name": "The year of the dragon", "planners": "dana", "command_id": "once"}

    parked = await client.post(start, data=sent, headers={"Referer": f"https://localhost{start}"})
    page = await back_in(client, parked, f"dana@{company}.example")
    afresh = await client.get(start)

    assert 'value="The year of the dragon"' in page
    assert "What you had typed is back in its fields." in page
    assert "dragon" not in afresh.text


async def test_what_stood_beside_one_file_is_back_beside_that_file_only(
    app: FastAPI, company: str
) -> None:
    client = await interrupted(app, company)
    files = f"/o/{company}/start/files"
    sent = {"kind": "prior", "total": "90000000.00", "sheet": "Actuals"}

    parked = await client.post(files, data=sent, headers={"Referer": f"https://localhost{files}"})
    page = await back_in(client, parked, f"dana@{company}.example")

    assert page.count('value="90000000.00"') == page.count('value="Actuals"') == 1
    assert re.search(r'id="f-prior_total"[^>]*value="90000000.00"', page)


def test_only_the_form_of_my_number_that_was_sent_has_its_words_back() -> None:
    sent = Sent(Typed({"form": ("raise-pushback",), "words": ("The port is closed.",)}))
    forms = Forms("/units/sales", "number", lambda _kind: {}, OF_UNITS, {}, sent)

    push, accept = forms.of("raise-pushback"), forms.of("raise-pushback", accepting="yes")

    assert (push.get("words"), accept.get("words")) == ("The port is closed.", "")
