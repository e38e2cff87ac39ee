"""The page of every route of the API, from its own description: nothing of it comes from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from fastapi import Request, Response

from domain.authority.reads import OWN
from web.asking import says
from web.pages.plain import plain
from web.routing import Router

router = Router(include_in_schema=False)


class Route(NamedTuple):
    """`takes` has the fields of its body and the parameters of its query, those that must be there first."""

    topic: str
    method: str
    path: str
    words: str
    takes: tuple[str, ...]


@router.get("/docs")
@says(OWN)
async def show(request: Request) -> Response:
    return plain(request, "routes.html", routes=tuple(routes_of(request.app.openapi())))


def routes_of(description: Mapping[str, Any]) -> Iterator[Route]:
    schemas = description["components"]["schemas"]
    for path, methods in description["paths"].items():
        for method, one in methods.items():
            words = one.get("description") or one["summary"]
            takes = tuple(_takes(one, schemas))
            yield Route(one["tags"][0], method.upper(), path, words, takes)


def _takes(one: Mapping[str, Any], schemas: Mapping[str, Any]) -> Iterator[str]:
    body = one.get("requestBody", {}).get("content", {}).get("application/json", {})
    named = body.get("schema", {}).get("$ref", "").rpartition("/")[2]
    schema = schemas.get(named, {})
    needed = schema.get("required", ())
    yield from sorted(schema.get("properties", {}), key=lambda field: field not in needed)
    for parameter in one.get("parameters", ()):
        if parameter["in"] == "query":
            yield f"?{parameter['name']}"
