"""Histories kept from every released path still replay; one that must not is seen to fail.

Every change to a workflow, and to what a state carries over, meets them here. They are written by

    KEEP_HISTORIES=tests/workflows/histories pytest tests/workflows
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from replaying import replay
from temporalio.client import WorkflowHistory
from temporalio.workflow import NondeterminismError

from domain.aggregates import AGGREGATES

HISTORIES = Path(__file__).parent / "histories"
KEPT = sorted(HISTORIES.glob("*.json"))


def kept(file: Path) -> WorkflowHistory:
    history = json.loads(file.read_text())
    return WorkflowHistory.from_json(history["workflowId"], history)


@pytest.mark.parametrize("file", KEPT, ids=[file.stem for file in KEPT])
async def test_a_kept_history_replays(file: Path) -> None:
    assert await replay(kept(file))


async def test_a_history_of_other_code_does_not() -> None:
    (file,) = HISTORIES.glob("an_announced_cycle*.cycle.2.json")
    history = json.loads(file.read_text().replace('"give_command"', '"send_mail"'))
    with pytest.raises(NondeterminismError):
        await replay(WorkflowHistory.from_json(history["workflowId"], history))


def test_there_are_histories_of_every_aggregate() -> None:
    kinds = {json.loads(file.read_text())["workflowId"].split("/")[1] for file in KEPT}
    assert kinds == set(AGGREGATES)
