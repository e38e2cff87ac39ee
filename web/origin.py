"""Unsafe requests come from our own pages: what a browser sends along is no proof of intent."""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from web import problems
from web.problems import PROGRAMS, RequestRefused

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class ForeignForm(RequestRefused):
    status = 403
    title = "This did not come from a page of this service"


class SameOrigin:
    """Refuses an unsafe method unless it comes from the same origin.

    Programs send no cookie and name themselves in a header that no foreign page can set.
    """

    def __init__(self, app: ASGIApp, public_url: str | None) -> None:
        self._app = app
        self._public = _origin(public_url) if public_url else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in SAFE or self._is_own(Request(scope)):
            await self._app(scope, receive, send)
            return
        refused = ForeignForm(
            "Nothing was done. Open the page here and send the form from it: it was sent from "
            "another site, or by something that does not say where it is from."
        )
        await (await problems.not_taken(Request(scope), refused))(scope, receive, send)

    def _is_own(self, request: Request) -> bool:
        headers = request.headers
        if "cookie" not in headers and _is_program(request):
            return True
        if site := headers.get("sec-fetch-site"):
            return site == "same-origin"
        own = self._public or f"{request.url.scheme}://{headers.get('host', '')}"
        return headers.get("origin") == own


def _is_program(request: Request) -> bool:
    named = "tally-key" in request.headers or "authorization" in request.headers
    return named or request.url.path.startswith(PROGRAMS)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
