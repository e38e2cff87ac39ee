"""Whether each command that the record holds was given: by Temporal's half, or named."""

from __future__ import annotations

import dataclasses
import json
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import halved
from comparing import HALVES, Streams, compared, standings, words
from cycle import year

from store.model import Recorded


def met(streams: Streams) -> tuple[str, list[Any], Recorded]:
    """A plan whose last command nobody gave: its workflow met the entries on the record."""
    stream, rows = max(streams.items())
    *given, last = [one for one in year().given if one.stream == stream]
    own = [one for one in rows if json.loads(one.entry)["command_id"] == last.command_id]
    known = halved.run_of(stream, rows[: -len(own)], given=given)
    found = {"appended": False, "recorded": [one.model_dump() for one in own], "already": []}
    return stream, [*known, halved.marker(found)], own[0]


async def test_an_entry_met_in_the_record_that_nobody_gave_is_a_finding(
    connection, streams, runs, tmp_path
):
    stream, events, _ = met(streams)
    runs[stream] = events

    report = await compared(connection, halved.kept(tmp_path, runs))

    assert standings(report) == dict.fromkeys(HALVES, "valid") | {"V23": "finding"}
    assert "no history has its command, and no task of its workflow failed" in words(report, "V23")
    assert len(report.check("V23").findings) == 1
    assert "gives it again, with its id" in report.check("V23").findings[0].remedy


def _said(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


FAULTS = {
    "a task that ran out of time soon after": ("WORKFLOW_TASK_TIMED_OUT", 10, "notice"),
    "a task that failed just before": ("WORKFLOW_TASK_FAILED", -60, "notice"),
    "a run that was ended then": ("WORKFLOW_EXECUTION_TERMINATED", 1, "notice"),
    "a task that failed long after": ("WORKFLOW_TASK_FAILED", 3600, "finding"),
    "a run that had ended long before": ("WORKFLOW_EXECUTION_CONTINUED_AS_NEW", -60, "finding"),
}


@pytest.mark.parametrize("name", FAULTS)
async def test_a_fault_can_have_lost_a_command_only_when_it_was(
    connection, streams, runs, tmp_path, name
):
    kind, seconds, standing = FAULTS[name]
    stream, events, own = met(streams)
    recorded_at = datetime.fromisoformat(json.loads(own.entry)["recorded_at"])
    at = _said(recorded_at + timedelta(seconds=seconds))
    runs[stream] = [*events[:-1], {"eventTime": at, "eventType": f"EVENT_TYPE_{kind}"}, events[-1]]

    report = await compared(connection, halved.kept(tmp_path, runs))

    assert standings(report)["V23"] == standing, words(report, "V23")


async def test_a_task_that_failed_until_another_was_done_explains_nothing_after_it(
    connection, streams, runs, tmp_path
):
    stream, events, own = met(streams)
    recorded_at = datetime.fromisoformat(json.loads(own.entry)["recorded_at"])
    kinds = {"EVENT_TYPE_WORKFLOW_TASK_FAILED": 90, "EVENT_TYPE_WORKFLOW_TASK_COMPLETED": 60}
    faults = [
        {"eventTime": _said(recorded_at - timedelta(seconds=before)), "eventType": kind}
        for kind, before in kinds.items()
    ]
    runs[stream] = [*events[:-1], *faults, events[-1]]

    report = await compared(connection, halved.kept(tmp_path, runs))

    assert standings(report)["V23"] == "finding"


async def test_where_histories_are_not_all_there_a_command_in_none_is_a_notice(
    connection, streams, tmp_path
):
    stream, events, _ = met(streams)

    report = await compared(connection, halved.kept(tmp_path, {stream: events}, complete=False))

    assert report.valid
    assert "no history that is here has its command" in words(report, "V23")


async def test_a_command_that_was_given_with_other_words_is_a_finding(
    connection, streams, runs, tmp_path
):
    stream, rows = max(streams.items())
    own = [one for one in year().given if one.stream == stream]
    other = dataclasses.replace(own[0], command_id=own[-1].command_id)
    runs[stream] = [
        *halved.run_of(stream, rows, given=own[:-1]),
        halved.accepted(other),
    ]

    report = await compared(connection, halved.kept(tmp_path, runs))

    assert standings(report)["V23"] == "finding"
    assert "given with other words than recorded" in words(report, "V23")


async def test_a_workflow_begun_anew_from_the_record_proves_no_command(
    connection, streams, runs, tmp_path
):
    stream, rows = max(streams.items())
    runs[stream] = [halved.begun(), halved.loaded(rows)]

    report = await compared(connection, halved.kept(tmp_path, runs))

    assert report.valid
    assert standings(report)["V23"] == "notice"
    assert "no history says whether they were given" in words(report, "V23")
