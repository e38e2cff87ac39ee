"""Streams folded for a question: now, or as they stood at an instant or a position."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, takewhile
from typing import Any

import store.read
from domain.aggregates import UNIT, Aggregate, aggregate_of, stream_of
from domain.culture.state import CultureState
from domain.cycle.state import CycleState
from domain.errors import Unknown
from domain.incentives.state import IncentivesState
from domain.seller.plan import SellerState
from domain.unit.plan import UnitState
from projections.kept import Kept
from projections.pasts import Pasts
from store.codec import Folded, fold
from store.entry import entry_of
from store.model import Recorded
from store.pool import Pool

REMEMBERED = 500
"""Streams, each of some 70 KiB; what is forgotten is folded from its beginning."""
TOGETHER = 25
"""Streams read in one round trip: the database sorts what it finds of all of them."""

LARGE_PAGE = 5_000
GONE_OVER = 2_000


@dataclass(frozen=True)
class Until:
    """A moment of the past: an instant, or a position of the organisation's log."""

    at: datetime | None = None
    position: int | None = None

    def reaches(self, recorded: Recorded) -> bool:
        if self.position is not None and recorded.position > self.position:
            return False
        return self.at is None or entry_of(recorded).occurred_at <= self.at


NOW = Until()


class Streams:
    """Folds streams of the record, remembering what was folded: a stream only ever grows."""

    def __init__(self, reader: Pool) -> None:
        self.reader = reader
        self._folded: Kept[tuple[str, str], Folded[Any]] = Kept(REMEMBERED)
        self._pasts = Pasts()
        self.gone_over: Kept[tuple[object, str, str], Any] = Kept(GONE_OVER)
        """What going over streams found (projections/gone_over.py)."""

    async def recorded(self, organisation: str, stream: str) -> tuple[Recorded, ...]:
        """The whole stream, every event of it."""
        events: list[Recorded] = []
        while page := await store.read.stream(
            self.reader, organisation, stream, after=len(events), limit=store.read.PAGE
        ):
            events += page
            if len(page) < store.read.PAGE:
                break
        return tuple(events)

    async def each_recorded(
        self, organisation: str, streams: Sequence[str]
    ) -> AsyncIterator[tuple[str, tuple[Recorded, ...]]]:
        """Whole streams in the order in which they are named, many of them in one round trip."""
        for first in range(0, len(streams), TOGETHER):
            some = streams[first : first + TOGETHER]
            found: dict[str, list[Recorded]] = {stream: [] for stream in some}
            async for one in self._after(organisation, dict.fromkeys(some, 0)):
                found[one.stream].append(one)
            for stream, every in found.items():
                yield stream, tuple(every)

    async def _after(self, organisation: str, versions: dict[str, int]) -> AsyncIterator[Recorded]:
        """The events of each stream after its version, stream by stream."""
        while page := await store.read.streams_after(
            self.reader, organisation, versions, limit=LARGE_PAGE
        ):
            for one in page:
                yield one
                versions[one.stream] = one.version
            if len(page) < LARGE_PAGE:
                return

    async def cycle(self, organisation: str, cycle: str, until: Until = NOW) -> CycleState:
        """The cycle; raises Unknown where there is none, or was none then."""
        folded = await self.at(organisation, stream_of("cycle", cycle), until)
        if isinstance(folded.state, CycleState):
            return folded.state
        raise Unknown(f"There is no cycle {cycle} in {organisation}{_then(until)}.")

    async def unit(self, organisation: str, cycle: str, unit: str, until: Until = NOW) -> UnitState:
        """The unit's plan; raises Unknown where there is none, or was none then."""
        folded = await self.at(organisation, stream_of("unit", cycle, unit), until)
        if isinstance(folded.state, UnitState):
            return folded.state
        raise _no_plan(cycle, unit, until)

    async def seller(
        self, organisation: str, cycle: str, person: str, until: Until = NOW
    ) -> SellerState:
        """One person's plan; raises Unknown where there is none, or was none then."""
        folded = await self.at(organisation, stream_of("seller", cycle, person), until)
        if isinstance(folded.state, SellerState):
            return folded.state
        raise Unknown(f"{person} has no plan of their own in {cycle}{_then(until)}.")

    async def culture(self, organisation: str, cycle: str, until: Until = NOW) -> CultureState:
        """The cycle's culture; raises Unknown where nobody began it, or had by then."""
        folded = await self.at(organisation, stream_of("culture", cycle), until)
        if isinstance(folded.state, CultureState):
            return folded.state
        raise Unknown(
            f"The culture of {cycle} was not begun{_then(until)}: "
            "its leader or an HR partner begins it."
        )

    async def incentives(
        self, organisation: str, cycle: str, until: Until = NOW
    ) -> IncentivesState:
        """The cycle's incentives; raises Unknown where nobody began them, or had by then."""
        folded = await self.at(organisation, stream_of("incentives", cycle), until)
        if isinstance(folded.state, IncentivesState):
            return folded.state
        raise Unknown(
            f"The incentives of {cycle} were not begun{_then(until)}: "
            "a sponsor or an HR partner begins them."
        )

    async def units(
        self, organisation: str, cycle: str, units: Sequence[str]
    ) -> tuple[UnitState, ...]:
        """Many units' plans in one round trip, where they were read before; Unknown as `unit`."""
        streams = [stream_of("unit", cycle, unit) for unit in units]
        plans = []
        for unit, one in zip(units, await self._together(organisation, streams), strict=True):
            if not isinstance(one.state, UnitState):
                raise _no_plan(cycle, unit)
            plans.append(one.state)
        return tuple(plans)

    async def plans(self, organisation: str, streams: Iterable[str]) -> tuple[UnitState, ...]:
        """Those of these streams that are units' plans, in one round trip."""
        units = [one for one in streams if aggregate_of(one) is UNIT]
        found = await self._together(organisation, units)
        return tuple(one.state for one in found if isinstance(one.state, UnitState))

    async def units_then(
        self, organisation: str, cycle: str, units: Sequence[str], until: Until
    ) -> tuple[UnitState, ...]:
        """Those of many units' plans that there were at a moment, as they stood."""
        streams = [stream_of("unit", cycle, unit) for unit in units]
        found = await self._all_at(organisation, streams, until)
        return tuple(one for one in found if isinstance(one, UnitState))

    async def sellers_then(
        self, organisation: str, cycle: str, people: Sequence[str], until: Until
    ) -> tuple[SellerState, ...]:
        """Those of many people's plans that there were at a moment, as they stood."""
        streams = [stream_of("seller", cycle, person) for person in people]
        found = await self._all_at(organisation, streams, until)
        return tuple(one for one in found if isinstance(one, SellerState))

    async def _all_at(
        self, organisation: str, streams: Sequence[str], until: Until
    ) -> list[object]:
        return [
            folded(aggregate_of(stream), takewhile(until.reaches, events)).state
            async for stream, events in self.each_recorded(organisation, streams)
        ]

    async def _together(self, organisation: str, streams: Sequence[str]) -> list[Folded[Any]]:
        known = {
            stream: self._folded.get((organisation, stream)) or Folded[Any]() for stream in streams
        }
        newer = await self.newer(organisation, {on: one.version for on, one in known.items()})
        for stream, events in newer.items():
            known[stream] = fold(aggregate_of(stream), known[stream], events)
        for stream, one in known.items():
            self._remember((organisation, stream), one)
        return [known[stream] for stream in streams]

    async def newer(
        self, organisation: str, versions: Mapping[str, int]
    ) -> dict[str, list[Recorded]]:
        """What came in each stream after its version, where anything did."""
        found: dict[str, list[Recorded]] = {}
        if not versions:
            return found
        async for event in self._after(organisation, dict(versions)):
            found.setdefault(event.stream, []).append(event)
        return found

    async def as_of(self, organisation: str, stream: str, version: int) -> object:
        """The state that the first `version` events of a stream give; None of none."""
        return (await self.all_as_of(organisation, {stream: version}))[stream]

    async def all_as_of(self, organisation: str, versions: Mapping[str, int]) -> dict[str, object]:
        """The same of many streams, each at its version.

        What was never passed before is read in one round trip and folded on from the nearest
        version that was.
        """
        known = {
            stream: self._nearest(organisation, stream, version)
            for stream, version in versions.items()
        }
        short = {one: versions[one] for one, at in known.items() if at.version < versions[one]}
        while short:
            spans = {one: (known[one].version, until) for one, until in short.items()}
            page = await store.read.streams_between(self.reader, organisation, spans)
            for stream, events in groupby(page, key=lambda one: one.stream):
                known[stream] = self._pasts.passed(organisation, stream, known[stream], events)
            if len(page) < store.read.PAGE:
                break
        for stream, at in known.items():
            self._pasts.keep(organisation, stream, at)
        return {stream: at.state for stream, at in known.items()}

    def _nearest(self, organisation: str, stream: str, version: int) -> Folded[Any]:
        now = self._folded.get((organisation, stream))
        if now is not None and now.version == version:
            return now
        return self._pasts.nearest(organisation, stream, version)

    async def at(self, organisation: str, stream: str, until: Until) -> Folded[Any]:
        """A stream folded up to a moment."""
        if until == NOW:
            return await self.folded(organisation, stream)
        recorded = await self.recorded(organisation, stream)
        return folded(aggregate_of(stream), takewhile(until.reaches, recorded))

    async def folded(self, organisation: str, stream: str) -> Folded[Any]:
        known = self._folded.get((organisation, stream)) or Folded[Any]()
        aggregate = aggregate_of(stream)
        while page := await store.read.stream(
            self.reader, organisation, stream, after=known.version, limit=store.read.PAGE
        ):
            known = fold(aggregate, known, page)
            if len(page) < store.read.PAGE:
                break
        self._remember((organisation, stream), known)
        return known

    def _remember(self, key: tuple[str, str], known: Folded[Any]) -> None:
        if known.state is not None:
            self._folded.put(key, known)


def folded(aggregate: Aggregate[Any], recorded: Iterable[Recorded]) -> Folded[Any]:
    """A stream folded from its beginning."""
    return fold(aggregate, Folded[Any](), recorded)


def _no_plan(cycle: str, unit: str, until: Until = NOW) -> Unknown:
    return Unknown(
        f"There is no plan of unit {unit} in {cycle}{_then(until)}: "
        "it opens when the cycle is announced."
    )


def _then(until: Until) -> str:
    return "" if until == NOW else " at that moment"
