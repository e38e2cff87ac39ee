from __future__ import annotations

from itertools import count

import pytest
from fastapi import FastAPI
from people import PASSWORD, account_of, browser, heading, link_of, sign_in, signed_in

from identity import accounts
from store.pool import Pool
from store.pool import session as connected

_numbers = count(1)


@pytest.fixture
def company() -> str:
    """An organisation of this test's own."""
    return f"sign-in-{next(_numbers)}"


async def happenings(record: Pool, account: str) -> list[str]:
    rows = await record.fetch(
        "SELECT name FROM tally.security_log WHERE actor = $1 ORDER BY id", f"account:{account}"
    )
    return [row["name"] for row in rows]


async def test_the_right_password_opens_a_session_and_leads_where_one_wanted_to_go(
    app: FastAPI, company: str, record: Pool
) -> None:
    account = await account_of(app, "dana", company)

    async with browser(app) as client:
        answer = await sign_in(client, f" Dana@{company}.Example ", then=f"/o/{company}/work?a=b")
        api = await client.get(f"/v1/{company}/inbox")

    assert (answer.status_code, answer.headers["location"]) == (303, f"/o/{company}/work?a=b")
    assert api.status_code == 200
    assert (await happenings(record, account.id))[-1] == "SignedIn"


async def test_the_cookie_is_bound_to_the_host_and_hidden_from_scripts(
    app: FastAPI, company: str
) -> None:
    account = await account_of(app, "dana", company)

    async with browser(app) as client:
        cookie = (await sign_in(client, account.email)).headers["set-cookie"]

    assert cookie.startswith("__Host-tally=")
    for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert part in cookie
    assert "Domain" not in cookie


@pytest.mark.parametrize("known", [True, False])
async def test_a_wrong_password_and_an_unknown_email_are_answered_alike(
    app: FastAPI, company: str, *, known: bool
) -> None:
    account = await account_of(app, "dana", company)
    email = account.email if known else f"nobody@{company}.example"

    async with browser(app) as client:
        answer = await sign_in(client, email, "not the password")

    assert answer.status_code == 401
    assert "The e-mail or the password is not right." in answer.text
    assert "set-cookie" not in answer.headers
    assert f'value="{email}"' in answer.text
    assert "not the password" not in answer.text


async def test_what_follows_a_sign_in_is_never_another_site(app: FastAPI, company: str) -> None:
    account = await account_of(app, "dana", company)

    for written in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:0"):
        async with browser(app) as client:
            answer = await sign_in(client, account.email, then=written)
        assert answer.headers["location"] == "/", written


async def test_a_session_is_another_one_after_each_sign_in(app: FastAPI, company: str) -> None:
    client = await signed_in(app, "dana", company)
    before = client.cookies["__Host-tally"]

    await sign_in(client, f"dana@{company}.example")
    after = client.cookies["__Host-tally"]
    async with browser(app) as other:
        old = await other.get("/account", headers={"Cookie": f"__Host-tally={before}"})

    assert before != after
    assert old.status_code == 303
    assert (await client.get("/account")).status_code == 200


async def test_signing_out_ends_the_session_at_the_server(app: FastAPI, company: str) -> None:
    client = await signed_in(app, "dana", company)
    secret = client.cookies["__Host-tally"]

    answer = await client.post("/sign-out")
    async with browser(app) as other:
        again = await other.get("/account", headers={"Cookie": f"__Host-tally={secret}"})

    assert answer.headers["location"] == "/sign-in"
    assert "__Host-tally" not in client.cookies
    assert again.status_code == 303


async def test_a_disabled_account_is_signed_out_and_stays_out(app: FastAPI, company: str) -> None:
    client = await signed_in(app, "dana", company)
    async with connected(app.state.doors.writer) as connection:
        await accounts.disable(connection, f"dana@{company}.example", at=app.state.doors.now())

    reading = await client.get(f"/v1/{company}/inbox")
    again = await sign_in(client, f"dana@{company}.example")

    assert reading.status_code == 401
    assert again.status_code == 401


async def test_a_page_leads_to_the_sign_in_page_and_back(app: FastAPI, company: str) -> None:
    async with browser(app) as client:
        page = await client.get("/account?a=1")
        form = await client.get(page.headers["location"])
        program = await client.get(f"/v1/{company}/inbox")

    assert page.headers["location"] == "/sign-in?next=%2Faccount%3Fa%3D1"
    assert 'name="next" value="/account?a=1"' in form.text
    assert (program.status_code, program.json()["name"]) == (401, "NotIdentified")


async def test_looking_at_a_one_time_link_uses_nothing_up(app: FastAPI, company: str) -> None:
    secret = await link_of(app, await account_of(app, "ana", company, password=None))

    async with browser(app) as client:
        looks = [await client.get(f"/welcome/{secret}") for _ in range(3)]

    assert [heading(one) for one in looks] == ["Welcome, Ana"] * 3


async def test_a_one_time_link_sets_the_first_password_and_signs_in(
    app: FastAPI, company: str, record: Pool
) -> None:
    account = await account_of(app, "ana", company, password=None)
    secret = await link_of(app, account)
    form = {"password": PASSWORD, "again": PASSWORD}

    async with browser(app) as client:
        answer = await client.post(f"/welcome/{secret}", data=form)
        home = await client.get("/")
    async with browser(app) as other:
        again = await other.post(f"/welcome/{secret}", data=form)
        with_password = await sign_in(other, account.email)

    assert answer.status_code == 303
    assert home.headers["location"] == f"/o/{company}/work"
    assert again.status_code == 410
    assert "tally user link" in again.text
    assert with_password.status_code == 303
    assert {"LinkUsed", "PasswordSet", "SignedIn"} <= set(await happenings(record, account.id))


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"password": "short", "again": "short"}, "at least 12 characters"),
        ({"password": PASSWORD, "again": "another one entirely"}, "are not the same"),
        ({"password": "a" * 20, "again": "a" * 20}, "again and again"),
    ],
)
async def test_a_password_that_cannot_be_one_leaves_the_link_unused(
    app: FastAPI, company: str, form: dict[str, str], words: str
) -> None:
    secret = await link_of(app, await account_of(app, "ana", company, password=None))

    async with browser(app) as client:
        refused = await client.post(f"/welcome/{secret}", data=form)
        still = await client.get(f"/welcome/{secret}")

    assert refused.status_code == 422
    assert words in refused.text
    assert still.status_code == 200


async def test_a_new_link_ends_the_one_before_it(app: FastAPI, company: str) -> None:
    account = await account_of(app, "ana", company)
    first = await link_of(app, account)
    await link_of(app, account)

    async with browser(app) as client:
        assert (await client.get(f"/welcome/{first}")).status_code == 410


async def test_after_ten_failures_nobody_tries_again_for_a_while(
    app: FastAPI, company: str, record: Pool
) -> None:
    account = await account_of(app, "dana", company)

    async with browser(app, "192.0.2.7") as client:
        for _ in range(10):
            assert (await sign_in(client, account.email, "not it")).status_code == 401
        refused = await sign_in(client, account.email)

    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 15 * 60
    assert "Wait 15 minutes" in refused.text
    assert await record.fetchval(
        "SELECT count(*) FROM tally.security_log WHERE name = 'RateLimited'"
    )


async def test_the_limit_counts_an_address_whatever_the_email(app: FastAPI, company: str) -> None:
    account = await account_of(app, "dana", company)

    async with browser(app, "192.0.2.8") as client:
        for number in range(10):
            await sign_in(client, f"nobody-{number}@{company}.example", "not it")
        here = await sign_in(client, account.email)
    async with browser(app, "192.0.2.9") as client:
        elsewhere = await sign_in(client, account.email)

    assert here.status_code == 429
    assert elsewhere.status_code == 303


async def test_what_succeeds_counts_against_nobody(app: FastAPI, company: str) -> None:
    account = await account_of(app, "dana", company)

    async with browser(app, "192.0.2.10") as client:
        for _ in range(12):
            assert (await sign_in(client, account.email)).status_code == 303


async def test_who_is_nobody_there_is_told_who_they_are_and_nothing_else(
    app: FastAPI, company: str
) -> None:
    client = await signed_in(app, "dana", company)
    await account_of(app, "theirs", f"{company}-theirs")

    there = await client.get(f"/v1/{company}-theirs/inbox")
    nowhere = await client.get(f"/v1/{company}-nowhere/inbox")
    page = await client.get(f"/o/{company}-theirs/cycles/fy27")

    assert there.status_code == nowhere.status_code == page.status_code == 403
    assert there.json()["detail"] == nowhere.json()["detail"]
    assert f"dana@{company}.example" in page.text
    assert "Sign in as someone else" in page.text
