"""Entries read at a glance, in one go, and by the slow reader: they agree on every byte."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.canonical import NotCanonical
from audit.entries import Entry, _read, entry_of, glance
from store.canonical import encode

FIELDS: dict[str, Any] = {
    "actor": "mara.lind",
    "causation_id": None,
    "client": "test",
    "command_id": "c-1",
    "command_sha256": "a" * 64,
    "correlation_id": "c-1",
    "occurred_at": "2026-10-05T07:00:00.000000Z",
    "on_behalf_of": None,
    "organisation": "halden",
    "part": 0,
    "payload_commitment": "b" * 64,
    "prev": "0" * 64,
    "recorded_at": "2026-10-05T07:00:01.000000Z",
    "schema": 1,
    "stream": "unit/fy27/emea",
    "type": "PlanSigned",
    "type_version": 1,
    "version": 12,
}
PLAIN = encode(FIELDS)


def changed(**fields: Any) -> bytes:
    return encode({**FIELDS, **fields})


def test_a_plain_entry_is_read_with_each_field():
    assert entry_of(PLAIN) == Entry(**FIELDS) == _read(PLAIN)


def test_at_a_glance_is_what_columns_repeat():
    assert glance(PLAIN) == (
        "c-1", "a" * 64, "halden", "0", "0" * 64, "unit/fy27/emea", "PlanSigned", "12",
    )  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        changed(actor="mära"),
        changed(client='a "quoted" one'),
        changed(client="back\\slash"),
        changed(causation_id="cycle/fy27:3", on_behalf_of="dana"),
        changed(client=""),
        changed(version=2**53 - 1),
    ],
)
def test_what_is_canonical_is_read_however_rare(data):
    assert entry_of(data) == Entry(**json.loads(data))
    assert glance(data) is None or glance(data)[0] == "c-1"


REFUSED = {
    "a space": PLAIN.replace(b'"actor":', b'"actor": '),
    "a space after it": PLAIN + b" ",
    "a line after it": PLAIN + b"\n",
    "keys in another order": json.dumps(
        dict(reversed(FIELDS.items())), separators=(",", ":")
    ).encode(),
    "a key twice": PLAIN.replace(b'"part":0', b'"part":0,"part":0'),
    "a field more": changed(more="x"),
    "a field less": encode({name: value for name, value in FIELDS.items() if name != "client"}),
    "another schema": changed(schema=2),
    "a zero before a number": PLAIN.replace(b'"version":12', b'"version":012'),
    "a number as text": changed(version="12"),
    "a truth for a number": changed(part=False),
    "a float": PLAIN.replace(b'"version":12', b'"version":12.0'),
    "nobody as actor": changed(actor=None),
    "an escape for nothing": PLAIN.replace(b'"test"', b'"\\u0074est"'),
    "a control character": PLAIN.replace(b'"test"', b'"te\tst"'),
    "no UTF-8": PLAIN.replace(b'"test"', b'"te\xffst"'),
    "no object": b"[]",
    "nothing": b"",
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_canonical_is_refused(what):
    with pytest.raises(NotCanonical):
        entry_of(REFUSED[what])
    assert glance(REFUSED[what]) is None


@given(place=st.integers(0, len(PLAIN) - 1), byte=st.integers(0, 255))
def test_whatever_byte_is_changed_both_readers_say_the_same(place, byte):
    data = PLAIN[:place] + bytes([byte]) + PLAIN[place + 1 :]
    try:
        slow = _read(data)
    except NotCanonical:
        slow = None
    try:
        fast = entry_of(data)
    except NotCanonical:
        fast = None
    assert fast == slow
    seen = glance(data)
    if seen is not None:
        assert slow is not None
        assert seen == (
            slow.command_id, slow.command_sha256, slow.organisation, str(slow.part), slow.prev,
            slow.stream, slow.type, str(slow.version),
        )  # fmt: skip
