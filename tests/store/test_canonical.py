from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid
from store.canonical import LARGEST_INTEGER, decode, digest_of, encode, instant, read_instant

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])).map(
    lambda text: unicodedata.normalize("NFC", text)
)
SCALARS = st.none() | st.booleans() | st.integers(-LARGEST_INTEGER, LARGEST_INTEGER) | TEXT
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=30
)


@given(VALUES)
def test_what_is_encoded_is_decoded_to_the_same_value(value):
    assert decode(encode(value)) == value


@given(VALUES)
def test_every_value_is_written_as_the_reference_encoder_writes_it(value):
    assert encode(value) == rfc8785.dumps(value)


@given(st.text(st.characters(max_codepoint=127, exclude_characters="\0")))
def test_plain_text_is_escaped_as_the_reference_encoder_does(text):
    assert encode({text: [text]}) == rfc8785.dumps({text: [text]})


@given(st.dictionaries(TEXT, VALUES))
def test_the_order_in_which_keys_were_set_changes_nothing(value):
    turned = dict(reversed(value.items()))

    assert encode(turned) == encode(value)
    assert digest_of(turned) == digest_of(value)


@given(VALUES)
def test_nothing_but_the_canonical_bytes_is_decoded(value):
    with pytest.raises(Invalid):
        decode(b" " + encode(value))


def test_keys_are_ordered_by_utf_16_and_text_is_kept_as_it_is():
    """RFC 8785, section 3.2.3: the emoji (a surrogate pair) sorts before the ligature."""
    value = {"\ufb00": 1, "\U0001f600": 2, "ö": 3, "1": "\u20ac$\u000f\nA'\\\"/", "\r": 4}

    assert encode(value).decode() == (
        '{"\\r":4,"1":"€$\\u000f\\nA\'\\\\\\"/","ö":3,"\U0001f600":2,"\ufb00":1}'
    )


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ({"amount": 1.5}, "amount: a float"),
        ({"amount": 1.0}, "amount: a float"),
        (float("nan"), "the value: a float"),
        ({"units": [{"name": "a\0b"}]}, r"units\[0\].name: text with a NUL"),
        ({"a\0": 1}, "NUL"),
        ({"name": "Jose\u0301"}, "name: text that is not in NFC"),
        ({"Jose\u0301": 1}, "NFC"),
        ({"name": "\ud800"}, "name: half of a character"),
        ({"n": 2**53}, "beyond 2"),
        ({"n": -(2**53)}, "beyond 2"),
        ({"n": Decimal(1)}, "n: Decimal has no place"),
        ({"n": b"x"}, "n: bytes"),
        ({"n": {1}}, "n: set"),
        ({"at": datetime(2026, 1, 1, tzinfo=UTC)}, "at: datetime"),
        ({1: 2}, "a key that is no text"),
    ],
)
def test_what_another_reader_could_read_differently_is_refused_with_its_place(value, place):
    with pytest.raises(Invalid, match=place):
        encode(value)


def test_a_value_nested_without_end_is_refused():
    value: list[object] = []
    value.append(value)

    with pytest.raises(Invalid, match="nested deeper than 64"):
        encode(value)
    with pytest.raises(Invalid):
        decode("[" * 100_000 + "]" * 100_000)


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,"a":2}',
        '{"b":1,"a":2}',
        '{"a": 1}',
        "1.0",
        "1e2",
        "NaN",
        "-Infinity",
        '"\\u00e9"',
        '"\\u0000"',
        '{"a":1}\n',
        "",
        "{",
        "9007199254740993",
        "01",
        b"\xff",
        b'\xef\xbb\xbf"a"',
    ],
)
def test_bytes_that_are_not_canonical_are_refused(text):
    with pytest.raises(Invalid):
        decode(text)


@given(st.datetimes(timezones=st.just(UTC)))
def test_an_instant_is_read_as_it_was_written(moment):
    written = instant(moment)

    assert read_instant(written) == moment
    assert len(written) == 27


def test_an_instant_is_written_in_utc():
    tokyo = timezone(timedelta(hours=9))

    assert instant(datetime(2026, 4, 1, 8, tzinfo=tokyo)) == "2026-03-31T23:00:00.000000Z"
    with pytest.raises(Invalid, match="offset"):
        instant(datetime(2026, 4, 1, 8))  # noqa: DTZ001 - that is what is refused


@pytest.mark.parametrize(
    "text",
    [
        "2026-04-01",
        "2026-04-01T08:00:00Z",
        "2026-04-01T08:00:00.000000+00:00",
        "",
        "2026-4-1T0:0:0.0Z",
        "2026-02-30T08:00:00.000000Z",
    ],
)
def test_an_instant_has_one_spelling(text):
    with pytest.raises(Invalid):
        read_instant(text)
