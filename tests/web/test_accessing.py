"""The access review: offices, who stands in, accounts, tokens, passkeys, and what changed between."""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from api import CYCLE, Api
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from people import account_of, browser, sign_in

from domain.cycle import commands as c
from domain.people import Role
from domain.unit import commands as u
from identity import accounts, tokens
from runtime.settings import Settings
from store.pool import session as connected

BASE = f"/cycles/{CYCLE}/audit/access"


@pytest.fixture(scope="module")
async def desk(app: FastAPI, settings: Settings) -> AsyncIterator[Api]:
    """Dana delegates to Marco for a while; Eve becomes an executive; Ana can sign in, Otto no more."""
    assert settings.local_key is not None
    key = {"Tally-Key": settings.local_key.get_secret_value()}
    async with AsyncClient(
        transport=ASGITransport(app=app), base_url="http://127.0.0.1:8600", headers=key
    ) as http:
        api = Api(http=http, organisation="halden-access")
        await api.proposed()
        await api.give(
            u.DelegateDuty(
                delegate="marco", starts_at=api.now, ends_at=api.now + timedelta(days=7)
            ),
            by="dana", unit="sales",
        )  # fmt: skip
        change = c.ProposeRoles(
            change="eve", grants=(Role(office="executive", person="eve"),),
            reason="She follows the region.",
        )  # fmt: skip
        await api.give(change, by="ines")
        await api.give(c.AgreeToRoles(change="eve"), by="olu")
        await api.until_there("sales", lambda plan: "eve" in plan["roles"]["executives"])
        await _accounts(app, api.organisation)
        yield api


async def _accounts(app: FastAPI, organisation: str) -> None:
    ana = await account_of(app, "ana", organisation)
    await account_of(app, "otto", organisation)
    assert (await sign_in(browser(app), ana.email)).status_code == 303
    at = datetime.now(UTC)
    async with connected(app.state.doors.writer) as connection:
        await tokens.make(
            connection, ana, organisation=organisation, name="reports", scope="read", at=at
        )
        await accounts.disable(connection, f"otto@{organisation}.example", at=at, by="ada")


def of(found: dict[str, Any], person: str) -> set[tuple[str | None, str]]:
    return {(one["unit"], one["office"]) for one in found["offices"] if one["person"] == person}


async def test_every_office_is_told_with_the_event_and_the_people_that_gave_it(desk: Api) -> None:
    found = await desk.read(BASE)

    assert of(found, "dana") == {
        (None, "leader of sales"), ("sales", "leader"), ("emea", "leader_above"),
    }  # fmt: skip
    assert of(found, "paul") == {("emea", "member")}
    assert (found["names"]["dana"], found["unit_names"]["emea"]) == ("Dana", "EMEA")
    executive = next(
        one for one in found["offices"] if (one["person"], one["unit"]) == ("eve", "sales")
    )
    assert executive["since"]["type"] == "UnitRolesChanged"
    assert {"ines", "olu"} <= set(executive["since"]["people"])
    assert found["conflicts"] == []


async def test_who_stands_in_for_another_is_told_for_as_long_as_it_lasts(desk: Api) -> None:
    during = await desk.read(BASE, at=(desk.now + timedelta(days=1)).isoformat())
    after = await desk.read(BASE, at=(desk.now + timedelta(days=8)).isoformat())

    (one,) = [one for one in during["offices"] if one["instead_of"]]
    assert (one["person"], one["office"], one["instead_of"]) == ("marco", "acts for", "dana")
    assert [one for one in after["offices"] if one["instead_of"]] == []


async def test_before_an_office_was_given_nobody_held_it(desk: Api) -> None:
    events = (await desk.read(f"/cycles/{CYCLE}/timeline", limit=1000))["events"]
    changed = next(one["position"] for one in events if one["type"] == "RolesChanged")

    before = await desk.read(BASE, at=changed - 1)
    then = await desk.read(BASE, at=changed)

    assert (of(before, "eve"), of(then, "eve")) == (set(), {(None, "executive")})


async def test_accounts_and_tokens_are_told_as_they_are_and_no_secret_is(desk: Api) -> None:
    answer = await desk.get(BASE)
    ways = answer.json()["ways"]

    told = {one["person"]: one for one in ways["accounts"]}
    assert (told["ana"]["disabled"], told["otto"]["disabled"]) == (False, True)
    assert told["ana"]["signed_in_at"] is not None
    assert [(one["person"], one["name"], one["scope"]) for one in ways["tokens"]] == [
        ("ana", "reports", "read")
    ]
    assert "sha256" not in answer.text
    assert "password" not in answer.text


async def test_accounts_are_those_of_the_moment_that_is_asked_about(
    desk: Api, app: FastAPI
) -> None:
    async with connected(app.state.doors.writer) as connection:
        since = await connection.fetchval(
            "SELECT max(at) FROM tally.security_log WHERE name = 'AccountDisabled'"
        )

    before = await desk.read(BASE, at=(since - timedelta(milliseconds=1)).isoformat())
    after = await desk.read(BASE, at=(since + timedelta(milliseconds=1)).isoformat())

    states = [
        next(one["disabled"] for one in found["ways"]["accounts"] if one["person"] == "otto")
        for found in (before, after)
    ]
    assert states == [False, True]


async def test_what_changed_between_two_moments_is_told(desk: Api) -> None:
    events = (await desk.read(f"/cycles/{CYCLE}/timeline", limit=1000))["events"]
    changed = next(one["position"] for one in events if one["type"] == "RolesChanged")

    found = await desk.read(
        f"{BASE}/changes", **{"from": changed - 1, "to": events[-1]["position"]}
    )

    gained = {(one["person"], one["unit"], one["office"]) for one in found["gained"]}
    assert gained == {("eve", None, "executive"), ("eve", "sales", "executive")}
    assert found["lost"] == []
    turned = await desk.get(f"{BASE}/changes", **{"from": changed, "to": changed - 1})
    assert turned.status_code == 422


async def test_what_was_done_to_accounts_is_told_between_two_instants(desk: Api) -> None:
    today = datetime.now(UTC)
    span = {"from": desk.now.isoformat(), "to": (today + timedelta(days=1)).isoformat()}

    found = await desk.read(f"{BASE}/changes", **span)

    happened = {(one["person"], one["happened"]) for one in found["accounts"]}
    assert {("otto", "AccountDisabled"), ("ana", "TokenMade"), ("ana", "PasswordSet")} <= happened
    assert "ada" in {one["by"] for one in found["accounts"]}


async def test_the_review_is_a_table_too(desk: Api) -> None:
    answer = await desk.get(f"{BASE}/review.csv")
    rows = list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))

    kinds = {one["kind"] for one in rows}
    assert {"office", "account", "token"} <= kinds
    dana = next(one for one in rows if (one["person"], one["unit"]) == ("dana", "sales"))
    assert (dana["name"], dana["what"], dana["by_event"]) == ("Dana", "leader", "UnitPlanOpened")
    otto = next(one for one in rows if (one["person"], one["kind"]) == ("otto", "account"))
    assert otto["state"] == "disabled"
