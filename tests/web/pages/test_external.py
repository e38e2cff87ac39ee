from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import count
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from api import Api
from fastapi import FastAPI
from httpx import AsyncClient, Response
from identities import CLIENT, SECRET, Provider, served
from joserfc import jwk
from people import account_of, browser
from pydantic import SecretStr

from identity import accounts
from runtime.settings import Settings
from store.pool import session as connected
from web.app import create_app

_numbers = count(1)


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with served() as provider:
        yield provider


@pytest.fixture
def company() -> str:
    return f"external-{next(_numbers)}"


@pytest.fixture
def provider(running: Provider, company: str) -> Provider:
    """It says that whoever comes is Dana."""
    running.user = {
        "sub": f"dana-{company}", "email": f"Dana@{company}.example", "email_verified": True,
    }  # fmt: skip
    running.claims, running.signs_with = {}, None
    return running


@pytest.fixture
def external(app: FastAPI, settings: Settings, provider: Provider) -> FastAPI:
    """The application as it is with that provider."""
    other = create_app(
        settings.model_copy(
            update={
                "oidc_issuer": provider.address,
                "oidc_client_id": CLIENT,
                "oidc_client_secret": SecretStr(SECRET),
            }
        )
    )
    other.state.doors = app.state.doors
    return other


async def comes_back(client: AsyncClient, then: str = "/", **query: str) -> Response:
    """To the provider, signed in there, and back."""
    leaving = await client.get("/sign-in/external", params={"next": then, **query})
    async with httpx.AsyncClient(trust_env=False) as outside:
        there = await outside.get(leaving.headers["location"])
    return await client.get(there.headers["location"])


async def test_a_verified_email_opens_the_account_that_has_it(
    external: FastAPI, company: str
) -> None:
    await account_of(external, "dana", company, password=None)

    async with browser(external) as client:
        answer = await comes_back(client, then=f"/o/{company}/work?a=1")
        api = await client.get(f"/v1/{company}/inbox")

    assert (answer.status_code, answer.headers["location"]) == (303, f"/o/{company}/work?a=1")
    assert api.status_code == 200


async def test_the_provider_is_asked_with_pkce_a_state_and_a_nonce(external: FastAPI) -> None:
    async with browser(external) as client:
        leaving = await client.get("/sign-in/external")

    query = parse_qs(urlsplit(leaving.headers["location"]).query)
    assert query["code_challenge_method"] == ["S256"]
    assert query["redirect_uri"] == ["https://localhost/sign-in/callback"]
    assert min(len(query[name][0]) for name in ("state", "nonce", "code_challenge")) >= 43


async def test_after_the_first_time_the_subject_counts_and_not_the_email(
    external: FastAPI, company: str, provider: Provider
) -> None:
    await account_of(external, "dana", company, password=None)
    async with browser(external) as client:
        await comes_back(client)
    provider.user |= {"email": "new-name@elsewhere.example", "email_verified": False}

    async with browser(external) as client:
        answer = await comes_back(client)

    assert answer.status_code == 303


async def test_an_email_that_went_to_another_person_opens_nothing(
    external: FastAPI, company: str, provider: Provider
) -> None:
    await account_of(external, "dana", company, password=None)
    async with browser(external) as client:
        await comes_back(client)
    provider.user |= {"sub": "somebody-else"}

    async with browser(external) as client:
        answer = await comes_back(client)

    assert answer.status_code == 401
    assert "belongs to another user" in answer.text


async def test_a_verified_email_among_a_cycles_people_makes_nobody_a_person(
    external: FastAPI, company: str, provider: Provider, api: Api
) -> None:
    await api.announced()
    paul = await account_of(external, "paul", "halden", password=None)
    provider.user |= {"email": "paul@halden.example"}

    async with browser(external) as client:
        let_in = await comes_back(client)
        answer = await client.get(f"/v1/{api.organisation}/inbox")
        async with connected(external.state.doors.writer) as connection:
            after = await accounts.of_id(connection, paul.id)

    assert let_in.status_code == 303
    assert answer.status_code in {403, 404}
    assert [one.organisation for one in after.memberships] == ["halden"]


REFUSED = {
    "another nonce": ({"nonce": "of-another-question"}, "could not be checked"),
    "another audience": ({"aud": "another-service"}, "could not be checked"),
    "another issuer": ({"iss": "https://evil.example"}, "could not be checked"),
    "expired": ({"exp": int(time.time()) - 3600}, "could not be checked"),
    "an unknown e-mail": ({"email": "nobody@nowhere.example"}, "Nobody here has the e-mail"),
    "an unverified e-mail": ({"email_verified": False}, "has not verified its e-mail"),
    "an e-mail said to be verified in words": ({"email_verified": "false"}, "has not verified"),
}


@pytest.mark.parametrize(("claims", "words"), REFUSED.values(), ids=REFUSED)
async def test_what_proves_nothing_lets_nobody_in(
    external: FastAPI, company: str, provider: Provider, claims: dict[str, object], words: str
) -> None:
    await account_of(external, "dana", company, password=None)
    provider.claims = claims

    async with browser(external) as client:
        answer = await comes_back(client)

    assert answer.status_code == 401
    assert words in answer.text
    assert "__Host-tally" not in client.cookies


async def test_a_token_signed_by_somebody_else_lets_nobody_in(
    external: FastAPI, company: str, provider: Provider
) -> None:
    await account_of(external, "dana", company, password=None)
    provider.signs_with = jwk.RSAKey.generate_key(2048, {"kid": "one"})

    async with browser(external) as client:
        answer = await comes_back(client)

    assert answer.status_code == 401


async def test_an_answer_is_good_once_and_in_the_browser_that_asked(
    external: FastAPI, company: str
) -> None:
    await account_of(external, "dana", company, password=None)
    async with browser(external) as client, httpx.AsyncClient(trust_env=False) as outside:
        leaving = await client.get("/sign-in/external")
        there = (await outside.get(leaving.headers["location"])).headers["location"]
        async with browser(external) as other:
            elsewhere = await other.get(there)
        first = await client.get(there)
        again = await client.get(there)

    assert (elsewhere.status_code, first.status_code, again.status_code) == (401, 303, 401)


async def test_proving_again_stamps_the_session_and_rotates_it(
    external: FastAPI, company: str, provider: Provider
) -> None:
    await account_of(external, "dana", company, password=None)

    async with browser(external) as client:
        await comes_back(client)
        before = client.cookies["__Host-tally"]
        answer = await comes_back(client, then="/account", prove="yes")
        after = client.cookies["__Host-tally"]
        provider.claims = {"auth_time": int(time.time()) - 3600}
        stale = await comes_back(client, then="/account", prove="yes")

    assert answer.headers["location"] == "/account"
    assert before != after
    assert stale.status_code == 401


async def test_a_provider_that_is_away_is_said(app: FastAPI, settings: Settings) -> None:
    other = create_app(
        settings.model_copy(
            update={
                "oidc_issuer": "http://127.0.0.1:1",
                "oidc_client_id": CLIENT,
                "oidc_client_secret": SecretStr(SECRET),
            }
        )
    )
    other.state.doors = app.state.doors
    async with browser(other) as client:
        answer = await client.get("/sign-in/external")

    assert answer.status_code == 401
    assert "could not be checked" in answer.text
