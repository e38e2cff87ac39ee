"""Files of histories in which something is not as it was written: passed over, and named."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

import halved

from audit.histories import Histories
from audit.runs import Told
from audit.second_half import second_half
from runtime import history_files
from runtime.history_files import HistoryUnusable
from runtime.settings import Settings

STREAM = "unit/fy27/emea"
HALF = {
    "version": 1, "position": 1, "hash": "00", "entry": "{}", "payload": "{}", "salt": "",
}  # fmt: skip
GIVEN = {
    "command_id": "c", "name": "SignPlan", "body": {}, "actor": "dana",
    "organisation": halved.ORGANISATION, "stream": STREAM,
}  # fmt: skip
RECEIPT = {
    "command_id": "c", "first_version": 1, "last_version": 1, "positions": [1], "hashes": ["00"],
}  # fmt: skip


def recorded(*halves: object) -> dict[str, Any]:
    return halved.marker({"appended": True, "recorded": list(halves), "already": []})


def accepted(given: dict[str, Any]) -> dict[str, Any]:
    request = {"input": {"args": halved.holding(given)}}
    return {"workflowExecutionUpdateAcceptedEventAttributes": {"acceptedRequest": request}}


def answered(receipt: dict[str, Any]) -> dict[str, Any]:
    outcome = {"success": halved.holding({"receipt": receipt})}
    return {"workflowExecutionUpdateCompletedEventAttributes": {"outcome": outcome}}


def without(given: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in given.items() if key != name}


MALFORMED: dict[str, list[Any]] = {
    "no event": [],
    "an event that is a word": [halved.begun(), "a word"],
    "half an entry": [halved.begun(), recorded(HALF), recorded(without(HALF, "salt"))],
    "an entry that is a word": [halved.begun(), recorded("a word")],
    "a version in words": [halved.begun(), recorded({**HALF, "version": "two"})],
    "a version too large": [halved.begun(), recorded({**HALF, "version": 2**63})],
    "a position before the first": [halved.begun(), recorded({**HALF, "position": 0})],
    "a payload that is no text": [halved.begun(), recorded({**HALF, "payload": "\ud800"})],
    "a receipt of no position": [halved.begun(), answered({**RECEIPT, "positions": [0]})],
    "a command of nobody": [halved.begun(), accepted(without(GIVEN, "actor"))],
    "a receipt in words": [halved.begun(), answered({**RECEIPT, "first_version": "one"})],
    "a receipt without positions": [halved.begun(), answered(without(RECEIPT, "positions"))],
    "an instant in words": [halved.begun(), {"eventTime": "noon"}],
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_malformed_history_is_named_and_nothing_of_it_is_taken(tmp_path, name) -> None:
    path = history_files.write(
        tmp_path, f"{halved.ORGANISATION}/{STREAM}", "run-1", MALFORMED[name]
    )
    histories = Histories((tmp_path,))

    assert histories.told(halved.ORGANISATION, STREAM) == Told()
    assert f"{path} is not as it was written" in histories.unusable[str(path)]
    assert "Take the file away" in histories.unusable[str(path)]


def test_histories_in_folders_say_why_they_were_not_fetched(tmp_path) -> None:
    known = Settings.from_environment({"TALLY_ARCHIVE": str(tmp_path / "archive")})
    (tmp_path / "archive").mkdir()

    with second_half(known, (), lambda *_: None, asks=False) as halves:
        assert isinstance(halves, Histories)
        assert halves.why == "Temporal was not to be asked."


SINCE = datetime(2026, 10, 5, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("recorded_at", "is_later"),
    [
        ("2026-10-05T06:59:59.999999Z", False),
        ("2026-10-05T07:00:00.000000Z", True),
        ("2026-10-05T08:00:20.000000Z", True),
        ("2026-10-05T08:00:20.000001Z", False),
        ("2999-01-01T00:00:00.000000Z", False),
        ("2026-10-05T07:30:00", False),
        ("later", False),
    ],
)
def test_what_may_be_in_no_history_was_recorded_while_they_were_read(recorded_at, is_later) -> None:
    histories = Histories((), now=SINCE + timedelta(hours=1))

    assert histories.is_later(recorded_at, SINCE) == is_later
    assert not histories.is_later(recorded_at, None)


def test_a_run_that_is_malformed_in_one_folder_is_read_from_another(tmp_path) -> None:
    folders = tmp_path / "a", tmp_path / "b"
    runs = [recorded("a word")], [recorded(HALF), accepted(GIVEN), answered(RECEIPT)]
    for folder, events in zip(folders, runs, strict=True):
        history_files.write(
            folder, f"{halved.ORGANISATION}/{STREAM}", "run-1", [halved.begun(), *events]
        )
    histories = Histories(folders)

    told = histories.told(halved.ORGANISATION, STREAM)

    assert (len(told.runs), len(told.answered), [*told.recorded], [*told.given]) == (
        1,
        1,
        [1],
        ["c"],
    )
    assert len(histories.unusable) == 1


@pytest.mark.parametrize(
    "text", ["{", "[]", "{}", '{"begun": 1}', '{"begun": "noon"}', '{"begun": "2026-01-01"}']
)
def test_a_malformed_index_is_named_and_says_nothing_of_completeness(tmp_path, text) -> None:
    index = tmp_path / history_files.INDEX
    index.write_text(text, encoding="utf-8")
    histories = Histories((tmp_path,))

    assert not histories.complete
    assert f"{index} is not as it was written" in histories.unusable[str(index)]
    assert "python -m runtime.histories" in histories.unusable[str(index)]


@pytest.mark.parametrize(
    "said", [[], {}, {"at": "noon", "runs": 1}, {"at": "2026-01-01T00:00:00+00:00", "runs": None}]
)
def test_what_an_archive_says_of_itself_is_named_where_it_is_malformed(tmp_path, said) -> None:
    (tmp_path / history_files.ARCHIVED).write_text(json.dumps(said), encoding="utf-8")

    with pytest.raises(HistoryUnusable, match=r"archived\.json is not as it was written.*away"):
        history_files.archived_at(tmp_path)
