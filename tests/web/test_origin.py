from __future__ import annotations

import pytest
from api import Api, start
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from people import signed_in

FOREIGN = {
    "another site": {"Sec-Fetch-Site": "cross-site"},
    "another host of the same site": {"Sec-Fetch-Site": "same-site"},
    "nobody's page": {"Sec-Fetch-Site": "none"},
    "another origin": {"Sec-Fetch-Site": "", "Origin": "https://evil.example"},
    "another port": {"Sec-Fetch-Site": "", "Origin": "https://localhost:1"},
    "the same host in the clear": {"Sec-Fetch-Site": "", "Origin": "http://localhost"},
    "no origin at all": {"Sec-Fetch-Site": "", "Origin": "null"},
    "a browser that says nothing": {"Sec-Fetch-Site": ""},
    "another site with a program's header": {"Sec-Fetch-Site": "cross-site", "Tally-Key": "x"},
}


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN)
async def test_a_form_from_elsewhere_changes_nothing(
    app: FastAPI, api: Api, headers: dict[str, str]
) -> None:
    client = await signed_in(app, "dana", api.organisation)

    answer = await client.post("/account/zone", data={"zone": "Asia/Tokyo"}, headers=headers)

    assert answer.status_code == 403
    assert "did not come from a page of this service" in answer.text
    assert "Asia/Tokyo" not in (await client.get("/account")).text.partition("<datalist")[0]


async def test_a_command_from_elsewhere_with_ones_cookie_is_refused(app: FastAPI, api: Api) -> None:
    client = await signed_in(app, "ines", api.organisation)
    command = start().model_dump(mode="json")

    foreign = await client.post(
        f"/v1/{api.organisation}/cycles", json=command, headers={"Sec-Fetch-Site": "cross-site"}
    )
    own = await client.post(f"/v1/{api.organisation}/cycles", json=command)

    assert (foreign.status_code, foreign.json()["name"]) == (403, "ForeignForm")
    assert own.status_code == 200


async def test_a_browser_without_sec_fetch_site_is_known_by_its_origin(
    app: FastAPI, api: Api
) -> None:
    client = await signed_in(app, "dana", api.organisation)

    answer = await client.post(
        "/account/zone",
        data={"zone": "Asia/Tokyo"},
        headers={"Sec-Fetch-Site": "", "Origin": "https://localhost"},
    )

    assert answer.status_code == 303


async def test_signing_in_from_elsewhere_is_refused_too(app: FastAPI) -> None:
    async with AsyncClient(
        transport=ASGITransport(app=app), base_url="https://localhost"
    ) as client:
        answer = await client.post(
            "/sign-in", data={"email": "a@b.c"}, headers={"Sec-Fetch-Site": "cross-site"}
        )

    assert answer.status_code == 403


async def test_a_program_needs_no_origin(api: Api) -> None:
    assert (await api.ask(start())).status_code == 200
