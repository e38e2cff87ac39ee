"""The one workflow that archives histories: it decides nothing and holds nothing."""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow
from temporalio.client import Client
from temporalio.common import RetryPolicy, WorkflowIDConflictPolicy

with workflow.unsafe.imports_passed_through():
    from activities.archiving import Archiving

QUEUE = "reports"
WORKFLOW_ID = "archive"
ROUNDS = 200
"""Rounds before the history begins anew."""

PAUSE = timedelta(minutes=10)
"""Between two rounds; Temporal keeps a closed run for days at the least."""

_A_ROUND = timedelta(hours=6)
_SILENCE = timedelta(minutes=1)
_PATIENT = RetryPolicy(
    initial_interval=timedelta(seconds=5), maximum_interval=timedelta(minutes=10)
)


@workflow.defn
class ArchiveWorkflow:
    @workflow.run
    async def run(self, rounds: int) -> None:
        """Round after round, for ever: what was archived stands in the archive alone."""
        for _ in range(rounds):
            await workflow.execute_activity_method(
                Archiving.archive_histories,
                start_to_close_timeout=_A_ROUND,
                heartbeat_timeout=_SILENCE,
                retry_policy=_PATIENT,
            )
            await workflow.sleep(PAUSE)
        workflow.continue_as_new(rounds)


async def begin(
    client: Client, *, workflow_id: str = WORKFLOW_ID, queue: str = QUEUE, rounds: int = ROUNDS
) -> None:
    """Start it unless it runs."""
    await client.start_workflow(
        ArchiveWorkflow.run,
        rounds,
        id=workflow_id,
        task_queue=queue,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
    )
