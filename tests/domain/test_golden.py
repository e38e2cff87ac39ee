"""What was once recorded is read by today's code, and written back to the byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from store.canonical import decode, encode
from tests.domain.golden_record import (
    AGGREGATES,
    DECISIONS,
    GOLDEN,
    decision,
    fingerprint,
    instances,
    payload,
)

TYPES = [(aggregate, name) for aggregate, events in AGGREGATES.items() for name in events]
FILES = sorted(GOLDEN.glob("*/*.1.json"))


@pytest.mark.parametrize(("aggregate", "name"), TYPES)
def test_every_event_type_has_a_golden_file(aggregate: str, name: str) -> None:
    assert (GOLDEN / aggregate / f"{name}.1.json").is_file(), (
        "a new event type: python -m tests.domain.golden_record"
    )


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}.{file.stem}")
def test_a_golden_event_is_read_and_written_back_to_the_byte(file: Path) -> None:
    kind = AGGREGATES[file.parent.name][file.name.removesuffix(".1.json")]
    recorded = file.read_bytes()
    event = kind.model_validate_json(recorded)
    assert encode(payload(event)) == recorded
    assert kind.model_validate(decode(recorded), strict=False) == event


@pytest.mark.parametrize("aggregate", AGGREGATES)
def test_no_golden_file_is_of_an_unknown_type_or_gone(aggregate: str) -> None:
    found = {file.name for file in (GOLDEN / aggregate).iterdir()}
    assert found == {f"{name}.1.json" for name in AGGREGATES[aggregate]}
    assert len(found) >= 8


def test_a_released_event_keeps_its_fields() -> None:
    """An event is added to with a default, or superseded by a next version; never edited."""
    recorded = decode((GOLDEN / "fields.json").read_bytes())
    assert isinstance(recorded, dict)
    today = fingerprint()
    assert set(today) == set(recorded), "a new or vanished event type"
    for name, fields in recorded.items():
        assert today[name] == fields, f"the fields of {name} are not what was released"


@pytest.mark.parametrize("name", DECISIONS)
def test_a_decision_leads_to_the_very_same_events(name: str) -> None:
    assert decision(name) == (GOLDEN / "decisions" / f"{name}.json").read_bytes()


@pytest.mark.parametrize("name", DECISIONS)
def test_a_golden_decision_is_read_and_written_back(name: str) -> None:
    kinds = {name: kind for one in AGGREGATES.values() for name, kind in one.items()}
    recorded = decode((GOLDEN / "decisions" / f"{name}.json").read_bytes())
    assert isinstance(recorded, list)
    for one in recorded:
        assert isinstance(one, dict)
        assert payload(kinds[str(one["type"])].model_validate(one["payload"])) == one["payload"]


def test_the_tables_lead_to_every_event_type() -> None:
    for aggregate, events in AGGREGATES.items():
        assert set(events) - set(instances(aggregate)) == set()
