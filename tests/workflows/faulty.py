"""A cycle whose rules fail on a name, so that a test can see where the failure goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.envelope import Envelope
    from domain.aggregates import CYCLE
    from domain.cycle.commands import RecordImport
    from domain.cycle.decide import decide
    from domain.cycle.events import FileImported
    from domain.cycle.evolve import evolve
    from domain.cycle.state import CycleState
    from domain.model import Actor, Command, Event

from workflows.answer import Accepted
from workflows.life import Life
from workflows.start import Start


def _decide(
    command: Command, state: CycleState | None, *, at: datetime, by: Actor
) -> tuple[Event, ...]:
    if isinstance(command, RecordImport) and command.source.name == "decide":
        raise ZeroDivisionError
    return decide(command, state, at=at, by=by)


def _evolve(
    state: CycleState | None, event: Event, *, at: datetime, by: Actor, version: int
) -> CycleState:
    if isinstance(event, FileImported) and event.source.name == "evolve":
        raise KeyError(event.source.name)
    return evolve(state, event, at=at, by=by, version=version)


@workflow.defn(name="CycleWorkflow")
class FaultyWorkflow:
    @workflow.init
    def __init__(self, start: Start) -> None:
        self._life = Life(replace(CYCLE, decide=_decide, evolve=_evolve), start)

    @workflow.run
    async def run(self, _start: Start) -> None:
        await self._life.run()

    @workflow.update
    async def execute(self, envelope: Envelope) -> Accepted:
        return await self._life.decisions.give(envelope)

    @execute.validator
    def check(self, envelope: Envelope) -> None:
        self._life.decisions.check(envelope)
