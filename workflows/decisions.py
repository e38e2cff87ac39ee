"""The one decision loop: all that waits is decided in order, recorded at once, then answered."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Generic

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.envelope import TOLD_BY, Envelope
    from activities.record import Load
    from domain.aggregates import Aggregate, S
    from domain.errors import CommandIdReused, DomainError
    from store.codec import Folded, command_of, decode, fold
    from store.errors import RecordDiverged
    from store.model import Append, NewEvent, Recorded
    from store.read import receipt_of

from workflows import steps
from workflows.answer import Accepted, Answer, Refusal, refused_on_record
from workflows.deciding import Decided, Waiting, decide, decide_all


@dataclass
class Decisions(Generic[S]):
    """The queue and the recorded state of one stream, whose only writer this is.

    `told` is the clock of a rehearsal whose commands say what time it is.
    """

    aggregate: Aggregate[S]
    organisation: str
    stream: str
    folded: Folded[S] = field(default_factory=Folded)
    told: datetime | None = None
    loaded: bool = False
    taken: int = 0
    queue: list[Waiting] = field(default_factory=list)

    def check(self, envelope: Envelope) -> None:
        """Refuse what would be refused now, so that it costs no history.

        Before the stream was read everything is let through, and what asks for a longer record
        than this: the loop answers those.
        """
        if not self.loaded or envelope.at_least > self.folded.version or self._tells(envelope):
            return
        try:
            decide(self.aggregate, self.folded, envelope, self.clock(envelope, self.folded))
        except Exception as error:
            raise self._refusal(envelope, error).as_failure() from error

    def _tells(self, envelope: Envelope) -> bool:
        """Whether a rehearsal hears a later time with this: its deadlines come first."""
        state = self.folded.state
        if state is None or not state.rehearsal or envelope.at is None:
            return False
        return self.told is None or envelope.at > self.told

    async def give(self, envelope: Envelope) -> Accepted:
        """Queue a command and wait for its answer; raises nothing but an ApplicationError."""
        waiting = _waiting(envelope)
        self.queue.append(waiting)
        answered = await waiting.answer
        if isinstance(answered, Refusal):
            raise answered.as_failure()
        return answered

    async def load(self) -> None:
        """Fold what the record holds beyond the state."""
        while not self.loaded:
            page = await steps.load(
                Load(organisation=self.organisation, stream=self.stream, after=self.folded.version)
            )
            self._fold(page.recorded)
            self.loaded = page.last

    async def settle(self) -> None:
        """Answer everything that waits."""
        while self.queue:
            waiting, self.queue = self.queue, []
            await self._answer(waiting)

    async def settle_now(self, envelopes: Iterable[Envelope]) -> tuple[Answer, ...]:
        """Decide commands of our own ahead of all that waits."""
        waiting = [_waiting(envelope) for envelope in envelopes]
        await self._answer(waiting)
        return tuple([await one.answer for one in waiting])

    def hear(self) -> datetime | None:
        """Until when time has come in a rehearsal that is told it; None by the clock."""
        state = self.folded.state
        if state is None or not state.rehearsal:
            return None
        said = [one.envelope.at for one in self.queue if one.envelope.at is not None]
        if said and self.told is None:
            self.told = self.folded.at
        return max((*said, self.told)) if self.told else None

    def clock(self, envelope: Envelope, folded: Folded[S]) -> datetime:
        """When this is decided: by the workflow's clock, in a rehearsal by the one it is told."""
        state = folded.state
        rehearsal = envelope.body.get("rehearsal") if state is None else state.rehearsal
        if rehearsal is not True or (envelope.at is None and self.told is None):
            return workflow.now()
        return max(one for one in (envelope.at, self.told, folded.at) if one is not None)

    async def _answer(self, waiting: Sequence[Waiting]) -> None:
        self.taken += len(waiting)
        left = self._once_each(waiting)
        await self._catch_up(max((one.envelope.at_least for one in waiting), default=0))
        while left:
            left = await self._round(left)

    async def _catch_up(self, at_least: int) -> None:
        """Append nothing until the record has nothing more to show."""
        while self.folded.version < at_least:
            try:
                outcome = await steps.append(self._request(()))
            except RecordDiverged:
                workflow.logger.exception("the record is not what this state was folded from")
                return
            if not outcome.recorded:
                return
            self._fold(outcome.recorded)

    async def _round(self, waiting: list[Waiting]) -> list[Waiting]:
        """Decide, record, answer; returns those that must be decided again."""
        decided = decide_all(self.aggregate, self.folded, waiting, self.clock)
        events = tuple(event for one in decided for event in one.events)
        left = waiting[len(decided) :]
        if not events:
            self._refuse(decided)
            return left
        try:
            outcome = await steps.append(self._request(events))
        except (DomainError, RecordDiverged) as error:
            return [*await self._apart(decided, error), *left]
        self._fold(outcome.recorded)
        if outcome.appended:
            self._acknowledge(decided, outcome.recorded)
            return left
        return self._answer_recorded(waiting, outcome.already)

    async def _apart(
        self, decided: list[Decided], error: DomainError | RecordDiverged
    ) -> list[Waiting]:
        """The store refused all for the sake of one: the others must not suffer it."""
        with_events = [one.waiting for one in decided if one.events]
        if len(with_events) == 1:
            refused = with_events[0]
            refused.settle(self._refusal(refused.envelope, error))
            return [one.waiting for one in decided if one.waiting is not refused]
        for one in decided:
            left = [one.waiting]
            while left:
                left = await self._round(left)
        return []

    def _request(self, events: tuple[NewEvent, ...]) -> Append:
        return Append(
            organisation=self.organisation,
            stream=self.stream,
            expected_version=self.folded.version,
            expected_hash=self.folded.hash,
            events=events,
        )

    def _fold(self, recorded: tuple[Recorded, ...]) -> None:
        """Rule 2: from the bytes in the record, never from what was decided."""
        self.folded = fold(self.aggregate, self.folded, recorded)
        state = self.folded.state
        if not recorded or state is None or not state.rehearsal:
            return
        last = decode(self.aggregate, recorded[-1])
        if self.told or abs((last.recorded_at - last.at).total_seconds()) > TOLD_BY:
            self.told = last.at

    def _acknowledge(self, decided: list[Decided], recorded: tuple[Recorded, ...]) -> None:
        rest = iter(recorded)
        for one in decided:
            if one.events:
                self._receive(one.waiting, tuple(islice(rest, len(one.events))))
        self._refuse(decided)

    def _answer_recorded(
        self, waiting: list[Waiting], already: tuple[Recorded, ...]
    ) -> list[Waiting]:
        """Commands that were recorded before get their first receipt; the others go again."""
        found: dict[str, list[Recorded]] = {}
        for recorded in already:
            found.setdefault(command_of(recorded), []).append(recorded)
        for one in waiting:
            if events := found.get(one.envelope.command_id):
                self._receive(one, tuple(events))
        return [one for one in waiting if one.envelope.command_id not in found]

    def _receive(self, waiting: Waiting, recorded: tuple[Recorded, ...]) -> None:
        receipt = receipt_of(recorded)
        if receipt is None:
            raise ValueError("a receipt is for events")
        refused = refused_on_record(receipt)
        if refused:
            waiting.settle(self._refusal(waiting.envelope, refused))
        else:
            waiting.settle(Accepted(receipt=receipt, command_sha256=waiting.envelope.sha256))

    def _refuse(self, decided: list[Decided]) -> None:
        for one in decided:
            if one.error is not None:
                one.waiting.settle(self._refusal(one.waiting.envelope, one.error))

    def _refusal(self, envelope: Envelope, error: Exception) -> Refusal:
        if isinstance(error, DomainError):
            return Refusal.of(error, self.folded.version, envelope)
        workflow.logger.error("%s %s failed", envelope.name, envelope.command_id, exc_info=error)
        return Refusal.fault(error, self.folded.version, envelope)

    def _once_each(self, waiting: Sequence[Waiting]) -> list[Waiting]:
        """The same command sent twice (again as `<id>#<n>`) is decided once for both."""
        first: dict[str, Waiting] = {}
        for one in waiting:
            known = first.setdefault(one.envelope.command_id, one)
            if known is one:
                continue
            if _content(known.envelope) == _content(one.envelope):
                known.answer.add_done_callback(one.settle_as)
                continue
            reused = CommandIdReused(
                f"{one.envelope.command_id}: given with other content at the same time; "
                "give this command an id of its own"
            )
            one.settle(self._refusal(one.envelope, reused))
        return list(first.values())


def _waiting(envelope: Envelope) -> Waiting:
    return Waiting(envelope, asyncio.get_running_loop().create_future())


def _content(envelope: Envelope) -> Envelope:
    same = {"at": None, "at_least": 0, "client": "", "correlation_id": "", "causation_id": None}
    return envelope.model_copy(update=same)
