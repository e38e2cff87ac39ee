"""People with accounts, and their browsers: over the very routes that a person uses."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from identity import accounts, links
from identity.model import Account, Membership
from store.pool import session as connected

PASSWORD = "a horse, a battery and a staple"


def browser(app: FastAPI, address: str = "127.0.0.1") -> AsyncClient:
    """A browser at this machine's name; secure cookies need https outside of real browsers."""
    return AsyncClient(
        transport=ASGITransport(app=app, client=(address, 4000)),
        base_url="https://localhost",
        headers={"Sec-Fetch-Site": "same-origin", "User-Agent": "A browser of the tests"},
    )


async def account_of(
    app: FastAPI,
    person: str,
    organisation: str,
    *,
    password: str | None = PASSWORD,
    administrator: bool = False,
) -> Account:
    """An account that is that person there; its e-mail is person@organisation.example."""
    doors, at = app.state.doors, datetime.now(UTC)
    membership = Membership(organisation=organisation, person=person, administrator=administrator)
    async with connected(doors.writer) as connection:
        email = f"{person}@{organisation}.example"
        made = await accounts.add(connection, email=email, name=person.title(), at=at)
        await accounts.join(connection, made.id, membership, at=at)
    if password is not None:
        await accounts.set_password(doors.writer, made.id, password, at=at)
    async with connected(doors.writer) as connection:
        return await accounts.of_id(connection, made.id)


async def link_of(app: FastAPI, account: Account) -> str:
    async with connected(app.state.doors.writer) as connection:
        return await links.make(connection, account, at=datetime.now(UTC))


async def sign_in(
    client: AsyncClient, email: str, password: str = PASSWORD, then: str = "/"
) -> Response:
    return await client.post("/sign-in", data={"email": email, "password": password, "next": then})


async def signed_in(app: FastAPI, person: str, organisation: str) -> AsyncClient:
    """That person's browser, signed in."""
    account = await account_of(app, person, organisation)
    client = browser(app)
    answer = await sign_in(client, account.email)
    assert answer.status_code == 303, answer.text
    return client


def heading(answer: Response) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", answer.text, re.DOTALL)
    assert found, answer.text
    return found[1].strip()
