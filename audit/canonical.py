"""The auditor's own reader of canonical bytes (RFC 8785), sharing no code with who writes them.

The record keeps no floating-point number, so canonical JSON is: keys sorted by their UTF-16 code
units, no space, the shortest escapes, integers as they are.
"""

from __future__ import annotations

import json
from typing import Any, Never

SAFE_INTEGER = 2**53 - 1
Json = dict[str, "Json"] | list["Json"] | str | int | bool | None


class NotCanonical(Exception):
    """Bytes that are not the one canonical writing of what they say."""


def read(data: bytes) -> dict[str, Json]:
    """The object that the bytes are the canonical writing of. Raises NotCanonical."""
    try:
        value: Json = json.loads(
            data.decode(), object_pairs_hook=_once, parse_float=_no, parse_constant=_no
        )
        if not isinstance(value, dict):
            raise NotCanonical("not an object")
        if _written(value).encode() != data:
            raise NotCanonical("not the canonical writing of what it says")
    except (ValueError, RecursionError) as wrong:
        raise NotCanonical(str(wrong)) from wrong
    return value


def _written(value: Json) -> str:
    match value:
        case bool() | None:
            return json.dumps(value)
        case int() if abs(value) <= SAFE_INTEGER:
            return str(value)
        case str():
            return json.dumps(value, ensure_ascii=False)
        case list():
            return f"[{','.join(map(_written, value))}]"
        case dict():
            keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
            return "{" + ",".join(f"{_written(key)}:{_written(value[key])}" for key in keys) + "}"
        case _:
            raise NotCanonical("a number that JSON's readers do not read alike")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotCanonical("a key stands twice")
    return found


def _no(text: str) -> Never:
    raise NotCanonical(f"{text} is no integer")
