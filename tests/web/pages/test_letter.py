"""The letter that a signer keeps, and what its code tells whoever has it."""

from __future__ import annotations

import re

import pytest
from api import CYCLE, Api
from httpx import Response
from signatures import SIGN, accepted, form_of

LETTER = f"/cycles/{CYCLE}/units/sales/letter"


@pytest.fixture
async def signed(api: Api) -> Api:
    """Dana has signed version 1 on its page."""
    api.flat = True
    await accepted(api)
    shown = await api.http.get(f"/o/{api.organisation}{SIGN}", headers=api.headers("dana"))
    sent = await api.http.post(
        f"/o/{api.organisation}{SIGN}/sign",
        headers=api.headers("dana"),
        data=form_of(shown.text),
    )
    assert sent.status_code == 303, sent.text
    return api


async def letter(api: Api, by: str = "dana") -> Response:
    return await api.http.get(f"/o/{api.organisation}{LETTER}", headers=api.headers(by))


async def test_the_letter_says_who_signed_what_when_and_who_has_not(signed: Api) -> None:
    shown = await letter(signed)
    version = (await signed.unit())["versions"][-1]
    assert shown.status_code == 200
    for words in ("$110", version["content_hash"], "I wrote version 1", "Named", "not signed yet"):
        assert words in shown.text, words


async def test_who_has_signed_nothing_has_no_letter(signed: Api) -> None:
    assert "there is no letter to keep" in (await letter(signed, "marco")).text


async def test_whoever_has_the_code_sees_the_signature_and_no_amount(signed: Api) -> None:
    found = re.search(r"/letters/([0-9a-f-]{19})", (await letter(signed)).text)
    assert found
    checked = await signed.http.get(f"/letters/{found[1]}")
    assert checked.status_code == 200
    assert "Dana signed version 1" in checked.text
    assert "The evidence holds." in checked.text
    assert "$" not in checked.text


async def test_a_code_that_is_none_is_told_so(signed: Api) -> None:
    checked = await signed.http.get("/letters/0000-0000-0000-0000")
    assert checked.status_code == 404
    assert "holds no signature" in checked.text
