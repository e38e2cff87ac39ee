"""The auditor's reader against the record's writer, which shares no code with it."""

from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.canonical import SAFE_INTEGER, NotCanonical, read
from domain.errors import Invalid
from store import canonical

TEXT = st.text(st.characters(exclude_categories=("Cs",)))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-SAFE_INTEGER, SAFE_INTEGER) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)
OBJECTS = st.dictionaries(TEXT, VALUES, max_size=6)


@given(OBJECTS)
def test_what_the_record_writes_is_read_as_it_was(value) -> None:
    with contextlib.suppress(Invalid):
        assert read(canonical.encode(value)) == value


@given(OBJECTS)
def test_no_other_writing_of_the_same_is_read(value) -> None:
    with contextlib.suppress(Invalid):
        right = canonical.encode(value)
        for other in (
            json.dumps(value).encode(),
            json.dumps(value, ensure_ascii=False, indent=1).encode(),
            json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(),
            right + b" ",
            b"\xef\xbb\xbf" + right,
        ):
            if other != right:
                with pytest.raises(NotCanonical):
                    read(other)


@given(OBJECTS, st.data())
def test_both_readers_take_and_refuse_the_same_bytes(value, drawn) -> None:
    """One byte of a writing changed: mostly no JSON, at times another value, never two readings."""
    with contextlib.suppress(Invalid):
        data = bytearray(canonical.encode(value))
        data[drawn.draw(st.integers(0, len(data) - 1))] = drawn.draw(st.integers(0, 255))
        assert _read_by_auditor(bytes(data)) == _read_by_record(bytes(data))


def _read_by_auditor(data: bytes) -> object:
    try:
        return read(data)
    except NotCanonical:
        return None


def _read_by_record(data: bytes) -> object:
    """What the writer refuses to keep (NUL, text outside NFC) it does not read either."""
    try:
        found = canonical.decode(data)
    except (Invalid, UnicodeDecodeError):
        with contextlib.suppress(NotCanonical):
            return read(data)
        return None
    return found if isinstance(found, dict) else None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"1",
        b"null",
        b"{",
        b'{"a":1.0}',
        b'{"a":1e3}',
        b'{"a":-0}',
        b'{"a":NaN}',
        b'{"a":Infinity}',
        b'{"a":9007199254740992}',
        b'{"a":01}',
        b'{"a":1,"a":1}',
        b'{"b":1,"a":2}',
        b'{"a": 1}',
        b'{"a":"\\u0061"}',
        b'{"a":"\\/"}',
        b'{"a":"\\u001F"}',
        b'{"a":"\xff"}',
        b'{"a":"\\ud800"}',
        b'{"a":true,}',
        b"\xef\xbb\xbf{}",
        b"{}\n",
        b'{"a":' * 100_000,
    ],
)
def test_what_is_not_canonical_is_refused(data) -> None:
    with pytest.raises(NotCanonical):
        read(data)


def test_keys_stand_in_the_order_of_their_utf_16() -> None:
    """RFC 8785: U+1F600 is written before U+FB33, as its first half is smaller."""
    data = '{"\U0001f600":1,"\ufb33":2}'.encode()

    assert read(data) == {"\U0001f600": 1, "\ufb33": 2}
    with pytest.raises(NotCanonical):
        read('{"\ufb33":2,"\U0001f600":1}'.encode())
