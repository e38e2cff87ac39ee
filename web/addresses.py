"""Addresses inside this service: what may follow a sign-in, and where a form stood."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import Request

LONGEST = 2_000
HOME = "/"
PASSING = frozenset({"said", "typed"})
"""Parts of a query that speak of one visit only."""


def local(written: str | None) -> str:
    """A path of ours with its query; the first page for anything that could lead elsewhere."""
    text = written or HOME
    sound = text.isascii() and text.isprintable() and "\\" not in text and " " not in text
    if not sound or len(text) > LONGEST or not text.startswith("/") or text.startswith("//"):
        return HOME
    parts = urlsplit(text)
    return HOME if parts.scheme or parts.netloc else text


def with_query(address: str, **query: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"


def of_request(request: Request) -> str:
    """The page that was asked for."""
    query = f"?{request.url.query}" if request.url.query else ""
    return local(f"{request.url.path}{query}")


def of_form(request: Request) -> str:
    """The page on which a form stood, by its Referer; else where the form was sent."""
    referer = urlsplit(request.headers.get("referer", ""))
    if referer.netloc != request.headers.get("host", "") or not referer.path:
        return local(request.url.path)
    kept = [pair for pair in parse_qsl(referer.query) if pair[0] not in PASSING]
    return local(f"{referer.path}?{urlencode(kept)}" if kept else referer.path)
