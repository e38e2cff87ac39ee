"""Requests to the store, built so that a test says only what it is about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from pydantic import JsonValue

from store.canonical import digest_of
from store.model import GENESIS, Append, AppendOutcome, Meta, NewEvent

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)

Build = Callable[..., Append]


def event(command_id: str = "c-1", part: int = 0, **payload: JsonValue) -> NewEvent:
    return NewEvent(
        type=str(payload.pop("type", "StretchTargetProposed")),
        payload=payload or {"amount": "100.00", "currency": "EUR"},
        part=part,
        meta=Meta(
            command_id=command_id,
            command_sha256=digest_of({"command": command_id, **payload}),
            causation_id=None,
            correlation_id="fy27",
            actor="mara.lind",
            on_behalf_of=None,
            client="test",
            occurred_at=NOW,
        ),
    )


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def new_event() -> Callable[..., NewEvent]:
    return event


@pytest.fixture
def request_for() -> Build:
    """Builds an append after `after` (an earlier outcome, or nothing)."""

    def build(
        *events: NewEvent,
        after: AppendOutcome | None = None,
        stream: str = "unit/fy27/north",
        organisation: str = "halden",
    ) -> Append:
        last = after.recorded[-1] if after is not None else None
        return Append(
            organisation=organisation,
            stream=stream,
            expected_version=last.version if last else 0,
            expected_hash=last.hash if last else GENESIS,
            events=events,
        )

    return build
