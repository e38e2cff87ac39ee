"""An administrator in a browser, on the page of accounts."""

from __future__ import annotations

import re
from html import unescape

from api import Api
from fastapi import FastAPI
from httpx import AsyncClient, Response
from people import account_of, browser, sign_in

ACTS = ("invite", "link", "disable", "enable", "sessions")


async def administrator(app: FastAPI, organisation: str) -> AsyncClient:
    """Ada's browser, whom the operator made administrator of the accounts."""
    account = await account_of(app, "ada", organisation, administrator=True)
    client = browser(app)
    assert (await sign_in(client, account.email)).status_code == 303
    return client


async def page(client: AsyncClient, api: Api) -> str:
    answer = await client.get(f"/o/{api.organisation}/accounts")
    assert answer.status_code == 200, answer.text
    return words(answer)


async def act(client: AsyncClient, api: Api, path: str, **form: str) -> Response:
    return await client.post(f"/o/{api.organisation}/accounts/{path}", data=form)


def words(answer: Response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())
