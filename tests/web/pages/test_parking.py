from __future__ import annotations

import re
from itertools import count

import pytest
from fastapi import FastAPI
from httpx import AsyncClient, Response
from people import account_of, browser, sign_in, signed_in

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
