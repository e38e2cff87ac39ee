"""The one way a value is written to the record: RFC 8785 JSON, refusing what it could blur.

No float (amounts are decimal strings), no integer beyond 2^53, no NUL, no text outside NFC, no
key twice: whoever reads the bytes, in any language, reads the same value.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from datetime import UTC, datetime
from typing import Never, cast

import rfc8785
from pydantic import JsonValue

from domain.errors import Invalid

LARGEST_INTEGER = 2**53 - 1
DEEPEST = 64
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)

_PLAIN = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, sort_keys=True, separators=(",", ":")
)
_SCALARS = frozenset({str, bool, type(None)})


def encode(value: JsonValue) -> bytes:
    """The value's canonical bytes. Raises Invalid, naming the place, for what is not kept."""
    if _is_plain(value, 0):
        written = _PLAIN.encode(value)
        if written.isascii() and "\\u0000" not in written:
            # ASCII keys come in one order by characters and by UTF-16: these are the same bytes.
            return written.encode()
    _refuse_unkept(value, "", 0)
    return rfc8785.dumps(value)


def decode(text: bytes | str) -> JsonValue:
    """The value that canonical bytes hold. Raises Invalid for any other bytes."""
    data = text.encode() if isinstance(text, str) else text
    try:
        value = cast(
            "JsonValue",
            json.loads(data, object_pairs_hook=_once, parse_constant=_no_number),
        )
    except (ValueError, RecursionError) as error:
        raise Invalid(f"this is no JSON: {error}") from error
    if encode(value) != data:
        raise Invalid("this JSON is not in its canonical form (RFC 8785)")
    return value


def instant(moment: datetime) -> str:
    """RFC 3339 in UTC with microseconds, always 27 characters. Raises Invalid without an offset."""
    if moment.utcoffset() is None:
        raise Invalid("an instant needs its offset from UTC")
    written = moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
    return f"{written}Z"


def read_instant(text: object) -> datetime:
    """The instant that `instant` wrote; Invalid for any other spelling."""
    try:
        if isinstance(text, str) and INSTANT.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    raise Invalid(f"{str(text)[:40]!r} is no instant like 2026-10-05T07:00:00.000000Z")


def digest(data: bytes) -> str:
    """SHA-256 in lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def digest_of(value: JsonValue) -> str:
    """SHA-256 of the value's canonical bytes."""
    return digest(encode(value))


def _is_plain(value: object, depth: int) -> bool:
    """Whether this is surely kept, its texts aside, by a look that is ten times as fast."""
    if type(value) in _SCALARS:
        return True
    if isinstance(value, int):
        return abs(value) <= LARGEST_INTEGER
    if not isinstance(value, dict | list | tuple) or depth == DEEPEST:
        return False
    if isinstance(value, dict) and not set(map(type, value)) <= {str}:
        return False
    parts = value.values() if isinstance(value, dict) else value
    return set(map(type, parts)) <= _SCALARS or all(_is_plain(part, depth + 1) for part in parts)


def _refuse_unkept(value: object, place: str, depth: int) -> None:
    if depth > DEEPEST:
        raise Invalid(f"{_named(place[:80])}: nested deeper than {DEEPEST} levels")
    match value:
        case dict():
            for key, part in value.items():
                if not isinstance(key, str):
                    raise Invalid(f"{_named(place)}: a key that is no text")
                _refuse_text(key, f"{place}.{key}")
                _refuse_unkept(part, f"{place}.{key}", depth + 1)
        case list() | tuple():
            for index, part in enumerate(value):
                _refuse_unkept(part, f"{place}[{index}]", depth + 1)
        case _:
            _refuse_scalar(value, place)


def _refuse_scalar(value: object, place: str) -> None:
    match value:
        case None | bool():
            return
        case str():
            _refuse_text(value, place)
        case int():
            if abs(value) > LARGEST_INTEGER:
                raise Invalid(f"{_named(place)}: an integer beyond 2^53; write it as text")
        case float():
            raise Invalid(f"{_named(place)}: a float; write an amount as a decimal string")
        case _:
            raise Invalid(f"{_named(place)}: {type(value).__name__} has no place in JSON")


def _refuse_text(text: str, place: str) -> None:
    if "\0" in text:
        raise Invalid(f"{_named(place)}: text with a NUL character")
    if text.isascii():
        return
    if not unicodedata.is_normalized("NFC", text):
        raise Invalid(f"{_named(place)}: text that is not in NFC")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise Invalid(f"{_named(place)}: half of a character (a lone surrogate)")


def _named(place: str) -> str:
    return ascii(place.lstrip("."))[1:-1] or "the value"


def _once(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _no_number(text: str) -> Never:
    raise ValueError(f"{text} is no number")
