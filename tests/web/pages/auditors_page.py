"""The auditor's page, as a person opens it and waits for what is done there."""

from __future__ import annotations

import asyncio
from typing import Any

from api import CYCLE, Api
from browsing import Page, page_of
from httpx import AsyncClient
from keepers import Halden


async def audit(api: Api, path: str = "", by: str = "sam") -> Page:
    address = f"/o/{api.organisation}/audit{path}"
    return page_of(api, by, await api.http.get(address, headers=api.headers(by)))


async def sent(api: Api, path: str, by: str = "sam", **more: Any) -> Page:
    headers = api.headers(by) | {"Sec-Fetch-Site": "same-origin"}
    address = f"/o/{api.organisation}/audit/{path}"
    return page_of(api, by, await api.http.post(address, headers=headers, **more))


async def ended(api: Api, path: str) -> Page:
    async with asyncio.timeout(60):
        # The work is another thread's, and the page is how anybody hears of it.
        while (page := await audit(api, path)).answer.headers.get("refresh"):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
    return page


async def audited(http: AsyncClient) -> Api:
    """One announced cycle for all of these."""
    found = Halden(http=http, organisation="halden-audit")
    if (await found.get(f"/cycles/{CYCLE}")).status_code != 200:
        await found.announced()
    return found
