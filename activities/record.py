"""The record as a workflow reaches it: the append with its read models, and the load."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic

from pydantic import BaseModel, ConfigDict
from temporalio import activity
from temporalio.exceptions import ApplicationError

import projections
import store.append
import store.read
from domain.aggregates import Aggregate, S, S_co, State, aggregate_of
from domain.errors import DomainError
from domain.model import Actor
from domain.unit.plan import OVER
from projections.again import NOTHING, Kept
from projections.kept import Kept as Remembered
from projections.write import Tables, changes
from store.append import Beside
from store.codec import Folded, fold
from store.errors import RecordDiverged, outcome_unknown
from store.model import Append, AppendOutcome, NewEvent, Recorded
from store.pool import Pool

DIVERGED = "RecordDiverged"
LARGEST_PAGE = 600_000
"""Bytes of recorded text in one answer: Temporal takes 2 MB, quotes in it written twice."""

REMEMBERED = 2_000
"""States kept, so that an append need not read its stream again; any may be forgotten."""


class Load(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    organisation: str
    stream: str
    after: int


class Page(BaseModel):
    """A stretch of a stream; `last` when the stream ended with it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    recorded: tuple[Recorded, ...]
    last: bool


@dataclass(frozen=True)
class Shown(Generic[S_co]):
    """A folded stream and what the read models hold of it."""

    folded: Folded[S_co]
    kept: Kept


Heard = Callable[[AppendOutcome, float], None]
"""Told of each answer of the store and the seconds it took."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Record:
    """Both activities over one pool; `heard` counts, `now` is the clock of recorded-at."""

    def __init__(
        self,
        pool: Pool,
        *,
        heard: Heard = lambda _outcome, _seconds: None,
        now: Callable[[], datetime] = _utc_now,
        kept_of: Callable[[State, Kept], Kept] = projections.kept_of,
    ) -> None:
        self._pool = pool
        self._heard = heard
        self._now = now
        self._kept_of = kept_of
        self._tables = Tables()
        self._remembered: Remembered[tuple[str, str], Shown[State]] = Remembered(REMEMBERED)

    @activity.defn(name="append")
    async def append(self, request: Append) -> AppendOutcome:
        """Record all events and their read models, or say what is unseen.

        Retried by its caller until it answers; a refusal is not retried.
        """
        begun = time.perf_counter()
        try:
            outcome = await self._append(request)
        except DomainError as error:
            raise ApplicationError(
                error.detail, error.practice, error.missing, type=error.name, non_retryable=True
            ) from error
        except RecordDiverged as error:
            raise ApplicationError(str(error), type=DIVERGED, non_retryable=True) from error
        self._heard(outcome, time.perf_counter() - begun)
        return outcome

    @activity.defn(name="load")
    async def load(self, asked: Load) -> Page:
        recorded = await store.read.stream(
            self._pool, asked.organisation, asked.stream, after=asked.after
        )
        kept = _fitting(recorded)
        return Page(recorded=kept, last=len(kept) == len(recorded) and len(kept) < store.read.PAGE)

    async def _append(self, request: Append) -> AppendOutcome:
        if not request.events:
            outcome = await store.append.append(self._pool, request, recorded_at=self._now())
            return _bounded(outcome)
        aggregate = aggregate_of(request.stream)
        before = await self._shown(aggregate, request)
        after = self._with(aggregate, before, request.events)
        outcome = await store.append.append(
            self._pool,
            request,
            recorded_at=self._now(),
            beside=await self._beside(request, before, after),
        )
        if outcome.appended:
            self._remember(request, after, outcome.recorded[-1].hash)
        return _bounded(outcome)

    async def _beside(
        self, request: Append, before: Shown[S], after: Shown[S]
    ) -> tuple[Beside, ...]:
        """What the read models need to show `after` where they showed `before`."""
        with outcome_unknown():
            return await self._tables.statements(
                self._pool,
                changes(before.kept.rows, after.kept.rows),
                organisation=request.organisation,
                stream=request.stream,
                version=after.folded.version,
            )

    async def _shown(self, aggregate: Aggregate[S], request: Append) -> Shown[S]:
        """The state that the request was decided on: remembered, or read again."""
        known = self._remembered.get((request.organisation, request.stream))
        if known is not None and known.folded.hash == request.expected_hash:
            return known  # type: ignore[return-value]  # a stream is always of one aggregate
        folded: Folded[S] = Folded()
        while folded.version < request.expected_version:
            page = await store.read.stream(
                self._pool,
                request.organisation,
                request.stream,
                after=folded.version,
                limit=min(store.read.PAGE, request.expected_version - folded.version),
            )
            if not page:
                raise RecordDiverged(f"{request.stream} has only {folded.version} events")
            folded = fold(aggregate, folded, page)
        return Shown(folded, self._kept(folded, NOTHING))

    def _with(
        self, aggregate: Aggregate[S], shown: Shown[S], events: Iterable[NewEvent]
    ) -> Shown[S]:
        folded = shown.folded
        state, version = folded.state, folded.version
        for event in events:
            version += 1
            state = aggregate.evolve(
                state,
                aggregate.events[event.type].model_validate(event.payload),
                at=event.meta.occurred_at,
                by=Actor.model_construct(
                    person=event.meta.actor, on_behalf_of=event.meta.on_behalf_of
                ),
                version=version,
            )
        after = Folded(state=state, version=version)
        return Shown(after, self._kept(after, shown.kept))

    def _kept(self, folded: Folded[S], before: Kept) -> Kept:
        return NOTHING if folded.state is None else self._kept_of(folded.state, before)

    def _remember(self, request: Append, shown: Shown[S], last_hash: str) -> None:
        """Of a plan that is over nothing: what may still be restated there reads its stream."""
        key = (request.organisation, request.stream)
        if shown.folded.state is not None and shown.folded.state.stage in OVER:
            self._remembered.drop(key)
            return
        folded = Folded(state=shown.folded.state, version=shown.folded.version, hash=last_hash)
        self._remembered.put(key, Shown(folded, shown.kept))


def _fitting(recorded: tuple[Recorded, ...]) -> tuple[Recorded, ...]:
    """As many as one answer holds, and always one."""
    size = 0
    for count, one in enumerate(recorded):
        size += len(one.entry.encode()) + len(one.payload.encode())
        if count and size > LARGEST_PAGE:
            return recorded[:count]
    return recorded


def _bounded(outcome: AppendOutcome) -> AppendOutcome:
    if outcome.appended:
        return outcome  # its size was bounded when it was decided
    return outcome.model_copy(update={"recorded": _fitting(outcome.recorded)})
