from __future__ import annotations

import json

import pytest
from api import CYCLE, Api, eur, start, usd

from domain.model import Command
from domain.unit import commands as u
from store import read
from store.pool import Pool

UNIT = f"/cycles/{CYCLE}/units/sales"

BAD = {
    "an unknown field": {"colour": "red"},
    "a version that is no number": {"version": "one"},
    "a float for an amount": {"counter": {"currency": "EUR", "amount": 25.4}},
    "a huge amount": {"counter": {"currency": "EUR", "amount": "9" * 30}},
    "an unknown currency": {"counter": {"currency": "EURO", "amount": "1.00"}},
    "too many decimals": {"counter": {"currency": "EUR", "amount": "1.001"}},
    "an id with a slash": {"item": "a/b"},
    "no words": {"words": "  "},
    "too many words": {"words": "x" * 10_001},
    "a direction control": {"words": "abc\u202edef"},
    "an unknown kind": {"kind": "mood"},
    "a huge whole number": {"version": 2**63},
}


@pytest.mark.parametrize("changed", BAD.values(), ids=BAD)
async def test_a_malformed_body_is_422_and_says_where(api: Api, changed: dict[str, object]) -> None:
    good = {"item": "i", "version": 1, "kind": "realism", "words": "Too much", "seat": "north"}

    answer = await api.http.post(
        f"{api.base}{UNIT}/raise-pushback", json={**good, **changed}, headers=api.headers("marco")
    )

    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert body["name"] == "Malformed"
    assert body["missing"]
    assert body["instance"] == f"{api.base}{UNIT}/raise-pushback"


@pytest.mark.parametrize("written", ["2027-04-31", "1.4.2027", "yesterday", "", True])
async def test_a_day_that_is_none_is_422_and_says_how_to_write_one(
    api: Api, written: str | bool
) -> None:
    await api.give(start())
    body = {"currency": "EUR", "rate": "1.20", "on": written, "source": "ECB"}

    asked = await api.get(f"/cycles/{CYCLE}/facts", known_on=written)
    given = await api.http.post(
        f"{api.base}/cycles/{CYCLE}/record-market-rate", json=body, headers=api.headers("ines")
    )

    assert (asked.status_code, given.status_code) == (422, 422)
    assert asked.json()["missing"] == ["query.known_on: that is no day; write one like 2027-04-03"]
    assert given.json()["missing"] == ["on: that is no day; write one like 2027-04-03"]


RAW = {
    "a key twice": b'{"version": 1, "version": 2}',
    "a key twice, deep": b'{"version": 1, "words": {"a": 1, "a": 2}}',
    "an escaped NUL": b'{"version": 1, "words": "a\\u0000b"}',
    "a raw NUL": b'{"version": 1, "words": "a\x00b"}',
    "half a character": b'{"version": 1, "words": "\\ud800"}',
    "no JSON": b"version=1",
    "not UTF-8": b'{"version": 1, "words": "\xff"}',
    "no number": b'{"version": NaN}',
    "nested too deeply": b"[" * 200_000,
    "a number of many digits": b'{"version": ' + b"1" * 5_000 + b"}",
    "nothing": b"",
    "a list": b"[]",
}


@pytest.mark.parametrize("content", RAW.values(), ids=RAW)
async def test_unsound_json_is_422(api: Api, content: bytes) -> None:
    answer = await api.http.post(
        f"{api.base}{UNIT}/state-no-concerns",
        content=content,
        headers={**api.headers("marco"), "Content-Type": "application/json"},
    )

    assert answer.status_code == 422, answer.text
    assert answer.json()["name"] == "Malformed"


async def test_ten_megabytes_of_text_are_refused_at_the_door(api: Api) -> None:
    content = json.dumps({"version": 1, "words": "x" * 10_000_000}).encode()

    answer = await api.http.post(
        f"{api.base}{UNIT}/decline-to-sign",
        content=content,
        headers={**api.headers("marco"), "Content-Type": "application/json"},
    )

    assert answer.status_code == 413
    assert answer.json()["name"] == "BodyTooLarge"
    assert "1 MiB" in answer.json()["detail"]


@pytest.mark.parametrize("key", ["a/b", "a#1", "", " ", "x" * 101, "é"], ids=repr)
async def test_a_key_that_could_be_a_plan_s_own_is_422(api: Api, key: str) -> None:
    answer = await api.http.post(
        f"{api.base}/cycles",
        json=start().model_dump(mode="json"),
        headers={b"Tally-Person": b"ines", b"Idempotency-Key": key.encode()},
    )

    assert answer.status_code == 422, answer.text


REFUSED = {
    "an unknown seat": (u.StateBottomUp(seat="nowhere", amount=usd(1)), "marco", 404),
    "another's seat": (u.StateBottomUp(seat="emea", amount=eur(1)), "marco", 403),
    "the wrong currency": (u.StateBottomUp(seat="north", amount=eur(1)), "marco", 409),
    "a negative amount": (u.StateBottomUp(seat="north", amount=usd(-1)), "marco", 409),
    "another version": (u.StateNoConcerns(version=7), "marco", 409),
    "an unknown item": (
        u.AnswerPushback(item="none", outcome="real_issue", reason="Because it is so."),
        "dana",
        404,
    ),
    "an unknown person": (
        u.CapturePushback(
            item="x", version=1, person="nobody", kind="other", words="They said so."
        ),
        "dana",
        404,
    ),
}


@pytest.mark.parametrize(("command", "by", "status"), REFUSED.values(), ids=REFUSED)
async def test_bad_input_is_refused_and_records_nothing(
    api: Api, record: Pool, command: Command, by: str, status: int
) -> None:
    await api.proposed()
    before = await read.length(record, api.organisation, f"unit/{CYCLE}/sales")

    answer = await api.ask(command, by=by, unit="sales")

    assert answer.status_code == status, answer.text
    assert answer.json()["detail"]
    assert await read.length(record, api.organisation, f"unit/{CYCLE}/sales") == before
