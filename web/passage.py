"""What every request passes on its way in and out: size, sound JSON, the log, the last resort."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from typing import Any, Never

import structlog
from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain.sealed import CLOSING, OPENING, holds_bracket
from files.read import LARGEST_FILE
from runtime import logs
from web import problems
from web.problems import BodyTooLarge, Malformed, RequestRefused

LARGEST_COMMAND = 1024 * 1024
SURROGATES = ("\ud800", "\udfff")
LARGEST_FORM = LARGEST_FILE + 64 * 1024
"""A page's form with a file in it: the file, and what a form puts around it."""
LARGEST_BROUGHT = 16 * 1024 * 1024
"""What an auditor brings to a verification: notes and receipts are small, bundles may be larger."""

MOST_DISCARDED = 64 * 1024 * 1024
TAKES_FILE = re.compile(
    r"/o/[^/]+/(start/files|(start|cycles/[^/]+/units/[^/]+)/portions/sheet|cycles/[^/]+/(goal|incentives/file)|audit/receipts/check|audit/verification)"
)
ONLY_OURS = f"The characters {OPENING} and {CLOSING} are kept for sealed texts: write others."
_BRACKET = re.compile(rb"\xe2\x9f[\xa6\xa7]|%e2%9f%a[67]", re.IGNORECASE)
"""Either of them as it is written in an address."""
_TAKES_EVIDENCE = re.compile(r"/v1/[^/]+/cycles/[^/]+/units/[^/]+/[^/]+")
QUIET = ("/healthz", "/readyz")
NOT_KEPT = (b"cache-control", b"no-store")

log = structlog.get_logger(__name__)


class Passage:
    """Refuses what is too large or no sound JSON before anything reads it; logs each request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        answered: list[int] = []

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered.append(message["status"])
                message = {**message, "headers": _uncached(message["headers"])}
            await send(message)

        with logs.about(command_id=_key(scope)):
            try:
                await self._pass(scope, receive, sending)
            except Exception as error:
                if answered:
                    raise
                await (await problems.failed(Request(scope), error))(scope, receive, sending)
            _told(scope, answered, time.perf_counter() - begun)

    async def _pass(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body = await _body(scope, receive)
            _refuse_tokens(scope)
            if _is_json(scope):
                sound(body, evidence=bool(_TAKES_EVIDENCE.fullmatch(scope["path"])))
        except RequestRefused as refused:
            await (await problems.not_taken(Request(scope), refused))(scope, receive, send)
            return
        await self._app(scope, _replayed(body, receive), send)


def _uncached(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """An answer is for who asked, and no cache keeps it; what may be kept says so itself."""
    said = any(name.lower() == NOT_KEPT[0] for name, _ in headers)
    return headers if said else [*headers, NOT_KEPT]


def _refuse_tokens(scope: Scope) -> None:
    """Raise Malformed for a character that only tokens hold; bodies are looked at when read.

    An answer that quoted it would leave through the door that opens tokens.
    """
    address = scope["path"].encode() + scope["query_string"]
    if _BRACKET.search(address):
        raise Malformed(ONLY_OURS)


def _key(scope: Scope) -> str | None:
    key = _header(scope, b"idempotency-key")
    return key[:100] or None


def _header(scope: Scope, name: bytes) -> str:
    found: list[tuple[bytes, bytes]] = scope["headers"]
    return next((value.decode("latin-1") for key, value in found if key == name), "")


def _limit(path: str) -> int:
    if path.endswith("/audit/verification"):
        return LARGEST_BROUGHT
    if TAKES_FILE.fullmatch(path):
        return LARGEST_FORM
    return LARGEST_FILE if "/imports/" in path else LARGEST_COMMAND


def _is_json(scope: Scope) -> bool:
    kind = _header(scope, b"content-type").partition(";")[0].strip().lower()
    return kind == "application/json" or kind.endswith("+json")


async def _body(scope: Scope, receive: Receive) -> bytes:
    """The whole body; raises BodyTooLarge.

    Where a page takes a file, it says itself what was wrong with it, and shows what was typed.
    """
    limit = _limit(scope["path"])
    if not TAKES_FILE.fullmatch(scope["path"]):
        return await _read(receive, limit, patience=limit)
    try:
        return await _read(receive, limit, patience=MOST_DISCARDED)
    except BodyTooLarge as refused:
        scope.setdefault("state", {})["too_large"] = refused
        return b""


async def _read(receive: Receive, limit: int, *, patience: int) -> bytes:
    """The whole body. Raises BodyTooLarge at `limit`, having read on to its end or `patience`.

    A browser shows an answer only once it has sent everything: what is too much is thrown away.
    """
    body, found = bytearray(), 0
    while True:
        message = await receive()
        part = message.get("body", b"")
        found += len(part)
        if found <= limit:
            body += part
        more = message["type"] == "http.request" and message.get("more_body", False)
        if found > limit and (found > patience or not more):
            raise BodyTooLarge(
                f"At most {limit >> 20} MiB are read here.",
                missing=("send less: words belong in a document, files are split",),
            )
        if not more:
            return bytes(body)


def _replayed(body: bytes, receive: Receive) -> Receive:
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def sound(body: bytes, *, evidence: bool = False) -> None:
    """Raise Malformed unless the body, if any, is JSON that everybody reads alike.

    Tokens are taken in `evidence` alone, which is compared with what was issued.

    No key twice, no NUL, no half character, no NaN: a parser that took the last of two keys
    would sign something else than the person read.
    """
    if not body:
        return
    try:
        value = json.loads(body, object_pairs_hook=_once, parse_constant=_no_number)
        _refuse_blurred(value)
    except RecursionError as error:
        raise Malformed("The JSON is nested too deeply.") from error
    except ValueError as error:
        raise Malformed(f"This is no sound JSON: {error}.") from error
    if evidence and isinstance(value, dict):
        value.pop("signature", None)
    if any(map(holds_bracket, _texts(value))):
        raise Malformed(ONLY_OURS)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"the key {twice[:60]!a} stands twice in one object")
    return found


def _no_number(text: str) -> Never:
    raise ValueError(f"{text} is no number")


def _refuse_blurred(value: Any) -> None:
    for text in _texts(value):
        if "\0" in text:
            raise ValueError("a text holds a NUL character")
        if any(SURROGATES[0] <= character <= SURROGATES[1] for character in text):
            raise ValueError("a text holds half a character (a lone surrogate)")


def _texts(value: Any) -> Iterator[str]:
    waiting = [value]
    while waiting:
        match waiting.pop():
            case str() as text:
                yield text
            case dict() as found:
                waiting += [*found, *found.values()]
            case list() as found:
                waiting += found
            case _:
                pass


def _told(scope: Scope, answered: list[int], seconds: float) -> None:
    if scope["path"] in QUIET:
        return
    places: dict[str, str] = scope.get("path_params", {})
    route = scope.get("route")
    with logs.about(cycle=places.get("cycle"), unit=places.get("unit")):
        log.info(
            "request",
            method=scope["method"],
            route=getattr(route, "path", None),
            status=answered[0] if answered else None,
            problem=scope.get("state", {}).get("problem"),
            organisation=places.get("organisation"),
            person=scope.get("state", {}).get("person"),
            milliseconds=round(seconds * 1000),
        )
