"""The other side of the comparison: an Update with a validator that does nothing but count."""

from __future__ import annotations

import uuid
from datetime import timedelta

from rounds import Lane, Shape
from temporalio import workflow
from temporalio.client import Client, WorkflowHandle

QUEUE = "decisions"
PATIENCE = timedelta(seconds=15)


@workflow.defn
class BareWorkflow:
    """Waits for its end, which is never, and counts what it is given meanwhile."""

    def __init__(self) -> None:
        self._count = 0

    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: self._count < 0)

    @workflow.update
    async def execute(self, amount: int) -> int:
        self._count += amount
        return self._count

    @execute.validator
    def check(self, amount: int) -> None:
        if amount < 1:
            raise ValueError("an amount is at least one")


class Bare:
    """Fresh workflows for each round: a run takes 2,000 updates at most."""

    name = "bare"

    def __init__(self, client: Client) -> None:
        self._client = client
        self.running: list[WorkflowHandle[BareWorkflow, None]] = []

    async def lanes(self, shape: Shape) -> list[Lane]:
        self.running = [
            await self._client.start_workflow(
                BareWorkflow.run, id=f"bare/{uuid.uuid4()}", task_queue=QUEUE
            )
            for _ in range(shape.workflows)
        ]
        return [lane_of(handle) for handle in self.running for _ in range(shape.in_flight)]

    async def end(self) -> None:
        for handle in self.running:
            await handle.terminate("the round is over")


def lane_of(handle: WorkflowHandle[BareWorkflow, None]) -> Lane:
    """One decision after the other, called as `workflows.client` calls."""

    async def decide() -> None:
        await handle.execute_update(
            "execute", 1, id=str(uuid.uuid4()), result_type=int, rpc_timeout=PATIENCE
        )

    return decide
