from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from api import Api, start
from fastapi import FastAPI
from httpx import AsyncClient, Response
from people import PASSWORD, account_of, signed_in

from identity import accounts, tokens
from identity.model import IdentityRefused
from store.pool import session as connected

_numbers = count(1)


@pytest.fixture
def company() -> str:
    return f"tokens-{next(_numbers)}"


async def made(http: AsyncClient, company: str, **changed: object) -> Response:
    body = {"email": f"ines@{company}.example", "password": PASSWORD, **changed}
    return await http.post(f"/v1/{company}/tokens", json=body)


async def test_a_token_decides_in_the_name_of_its_person(
    app: FastAPI, http: AsyncClient, company: str
) -> None:
    await account_of(app, "ines", company)
    secret = (await made(http, company)).json()["token"]
    http.headers.clear()

    answer = await http.post(
        f"/v1/{company}/cycles",
        json=start().model_dump(mode="json"),
        headers={"Authorization": f"Bearer {secret}"},
    )

    assert answer.status_code == 200, answer.text
    actor = await app.state.doors.reader.fetchval(
        "SELECT convert_from(entry, 'UTF8')::json ->> 'actor' FROM tally.events"
        " WHERE organisation = $1",
        company,
    )
    assert "ines" in actor


async def test_a_token_that_only_reads_gives_no_command(
    app: FastAPI, http: AsyncClient, company: str
) -> None:
    await account_of(app, "ines", company)
    secret = (await made(http, company, scope="read")).json()["token"]
    headers = {"Authorization": f"Bearer {secret}"}

    reading = await http.get(f"/v1/{company}/cycles", headers=headers)
    deciding = await http.post(
        f"/v1/{company}/cycles", json=start().model_dump(mode="json"), headers=headers
    )

    assert reading.status_code == 200
    assert (deciding.status_code, deciding.json()["name"]) == (403, "NotAuthorised")
    assert "its scope is read" in deciding.json()["detail"]


async def test_a_token_is_of_one_organisation(
    app: FastAPI, http: AsyncClient, company: str
) -> None:
    account = await account_of(app, "ines", company)
    secret = (await made(http, company)).json()["token"]
    async with connected(app.state.doors.writer) as connection:
        await accounts.join(
            connection,
            account.id,
            account.memberships[0].model_copy(update={"organisation": f"{company}-too"}),
            at=datetime.now(UTC),
        )

    answer = await http.get(
        f"/v1/{company}-too/inbox", headers={"Authorization": f"Bearer {secret}"}
    )

    assert answer.status_code == 403


async def test_a_token_that_was_given_back_is_none(
    app: FastAPI, http: AsyncClient, company: str
) -> None:
    await account_of(app, "ines", company)
    headers = {"Authorization": f"Bearer {(await made(http, company)).json()['token']}"}

    ended = await http.delete(f"/v1/{company}/tokens/current", headers=headers)
    answer = await http.get(f"/v1/{company}/inbox", headers=headers)

    assert ended.status_code == 204
    assert (answer.status_code, answer.json()["name"]) == (401, "NotIdentified")


async def test_a_token_ends_on_its_day(app: FastAPI, company: str) -> None:
    account = await account_of(app, "ines", company)
    before = datetime.now(UTC) - timedelta(days=8)
    async with connected(app.state.doors.writer) as connection:
        _, secret = await tokens.make(
            connection, account, organisation=company, name="old", scope="read", at=before,
            lasts=timedelta(days=7),
        )  # fmt: skip

        assert await tokens.of_secret(connection, secret, at=before + timedelta(days=6))
        assert await tokens.of_secret(connection, secret, at=datetime.now(UTC)) is None


async def test_only_the_hash_of_a_token_is_kept(
    app: FastAPI, http: AsyncClient, company: str
) -> None:
    await account_of(app, "ines", company)
    secret = (await made(http, company)).json()["token"]

    async with connected(app.state.doors.writer) as connection:
        rows = await connection.fetch("SELECT t::text AS row FROM tally.api_tokens AS t")

    assert not any(secret in row["row"] for row in rows)


WRONG = {
    "a wrong password": {"password": "not the password"},
    "an unknown e-mail": {"email": "nobody@nowhere.example"},
}


@pytest.mark.parametrize("changed", WRONG.values(), ids=WRONG)
async def test_no_token_for_a_stranger(
    app: FastAPI, http: AsyncClient, company: str, changed: dict[str, str]
) -> None:
    await account_of(app, "ines", company)

    answer = await made(http, company, **changed)

    assert (answer.status_code, answer.json()["name"]) == (401, "NotIdentified")
    assert PASSWORD not in answer.text


async def test_no_token_for_an_organisation_in_which_one_is_nobody(
    app: FastAPI, http: AsyncClient, company: str
) -> None:
    account = await account_of(app, "ines", company)

    answer = await http.post(
        f"/v1/{company}-theirs/tokens", json={"email": account.email, "password": PASSWORD}
    )
    async with connected(app.state.doors.writer) as connection:
        with pytest.raises(IdentityRefused, match="your own organisations"):
            await tokens.make(
                connection, account, organisation=f"{company}-theirs", name="x", scope="read",
                at=datetime.now(UTC),
            )  # fmt: skip

    assert answer.status_code == 401


async def test_a_token_made_on_the_account_page_is_shown_once_and_revoked_there(
    app: FastAPI, http: AsyncClient, api: Api, company: str
) -> None:
    client = await signed_in(app, "ines", company)
    form = {"name": "Reporting", "organisation": company, "scope": "read", "days": "30"}

    shown = await client.post("/account/tokens", data=form)
    (secret,) = re.findall(r'value="(tally_[^"]+)"', shown.text)
    listed = await client.get("/account")
    works = await http.get(f"/v1/{company}/inbox", headers={"Authorization": f"Bearer {secret}"})
    used = await client.get("/account")
    (token,) = re.findall(r'name="token" value="([^"]+)"', listed.text)
    await client.post("/account/tokens/revoke", data={"token": token})
    ended = await http.get(f"/v1/{company}/inbox", headers={"Authorization": f"Bearer {secret}"})

    assert secret not in listed.text
    assert "Reporting" in listed.text
    assert "never" in listed.text
    assert works.status_code == 200
    assert "never" not in used.text
    assert ended.status_code == 401


async def test_ones_account_page_ends_no_token_of_another(app: FastAPI, company: str) -> None:
    theirs = await account_of(app, "ines", company)
    async with connected(app.state.doors.writer) as connection:
        token, secret = await tokens.make(
            connection, theirs, organisation=company, name="theirs", scope="read",
            at=datetime.now(UTC),
        )  # fmt: skip
    client = await signed_in(app, "marco", company)

    await client.post("/account/tokens/revoke", data={"token": token.id})

    async with connected(app.state.doors.writer) as connection:
        assert await tokens.of_secret(connection, secret, at=datetime.now(UTC))
