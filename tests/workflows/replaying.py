"""Replaying a history in a process of its own, the one for the whole session.

In the tests' own process many workers come and go, some killed in the middle of a local activity,
and SDK 1.35's core then sometimes panics there and answers no replayer any more. A replayer that
does not answer is ended and asked once more from a new process. What a worker left unfinished at
a history's end is cut off: a replayer would take it for a task to carry out now.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from subprocess import DEVNULL, PIPE, Popen
from threading import Timer

from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer
from temporalio.workflow import NondeterminismError

from workflows.culture import CultureWorkflow
from workflows.custody import CustodyWorkflow
from workflows.cycle import CycleWorkflow
from workflows.incentives import IncentivesWorkflow
from workflows.seller import SellerPlanWorkflow
from workflows.unit import UnitPlanWorkflow

WORKFLOWS = (
    CycleWorkflow, UnitPlanWorkflow, SellerPlanWorkflow, CultureWorkflow, IncentivesWorkflow,
    CustodyWorkflow,
)  # fmt: skip
PATIENCE = 60
ATTEMPTS = 2
UNFINISHED = frozenset(
    {
        EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
        EventType.EVENT_TYPE_WORKFLOW_TASK_STARTED,
        EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT,
        EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED,
    }
)
_replayer: list[Popen[str]] = []


async def replay(history: WorkflowHistory, workflows: Sequence[type] = WORKFLOWS) -> bool:
    """Whether there was anything to replay.

    Raises NondeterminismError where the code decides otherwise, RuntimeError where it fails, and
    TimeoutError where no replayer answers.
    """
    whole = finished(history)
    if not any(
        event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED for event in whole.events
    ):
        return False
    named = [[kind.__module__, kind.__name__] for kind in workflows]
    asked = json.dumps([whole.workflow_id, json.loads(whole.to_json()), named])
    for _ in range(ATTEMPTS):
        if answer := await asyncio.to_thread(_ask, asked):
            _raise(json.loads(answer), history.workflow_id)
            return True
    raise TimeoutError(f"{history.workflow_id}: no replayer answered")


def finished(history: WorkflowHistory) -> WorkflowHistory:
    """The history without the workflow tasks at its end that nobody completed."""
    events = list(history.events)
    while events and events[-1].event_type in UNFINISHED:
        events.pop()
    return WorkflowHistory(history.workflow_id, events)


def _ask(asked: str) -> str:
    """One line for one line; nothing from a replayer that had to be ended."""
    if not _replayer:
        _replayer.append(
            Popen([sys.executable, __file__], stdin=PIPE, stdout=PIPE, stderr=DEVNULL, text=True)
        )
        atexit.register(_replayer[0].kill)
    (process,) = _replayer
    ending = Timer(PATIENCE, process.kill)
    ending.start()
    try:
        process.stdin.write(asked + "\n")
        process.stdin.flush()
        answer = process.stdout.readline()
    except BrokenPipeError:
        answer = ""
    finally:
        ending.cancel()
    if not answer:
        process.kill()
        process.wait()
        _replayer.clear()
    return answer


def _raise(answer: dict[str, str] | None, workflow_id: str) -> None:
    if answer is None:
        return
    kind = NondeterminismError if answer["name"] == "NondeterminismError" else RuntimeError
    raise kind(f"{workflow_id}: {answer['name']}: {answer['words']}")


async def _replayed(asked: str) -> dict[str, str] | None:
    workflow_id, history, named = json.loads(asked)
    workflows = [getattr(import_module(module), name) for module, name in named]
    replayer = Replayer(workflows=workflows, data_converter=pydantic_data_converter)
    try:
        await replayer.replay_workflow(WorkflowHistory.from_json(workflow_id, history))
    except Exception as failed:  # noqa: BLE001 - the test raises it
        return {"name": type(failed).__name__, "words": str(failed)}
    return None


async def _serve() -> None:
    # What the SDK's core writes to standard output must not be read as an answer.
    with suppress(BrokenPipeError), os.fdopen(os.dup(1), "w") as answers:
        os.dup2(2, 1)
        while asked := await asyncio.to_thread(sys.stdin.readline):
            answers.write(json.dumps(await _replayed(asked)) + "\n")
            answers.flush()


if __name__ == "__main__":
    asyncio.run(_serve())
