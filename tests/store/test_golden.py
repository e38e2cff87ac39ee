from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from domain.errors import Invalid
from store.canonical import digest, encode
from store.entry import commitment, entry_of, payload_of
from store.model import Recorded

GOLDEN = Path(__file__).parent / "golden" / "entry_schema_1.json"


@pytest.fixture
def golden() -> Recorded:
    """An event as the first release recorded it; this file is never edited."""
    return Recorded.model_validate_json(GOLDEN.read_text())


def test_an_entry_of_the_first_schema_is_read_for_ever(golden):
    entry = entry_of(golden)

    assert (entry.type, entry.version, entry.actor) == ("PushbackRaised", 7, "jun.ōta")
    assert entry.occurred_at == datetime(2026, 11, 21, 9, 30, 0, 123456, tzinfo=UTC)
    assert payload_of(golden)["words"] == "هدف بزرگ — 1,5 ♥"


def test_its_hashes_are_made_as_they_were(golden):
    assert digest(golden.entry.encode()) == golden.hash
    assert encode(json.loads(golden.entry)) == golden.entry.encode()
    committed = commitment(bytes.fromhex(golden.salt), golden.payload.encode())
    assert entry_of(golden).payload_commitment == committed


def test_an_entry_changed_by_one_character_is_refused(golden):
    changed = golden.model_copy(update={"entry": golden.entry.replace("jun", "jan")})

    with pytest.raises(Invalid, match="not what was hashed"):
        entry_of(changed)


@pytest.mark.parametrize("change", [{"note": "more"}, {"schema": 2}, {"recorded_at": 20261121}])
def test_an_entry_with_fields_of_its_own_is_refused(golden, change):
    entry = encode(json.loads(golden.entry) | change)
    other = golden.model_copy(update={"entry": entry.decode(), "hash": digest(entry)})

    with pytest.raises(Invalid):
        entry_of(other)
