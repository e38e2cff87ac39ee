"""A run from its beginning to its end: load, then wait and answer, then hand over or stop."""

from __future__ import annotations

from typing import Generic, cast

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from domain.aggregates import Aggregate, S
    from store.codec import Folded

from workflows.decisions import Decisions
from workflows.obligations import Obligations
from workflows.start import FEWEST_DECISIONS, Carried, Start, begun

MOST_DECISIONS = 500
"""Commands after which a run hands over: a fresh worker replays them within a task's limit."""

LARGEST_STATE = 1_000_000
"""Characters of state carried over; a larger one is read from its stream again."""

LARGEST_MEMORY = 500_000
"""Characters of what was done of the dues; beyond it, dues are done again, which changes nothing."""


class Life(Generic[S]):
    """One run of one aggregate's workflow."""

    def __init__(self, aggregate: Aggregate[S], start: Start) -> None:
        self.decisions = _decisions(aggregate, start)
        carried = start.carried
        self._obligations = Obligations(
            self.decisions,
            given=carried.given if carried else (),
            rung=carried.rung if carried else (),
            once=start.once,
        )
        self._stage: str | None = None
        self._fewest = start.fewest

    async def run(self) -> None:
        """Return when the plan has ended or never began; else continue as new."""
        await self.decisions.load()
        while True:
            await self._turn()
            if not (self._is_over() or self._is_long()):
                await workflow.wait_condition(self._has_work)
                continue
            await workflow.wait_condition(self._is_quiet)
            if self.decisions.queue:
                continue
            if self._is_over():
                return
            if self._is_awaited():
                await workflow.wait_condition(self._has_work)
                continue
            workflow.continue_as_new(self._next())

    async def _turn(self) -> None:
        """Do all there is to do now."""
        decisions = self.decisions
        await self._obligations.ring(decisions.hear() or workflow.now())
        await decisions.settle()
        self._obligations.follow()
        state = decisions.folded.state
        if self._stage is None and state is not None:
            self._stage = state.stage

    def _has_work(self) -> bool:
        return bool(self.decisions.queue) or self._obligations.woken

    def _is_quiet(self) -> bool:
        # A command that comes while handlers finish is answered first: leaving would lose it.
        return bool(self.decisions.queue) or workflow.all_handlers_finished()

    def _is_awaited(self) -> bool:
        """Whether something is on its way still: the next run's news would overtake it."""
        waits = self._obligations.giving and not workflow.info().is_continue_as_new_suggested()
        return waits and workflow.patched("news-arrives-before-the-next-run")

    def _is_over(self) -> bool:
        return self.decisions.folded.version == 0 or self._obligations.ended

    def _is_long(self) -> bool:
        taken = self.decisions.taken
        return taken >= MOST_DECISIONS or self._is_large() or self._is_at_a_stage_s_end(taken)

    def _is_at_a_stage_s_end(self, taken: int) -> bool:
        # A seller's plan has five stages and twenty decisions: a run of its own costs as much as four.
        state = self.decisions.folded.state
        return taken >= self._fewest and state is not None and state.stage != self._stage

    def _is_large(self) -> bool:
        # Loading a long stream can itself be what is large: it must not begin again at once.
        enough = self.decisions.taken >= FEWEST_DECISIONS
        return enough and workflow.info().is_continue_as_new_suggested()

    def _next(self) -> Start:
        decisions, obligations = self.decisions, self._obligations
        folded = decisions.folded
        text = folded.state.model_dump_json() if folded.state else ""
        given, rung = tuple(obligations.given), tuple(obligations.rung)
        if sum(map(len, (*given, *rung))) > LARGEST_MEMORY:
            given = rung = ()
        carried = Carried(
            version=folded.version,
            hash=folded.hash,
            at=folded.at,
            state=text if len(text) <= LARGEST_STATE else None,
            told=decisions.told,
            given=given,
            rung=rung,
        )
        return begun(decisions.organisation, decisions.stream, carried)


def _decisions(aggregate: Aggregate[S], start: Start) -> Decisions[S]:
    carried = start.carried
    decisions = Decisions(aggregate, start.organisation, start.stream)
    if carried is None:
        return decisions
    decisions.told = carried.told
    if carried.state is not None:
        state = cast("S", aggregate.state.model_validate_json(carried.state))
        decisions.folded = Folded(
            state=state, version=carried.version, hash=carried.hash, at=carried.at
        )
        decisions.loaded = True
    return decisions
