"""Replaying a history apart from the test, so that a replayer that stops answering costs a retry.

SDK 1.35's core sometimes panics in a thread of its own at a local activity's time limit while it
replays, and then says nothing more. A history that differs is refused at once, and raises here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from queue import Empty, Queue
from threading import Thread

from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

PATIENCE = 60
ATTEMPTS = 3


async def replay(history: WorkflowHistory, workflows: Sequence[type]) -> None:
    """Raises what the replay raises, or TimeoutError when no attempt answers."""
    for _ in range(ATTEMPTS):
        answer: Queue[BaseException | None] = Queue()
        Thread(target=_replay, args=(history, workflows, answer), daemon=True).start()
        try:
            failed = await asyncio.to_thread(answer.get, timeout=PATIENCE)
        except Empty:
            continue
        if failed is not None:
            raise failed
        return
    raise TimeoutError(f"{history.workflow_id}: no replay answered")


def _replay(
    history: WorkflowHistory, workflows: Sequence[type], answer: Queue[BaseException | None]
) -> None:
    replayer = Replayer(workflows=workflows, data_converter=pydantic_data_converter)
    try:
        asyncio.run(_replayed(replayer, history))
    except BaseException as failed:  # noqa: BLE001 - the test raises it
        answer.put(failed)
    else:
        answer.put(None)


async def _replayed(replayer: Replayer, history: WorkflowHistory) -> None:
    await replayer.replay_workflow(history)
