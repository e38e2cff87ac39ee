"""A cycle's incentives as a workflow: who writes its stream, and nobody else does."""

from __future__ import annotations

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.envelope import Envelope
    from domain.aggregates import INCENTIVES

from workflows.answer import Accepted
from workflows.life import Life
from workflows.start import Start


@workflow.defn
class IncentivesWorkflow:
    @workflow.init
    def __init__(self, start: Start) -> None:
        self._life = Life(INCENTIVES, start)

    @workflow.run
    async def run(self, _start: Start) -> None:
        await self._life.run()

    @workflow.update
    async def execute(self, envelope: Envelope) -> Accepted:
        """Once it is recorded; refused, it raises an ApplicationError that holds the Refusal."""
        return await self._life.decisions.give(envelope)

    @execute.validator
    def check(self, envelope: Envelope) -> None:
        self._life.decisions.check(envelope)
