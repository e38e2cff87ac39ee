"""Whatever is written into an address is answered: every parameter of every route, 404 or 422."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

import pytest
from api import CYCLE, Api
from httpx import AsyncClient

from runtime.settings import Settings
from web.app import create_app

NOWHERE = Settings(database_url="postgresql://nobody@127.0.0.1:1/nowhere")
PATHS: dict[str, Any] = create_app(NOWHERE).openapi()["paths"]
ROUTES = [
    (method, path)
    for path, methods in PATHS.items()
    for method, route in methods.items()
    if any(one["in"] in {"path", "query"} for one in route.get("parameters", ()))
]
GOOD = {
    "cycle": CYCLE, "unit": "sales", "kind": "people", "name": "people", "draft": "one",
    "command_id": "key-1", "person": "ana", "at": "1", "from": "1", "to": "1",
    "basis": "share_of_last_year", "endpoint": "0123456789abcdef",
    "correction": "swap", "of": "seats", "reason": "Wrong seat", "scenario": "lean", "made_by": "ines",
}  # fmt: skip
BAD = {
    "NUL": b"a\x00b",
    "only NUL": b"\x00",
    "not UTF-8": b"\xff\xfe",
    "too long": b"x" * 20_000,
    "a huge number": b"9" * 5_000,
    "nothing": b" ",
}
REFUSED = {404, 409, 422}
ODD = {
    "no bigint": str(2**63).encode(),
    "below none": b"-1",
    "another script": "\u0663".encode(),
    "a name and more": b"q1' OR 1=1",
}
"""What some parameter may hold, and none may fail on."""


@pytest.fixture
async def api(http: AsyncClient) -> Api:
    """One organisation for all of these, which record nothing."""
    found = Api(http=http, organisation="halden-addresses")
    if (await found.get(f"/cycles/{CYCLE}")).status_code == 403:
        await found.announced()
    return found


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_what_no_parameter_can_hold_is_404_or_422(api: Api, method: str, path: str) -> None:
    known = PATHS[path][method]["parameters"]
    parameters = [one for one in known if one["in"] in {"path", "query"}]
    for bad in parameters:
        for what, value in {**BAD, **ODD}.items():
            answer = await api.http.request(
                method,
                _address(api, path, parameters, {bad["name"]: value}),
                headers=api.headers(_who(path)) | {"Content-Type": "application/json"},
                content=b"" if method in {"get", "delete"} else b"{}",
            )
            said = (bad["name"], what, answer.text[:500])
            assert answer.status_code < 500, said
            if what in BAD:
                assert answer.status_code in REFUSED, said
                assert answer.headers["content-type"] == "application/problem+json"


def _who(path: str) -> str:
    """Whom the route is for: nobody else is told what is wrong with the address."""
    return "sam" if "/audit/" in path or path.endswith("/custody") else "ines"


def _address(api: Api, path: str, parameters: list[dict[str, Any]], bad: dict[str, bytes]) -> str:
    query: dict[str, bytes | str] = {}
    for one in parameters:
        name = one["name"]
        value = bad.get(name, {**GOOD, "organisation": api.organisation}.get(name, ""))
        if one["in"] == "path":
            path = path.replace(f"{{{name}}}", quote(value, safe=""))
        elif name in bad or one["required"]:
            query[name] = value
    return f"{path}?{urlencode(query)}"
