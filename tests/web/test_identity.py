from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from api import CYCLE, Api, start
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from domain.unit import commands as u
from runtime.settings import Settings, SettingsInvalid
from store.pool import Pool
from web.app import create_app
from web.identity import NoIdentityProvider

URL = "postgresql://nobody@127.0.0.1:1/nowhere"
KEY = "the-key-of-these-tests"

OIDC = {
    "oidc_issuer": "https://login.halden.example",
    "oidc_client_id": "tally",
    "oidc_client_secret": "a-secret-of-these-tests",
}
SEALING = {"sealing_key": "5e" * 32}
PUBLIC = {"environment": "production", "public_url": "https://tally.halden.example"}
REFUSED = {
    "nobody could sign in": (PUBLIC, "no identity provider"),
    "half a provider": (
        {**PUBLIC, "oidc_issuer": "https://login.halden.example", "local_accounts": True},
        "needs all of",
    ),
    "no public address": (
        {"environment": "production", "local_accounts": True},
        "TALLY_PUBLIC_URL",
    ),
    "a public address in the clear": (
        {**PUBLIC, **OIDC, "public_url": "http://tally.halden.example"},
        "TALLY_PUBLIC_URL",
    ),
    "a local key": ({**PUBLIC, **OIDC, "local_key": "the-key-of-these-tests"}, "TALLY_LOCAL_KEY"),
    "every address": ({"http_host": "0.0.0.0"}, "TALLY_HTTP_HOST"),  # noqa: S104 - must be refused
    "every address, IPv6": ({"http_host": "::"}, "TALLY_HTTP_HOST"),
    "an address of the network": ({"http_host": "192.168.1.4"}, "TALLY_HTTP_HOST"),
    "a name": ({"http_host": "tally.halden.example"}, "TALLY_HTTP_HOST"),
}
SERVED = {
    "a provider": {**PUBLIC, **OIDC, "http_host": "0.0.0.0"},  # noqa: S104 - served behind https
    "local accounts": {**PUBLIC, "local_accounts": True},
    "local accounts on this machine": {
        "environment": "production", "public_url": "http://localhost:8600", "local_accounts": True,
    },
}  # fmt: skip


@pytest.mark.parametrize(("changed", "words"), REFUSED.values(), ids=REFUSED)
def test_it_refuses_to_start_where_it_could_not_know_who_anyone_is(
    changed: dict[str, str], words: str
) -> None:
    settings = Settings.model_validate({"database_url": URL, **changed})

    with pytest.raises(NoIdentityProvider, match=words):
        create_app(settings)


@pytest.mark.parametrize("changed", SERVED.values(), ids=SERVED)
def test_it_starts_in_production_where_people_can_sign_in(changed: dict[str, str]) -> None:
    settings = Settings.model_validate({"database_url": URL, **SEALING, **changed})

    assert create_app(settings).title == "Tallystick"


def test_it_refuses_to_start_in_production_without_a_sealing_key(tmp_path: Path) -> None:
    served = {"database_url": URL, "state": tmp_path, **SERVED["a provider"]}

    with pytest.raises(SettingsInvalid, match="There is no sealing key"):
        create_app(Settings.model_validate(served))


def test_the_process_says_why_it_does_not_start() -> None:
    process = subprocess.run(
        [sys.executable, "-m", "runtime.serve"],
        env={**os.environ, "TALLY_ENV": "production", "DATABASE_URL": URL},
        capture_output=True,
        text=True,
        check=False,
    )

    assert process.returncode == 1
    assert process.stderr.startswith("TALLY_ENV is production")
    assert "Traceback" not in process.stderr


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_it_starts_in_development_on_loopback(host: str) -> None:
    assert create_app(Settings(database_url=URL, http_host=host)).title == "Tallystick"


FROM_ELSEWHERE = {
    "another machine": (("10.0.0.7", 4000), {}),
    "a proxy": (("127.0.0.1", 4000), {"X-Forwarded-For": "127.0.0.1"}),
    "a proxy, by the standard": (("127.0.0.1", 4000), {"Forwarded": "for=127.0.0.1"}),
    "a page of another site": (("127.0.0.1", 4000), {"Host": "attacker.example"}),
}


@pytest.mark.parametrize(("client", "headers"), FROM_ELSEWHERE.values(), ids=FROM_ELSEWHERE)
async def test_the_header_is_honoured_from_this_machine_only(
    app: FastAPI, client: tuple[str, int], headers: dict[str, str]
) -> None:
    transport = ASGITransport(app=app, client=client)
    async with AsyncClient(transport=transport, base_url="http://127.0.0.1:8600") as http:
        answer = await http.get(
            "/v1/halden/inbox", headers={"Tally-Person": "dana", "Tally-Key": KEY, **headers}
        )

    assert (answer.status_code, answer.json()["name"]) == (403, "NotAuthorised")


@pytest.mark.parametrize("host", ["localhost:8600", "[::1]:8600", "127.0.0.1"])
async def test_this_machine_has_several_names(api: Api, host: str) -> None:
    answer = await api.http.get(f"{api.base}/inbox", headers={"Tally-Person": "dana", "Host": host})

    assert answer.status_code == 200


@pytest.mark.parametrize("key", ["", "another-key-of-nobody"])
async def test_the_header_is_not_believed_without_this_machines_key(app: FastAPI, key: str) -> None:
    transport = ASGITransport(app=app)
    async with AsyncClient(transport=transport, base_url="http://127.0.0.1:8600") as http:
        headers = {"Tally-Person": "dana", "Tally-Key": key}
        answer = await http.get("/v1/halden/inbox", headers=headers)

    assert (answer.status_code, answer.json()["name"]) == (403, "NotAuthorised")


async def test_the_header_is_never_believed_where_no_key_is_set(
    app: FastAPI, settings: Settings
) -> None:
    other = create_app(settings.model_copy(update={"local_key": None}))
    other.state.doors = app.state.doors
    transport = ASGITransport(app=other)
    async with AsyncClient(transport=transport, base_url="http://127.0.0.1:8600") as http:
        answer = await http.get(
            "/v1/halden/inbox", headers={"Tally-Person": "dana", "Tally-Key": ""}
        )

    assert (answer.status_code, answer.json()["name"]) == (403, "NotAuthorised")


async def test_nobody_named_is_401(api: Api) -> None:
    answer = await api.http.get(f"{api.base}/inbox")

    assert (answer.status_code, answer.json()["name"]) == (401, "NotIdentified")


@pytest.mark.parametrize("header", ["Tally-Person", "Tally-On-Behalf-Of"])
async def test_nobody_calls_as_the_service(api: Api, header: str) -> None:
    headers = {"Tally-Person": "dana", header: "system"}

    answer = await api.http.get(f"{api.base}/inbox", headers=headers)

    assert (answer.status_code, answer.json()["name"]) == (403, "NotAuthorised")


BAD = {
    "a person that is no id": {"Tally-Person": "Dana Reyes"},
    "a client that is too long": {"Tally-Client": "x" * 101},
    "a client with a control character": {"Tally-Client": "a\x85b"},
    "a time without its offset": {"Tally-At": "2026-10-01T09:00:00"},
}


@pytest.mark.parametrize("headers", BAD.values(), ids=BAD)
async def test_a_malformed_header_is_422(api: Api, headers: dict[str, str]) -> None:
    sent = {
        name: value.encode("latin-1")
        for name, value in ({"Tally-Person": "dana"} | headers).items()
    }

    answer = await api.http.get(f"{api.base}/inbox", headers=sent)  # type: ignore[arg-type]

    assert (answer.status_code, answer.json()["name"]) == (422, "Malformed")


async def test_who_has_no_part_in_a_cycle_reads_nothing_of_it(api: Api, record: Pool) -> None:
    await api.give(start())

    answer = await api.get(f"/cycles/{CYCLE}", by="stranger")

    assert (answer.status_code, answer.json()["name"]) == (403, "NotAuthorised")
    assert (await api.read("/cycles", by="stranger")) == {"cycles": []}
    (row,) = await record.fetch(
        "SELECT * FROM tally.security_log WHERE organisation = $1", api.organisation
    )
    assert (row["actor"], row["action"]) == ("stranger", "read")
    assert json.loads(row["detail"])["cycle"] == CYCLE


async def test_a_member_reads_their_own_unit_and_not_another(api: Api) -> None:
    await api.announced()

    assert (await api.get(f"/cycles/{CYCLE}/units/emea", by="paul")).status_code == 200
    assert (await api.get(f"/cycles/{CYCLE}/units/sales", by="paul")).status_code == 403
    seen = await api.read(f"/cycles/{CYCLE}/units", by="paul")
    assert [row["unit"] for row in seen["units"]] == ["emea"]


async def test_a_leader_reads_down_the_tree_and_not_up(api: Api) -> None:
    await api.announced()

    assert (await api.get(f"/cycles/{CYCLE}/units/emea", by="dana")).status_code == 200
    assert (await api.get(f"/cycles/{CYCLE}/units/emea", by="marco")).status_code == 403
    seen = await api.read(f"/cycles/{CYCLE}/summary", by="paul")
    assert [row["unit"] for row in seen["units"]] == ["emea"]
    assert seen["totals"] is None


@pytest.mark.parametrize("person", ["ines", "sam"])
async def test_planners_and_auditors_read_every_unit(api: Api, person: str) -> None:
    await api.announced()

    seen = await api.read(f"/cycles/{CYCLE}/units", by=person)
    missing = await api.get(f"/cycles/{CYCLE}/units/nowhere", by=person)

    assert [row["unit"] for row in seen["units"]] == ["sales", "emea"]
    assert missing.status_code == 404


async def test_who_may_not_see_a_unit_is_not_told_whether_it_exists(api: Api) -> None:
    await api.announced()

    there = await api.get(f"/cycles/{CYCLE}/units/sales", by="paul")
    nowhere = await api.get(f"/cycles/{CYCLE}/units/nowhere", by="paul")

    assert there.status_code == nowhere.status_code == 403


async def test_who_left_reads_on_where_they_signed_and_nowhere_else(api: Api) -> None:
    await api.in_force()
    leaves = u.HandOverSeat(seat="north", successor=None, left_on=date(2026, 11, 24))
    await api.give(leaves, by="farah", unit="sales")

    shown = await api.read(f"/cycles/{CYCLE}/units/sales", by="marco")
    below = await api.get(f"/cycles/{CYCLE}/units/emea", by="marco")
    signing = await api.ask(u.StateNoConcerns(version=1), by="marco", unit="sales")

    assert "marco" in {one["person"] for one in shown["signatures"]}
    assert shown["your_offices"] == []
    assert below.status_code == 403
    assert signing.status_code == 403
    assert [one["cycle"] for one in (await api.read("/cycles", by="marco"))["cycles"]] == [CYCLE]


async def test_an_hr_partner_reads_no_plan(api: Api) -> None:
    await api.announced()

    seen = await api.read(f"/cycles/{CYCLE}/units", by="farah")

    assert seen == {"units": []}
