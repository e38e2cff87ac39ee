"""An organisation's log as decisions: each with what held before and after it."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import store.read
from domain.aggregates import State, aggregate_of
from domain.custody.state import CustodyState
from messages.requests import Waits, waits_of
from messages.telling import Decision
from projections import rehearsals
from projections.kept import Kept
from store.codec import Folded, command_of, decode, fold
from store.errors import RecordDiverged
from store.model import Recorded
from store.pool import Pool

PAGE = 200
REMEMBERED = 500
"""Streams, each of some 70 KiB; what is forgotten is folded from its beginning."""


@dataclass(frozen=True)
class Seen:
    """A stream as it was last looked at."""

    folded: Folded[Any]
    waits: Waits


class Log:
    """Reads on from a position; remembers what it folded, since a stream only ever grows."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._seen: Kept[tuple[str, str], Seen] = Kept(REMEMBERED)

    async def after(self, organisation: str, position: int) -> tuple[Recorded, ...]:
        """Whole decisions after a position, at least one where there is any."""
        limit = PAGE
        while True:
            found = await store.read.log(self._pool, organisation, position, limit)
            if len(found) < limit:
                return found
            last = _decision(found[-1])
            whole = tuple(
                itertools.takewhile(lambda one: _decision(one) != last, found)  # noqa: B023
            )
            if whole:
                return whole
            limit *= 4

    async def decisions(
        self, organisation: str, recorded: tuple[Recorded, ...]
    ) -> AsyncIterator[Decision]:
        """Each decision of these events, in order."""
        for _, events in itertools.groupby(recorded, _decision):
            yield await self._read(organisation, tuple(events))

    async def _read(self, organisation: str, events: tuple[Recorded, ...]) -> Decision:
        stream = events[0].stream
        aggregate = aggregate_of(stream)
        before = await self._until(organisation, stream, events[0].version - 1)
        folded = fold(aggregate, before.folded, events)
        if folded.state is None:
            raise RecordDiverged(f"{stream} has events and no state")
        state = folded.state
        after = Seen(folded, waits_of(state))
        self._seen.put((organisation, stream), after)
        return Decision(
            organisation=organisation,
            stream=stream,
            cycle="" if isinstance(state, CustodyState) else state.cycle,
            position=events[-1].position,
            events=tuple(decode(aggregate, one) for one in events),
            state=state,
            rehearsal=await self._is_rehearsal(organisation, state),
            before=before.waits,
            after=after.waits,
        )

    async def _is_rehearsal(self, organisation: str, state: State) -> bool:
        """Custody is of no cycle: it is a rehearsal where all of its organisation is."""
        if isinstance(state, CustodyState):
            return bool(await rehearsals.of(self._pool, organisation))
        return state.rehearsal

    async def _until(self, organisation: str, stream: str, version: int) -> Seen:
        known = self._seen.get((organisation, stream))
        if known is not None and known.folded.version == version:
            return known
        folded: Folded[Any] = Folded()
        while folded.version < version:
            limit = min(store.read.PAGE, version - folded.version)
            page = await store.read.stream(
                self._pool, organisation, stream, after=folded.version, limit=limit
            )
            if not page:
                raise RecordDiverged(f"{stream} has only {folded.version} events")
            folded = fold(aggregate_of(stream), folded, page)
        return Seen(folded, waits_of(folded.state))


def _decision(recorded: Recorded) -> tuple[str, str]:
    return recorded.stream, command_of(recorded)
