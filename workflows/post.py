"""The one workflow that keeps messages going: it decides nothing and holds nothing."""

from __future__ import annotations

from datetime import timedelta

from temporalio import workflow
from temporalio.client import Client
from temporalio.common import RetryPolicy, WorkflowIDConflictPolicy

with workflow.unsafe.imports_passed_through():
    from activities.carrying import Carrying

QUEUE = "messages"
WORKFLOW_ID = "post"
ROUNDS = 200
"""Runs of the activity before the history begins anew."""

_A_RUN = timedelta(minutes=10)
_SILENCE = timedelta(minutes=1)
_PATIENT = RetryPolicy(
    initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=30)
)


@workflow.defn
class PostWorkflow:
    @workflow.run
    async def run(self, rounds: int) -> None:
        """Carry messages, for ever: what was carried stands in the record's database alone."""
        for _ in range(rounds):
            await workflow.execute_activity_method(
                Carrying.carry_messages,
                start_to_close_timeout=_A_RUN,
                heartbeat_timeout=_SILENCE,
                retry_policy=_PATIENT,
            )
        workflow.continue_as_new(rounds)


async def begin(
    client: Client, *, workflow_id: str = WORKFLOW_ID, queue: str = QUEUE, rounds: int = ROUNDS
) -> None:
    """Start it unless it runs."""
    await client.start_workflow(
        PostWorkflow.run,
        rounds,
        id=workflow_id,
        task_queue=queue,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
    )
