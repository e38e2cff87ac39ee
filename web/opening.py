"""The one door out for personal texts: every token in an answer is opened as the answer leaves.

What an answer may hold was decided when it was made; here nobody is asked again. Where a page cuts
a text that it cannot read yet, it leaves a mark, and the cut is made here.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Callable, Mapping, Sequence

from fastapi import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from domain.sealed import OPENING, holds_bracket, tokens
from files.write import neutralised
from projections.fetching import Cell, Found
from store.errors import OutcomeUnknown
from store.sealing import Opening
from store.seals import Seals, replaced
from web import problems
from web.cutting import CUT, shortened

SEALED = "sealed"
"""Set on a request's state where the answer must go out to the byte, tokens and all."""

_FIRST = OPENING.encode()
Openings = Mapping[str, Opening | None]
Write = Callable[[str, Openings], str]


class OpensTokens:
    """Holds an answer's beginning back until all of it is there, and opens what it holds."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(scope, receive, send)
        await self._app(scope, receive, answer.take)


class _Answer:
    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._start: Message | None = None
        self._write: Write | None = None
        self._body = bytearray()

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._write = _writer(message)
            self._start = message
            if self._write is None:
                await self._send(message)
            return
        if self._write is None or self._start is None:
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if not message.get("more_body", False):
            await self._leave(self._start, self._write)

    async def _leave(self, start: Message, write: Write) -> None:
        body = bytes(self._body)
        if _FIRST in body and not self._scope.get("state", {}).get(SEALED):
            try:
                body = await self._opened(body.decode(), write)
            except OutcomeUnknown as away:
                request = Request(self._scope)
                answer = await problems.away(request, away)
                await answer(self._scope, self._receive, self._send)
                return
        length = (b"content-length", str(len(body)).encode())
        others = [one for one in start["headers"] if one[0].lower() != length[0]]
        await self._send({**start, "headers": [*others, length]})
        await self._send({"type": "http.response.body", "body": body})

    async def _opened(self, text: str, write: Write) -> bytes:
        seals: Seals = self._scope["app"].state.doors.seals
        return write(text, await seals.openings(tokens(text))).encode()


def _writer(start: Message) -> Write | None:
    kinds = (value for name, value in start["headers"] if name.lower() == b"content-type")
    kind = next(kinds, b"").partition(b";")[0].strip().decode("latin-1")
    if kind == "text/html":
        return in_page
    if kind == "text/csv":
        return in_table
    if kind == "application/json" or kind.endswith("+json"):
        return in_json
    return None


def in_page(text: str, found: Openings) -> str:
    """HTML with its tokens opened and escaped, and what was to be cut cut."""
    cut = CUT.sub(lambda one: _cut(one, found), text)
    return replaced(cut, found, html.escape)


def _cut(marked: re.Match[str], found: Openings) -> str:
    whole = replaced(html.unescape(marked[2]), found)
    return html.escape(shortened(whole, int(marked[1])))


def in_json(text: str, found: Openings) -> str:
    """JSON with its tokens opened and escaped."""
    return replaced(text, found, _in_json)


def in_table(text: str, found: Openings) -> str:
    """CSV with its tokens opened, each cell written anew as `files.write` writes it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    for row in csv.reader(io.StringIO(text, newline="")):
        writer.writerow(
            [neutralised(replaced(one, found)) if OPENING in one else one for one in row]
        )
    return out.getvalue()


def _in_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


async def opened_rows(seals: Seals, rows: Sequence[Found]) -> tuple[Found, ...]:
    """Rows of a read model as they are read: for a page that sorts them by what they say."""
    every = (cell for row in rows for cell in row.values() if isinstance(cell, str))
    read = await seals.each(cell for cell in every if holds_bracket(cell))
    if not read:
        return tuple(rows)
    return tuple({name: _opened(cell, read) for name, cell in row.items()} for row in rows)


def _opened(cell: Cell, read: Mapping[str, str]) -> Cell:
    return read.get(cell, cell) if isinstance(cell, str) else cell
