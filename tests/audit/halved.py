"""The year as Temporal would have it: every command given, every append answered, in histories."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from as_given import ORGANISATION, Given, envelope_of
from cycle import year

from runtime import history_files
from store import read
from store.model import Recorded
from store.pool import Pool
from workflows.answer import Accepted

LATER = datetime(2040, 1, 1, tzinfo=UTC)
"""When the whole year has been recorded."""


async def recorded_streams(pool: Pool) -> dict[str, tuple[Recorded, ...]]:
    names = await read.streams(pool, ORGANISATION)
    return {name: await read.stream(pool, ORGANISATION, name, limit=5_000) for name in names}


def run_of(
    stream: str, recorded: Iterable[Recorded], *, given: Iterable[Given] | None = None
) -> list[Any]:
    """One open run that was given each command, and was answered what is recorded of it."""
    by_command: dict[str, list[Recorded]] = {}
    for one in recorded:
        by_command.setdefault(json.loads(one.entry)["command_id"], []).append(one)
    own = [one for one in (year().given if given is None else given) if one.stream == stream]
    events: list[Any] = [begun()]
    for one in own:
        if rows := by_command.pop(one.command_id, None):
            events += [accepted(one), appended(rows), answered(one, rows)]
    return [*events, *(appended(rows) for rows in by_command.values())]


def begun(before: str = "") -> dict[str, Any]:
    attributes = {"continuedExecutionRunId": before} if before else {}
    return {"eventTime": _time(), "workflowExecutionStartedEventAttributes": attributes}


def accepted(one: Given) -> dict[str, Any]:
    input_ = {"args": holding(envelope_of(one).model_dump(mode="json"))}
    return {
        "eventTime": _time(),
        "workflowExecutionUpdateAcceptedEventAttributes": {"acceptedRequest": {"input": input_}},
    }


def appended(rows: Iterable[Recorded]) -> dict[str, Any]:
    outcome = {"appended": True, "recorded": [one.model_dump() for one in rows], "already": []}
    return marker(outcome)


def loaded(rows: Iterable[Recorded]) -> dict[str, Any]:
    return marker({"recorded": [one.model_dump() for one in rows], "last": True})


def marker(outcome: dict[str, Any]) -> dict[str, Any]:
    details = {"result": holding(outcome)}
    return {
        "eventTime": _time(),
        "markerRecordedEventAttributes": {"markerName": "core_local_activity", "details": details},
    }


def answered(one: Given, rows: list[Recorded]) -> dict[str, Any]:
    receipt = read.receipt_of(tuple(rows))
    assert receipt is not None
    answer = Accepted(receipt=receipt, command_sha256=envelope_of(one).sha256)
    outcome = {"success": holding(answer.model_dump(mode="json"))}
    return {
        "eventTime": _time(),
        "workflowExecutionUpdateCompletedEventAttributes": {"outcome": outcome},
    }


def ended(how: str) -> dict[str, Any]:
    return {"eventTime": _time(), "eventType": f"EVENT_TYPE_WORKFLOW_EXECUTION_{how}"}


def kept(folder: Path, runs: dict[str, list[Any]], *, complete: bool = True) -> Path:
    """Each stream's run in a file of its own, as they are fetched."""
    for number, (stream, events) in enumerate(runs.items()):
        history_files.write(folder, f"{ORGANISATION}/{stream}", f"run-{number}", events)
    if complete:
        history_files.conclude(folder, LATER)
    return folder


def holding(value: dict[str, Any]) -> dict[str, Any]:
    return {"payloads": [{"data": b64encode(json.dumps(value).encode()).decode()}]}


def _time() -> str:
    return LATER.isoformat().replace("+00:00", "Z")
