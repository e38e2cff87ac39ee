from __future__ import annotations

import re

from httpx import AsyncClient


async def test_every_route_of_the_api_is_on_a_page(http: AsyncClient) -> None:
    described = (await http.get("/openapi.json")).json()["paths"]

    page = await http.get("/docs")

    assert page.status_code == 200
    for path, methods in described.items():
        for method in methods:
            assert f">{method.upper()} {path}</span>" in page.text
    assert "What happened, each event with one plain sentence." in page.text
    assert '<span class="code">?after</span>' in page.text


async def test_the_page_of_routes_takes_nothing_from_elsewhere(http: AsyncClient) -> None:
    page = await http.get("/docs")

    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page.text) == []
    assert (await http.get("/redoc")).status_code == 404
