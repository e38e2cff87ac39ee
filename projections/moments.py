"""Any moment of a cycle: where in the log it lies, what stood then, and who might read it then."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import store.read
from domain.aggregates import stream_of
from domain.authority.reads import FORMER
from domain.authority.ruling import Subject
from domain.cycle.state import CycleState
from domain.errors import Unknown
from domain.unit.plan import UnitState
from projections import offices, timeline
from projections.fetching import Found, fetched
from projections.kept import Kept
from projections.streams import Streams
from projections.timeline import Told
from projections.write import Row
from store.errors import outcome_unknown
from store.pool import Pool

SHOWN = """
    SELECT position, stream, body ->> 'occurred_at' AS at FROM tally.events
    WHERE organisation = $1 AND stream = ANY($2) AND position > $3 ORDER BY position
"""
COURSES = 50
"""Cycles whose moments are remembered: what is recorded only ever gets longer."""
PLANS = 6_000
"""Plans as they stood of which it is remembered whom they concerned."""
QUARTER = 15 * 60
LATEST = f"""
    {store.read.EVENTS} AND stream = ANY($2) AND NOT e.type = ANY($3) AND e.position <= $4
    ORDER BY e.position DESC LIMIT $5
"""


@dataclass(frozen=True)
class Moment:
    """Where something was recorded: a place in the organisation's log, and when it happened."""

    position: int
    stream: str
    at: datetime
    quarter: int
    """Which quarter of an hour since 1970: every zone's clock is whole quarters from UTC."""


@dataclass(frozen=True)
class Course:
    """Moments in the one order there is; `positions` are the same, stream by stream."""

    moments: tuple[Moment, ...] = ()
    positions: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def with_these(self, further: tuple[Moment, ...]) -> Course:
        added: dict[str, list[int]] = {}
        for one in further:
            added.setdefault(one.stream, []).append(one.position)
        longer = {
            stream: (*self.positions.get(stream, ()), *more) for stream, more in added.items()
        }
        return Course(self.moments + further, {**self.positions, **longer})

    @property
    def first(self) -> Moment:
        return self.moments[0]

    @property
    def last(self) -> Moment:
        return self.moments[-1]

    def last_at(self, position: int) -> Moment | None:
        """The last up to a position; None before the first."""
        count = bisect_right(self.moments, position, key=lambda one: one.position)
        return self.moments[count - 1] if count else None

    def last_by(self, at: datetime) -> Moment | None:
        """The last that had happened by an instant; None before the first.

        A rehearsal's clock is told anew for each act, so instants need not rise with positions.
        """
        return next((one for one in reversed(self.moments) if one.at <= at), None)

    def versions(self, position: int) -> dict[str, int]:
        """How many events each stream had once `position` was recorded; none without any."""
        found = ((one, bisect_right(at, position)) for one, at in self.positions.items())
        return {one: version for one, version in found if version}


@dataclass(frozen=True)
class Stood:
    """The cycle and its units' plans as they stood at a position."""

    position: int
    cycle: CycleState
    units: tuple[UnitState, ...]
    versions: Mapping[str, int]

    def unit(self, unit: str) -> UnitState | None:
        return next((one for one in self.units if one.unit == unit), None)


class Courses:
    """Every moment of streams, in the one order there is; what is new since is read."""

    def __init__(self, reader: Pool) -> None:
        self._reader = reader
        self._known: Kept[tuple[str, tuple[str, ...]], Course] = Kept(COURSES)
        self._concerned: Kept[tuple[str, str, int], frozenset[str]] = Kept(PLANS)

    async def of(self, organisation: str, streams: Sequence[str]) -> Course:
        key = (organisation, tuple(streams))
        known = self._known.get(key) or Course()
        after = known.moments[-1].position if known.moments else 0
        rows = await fetched(self._reader, SHOWN, organisation, list(streams), after)
        if rows:
            known = known.with_these(tuple(map(_moment, rows)))
        return self._known.put(key, known)

    def standing(self, organisation: str, then: Stood, person: str, at: datetime) -> Subject:
        """The offices that a person held at that moment, along the tree as it was then."""
        row = offices.of_cycle(then.cycle).get(person)
        rows = {
            one.unit: offices.in_unit(one, person)
            for one in then.units
            if person in self._of(organisation, then, one)
        }
        held = {unit: _held(found, at) for unit, found in rows.items() if found}
        return Subject(
            person,
            whole=_held(row, at) if row else frozenset(),
            held={unit: one for unit, one in held.items() if one},
            parents={one.unit: one.parent for one in then.units},
        )

    def _of(self, organisation: str, then: Stood, plan: UnitState) -> frozenset[str]:
        """Who had to do with a plan: the same for good at any version of it."""
        stream = stream_of("unit", plan.cycle, plan.unit)
        key = (organisation, stream, then.versions[stream])
        known = self._concerned.get(key)
        return self._concerned.put(key, offices.concerned(plan) if known is None else known)


def _moment(row: Found) -> Moment:
    at = datetime.fromisoformat(str(row["at"]))
    quarter = int(at.timestamp()) // QUARTER
    return Moment(int(str(row["position"])), str(row["stream"]), at, quarter)


def _held(row: Row, at: datetime) -> frozenset[str]:
    names = row["offices"]
    every = frozenset(str(one) for one in names) if isinstance(names, list) else frozenset()
    until = row["until"]
    ended = until is not None and datetime.fromisoformat(str(until)) <= at
    return every & {FORMER} if ended else every


async def stood(
    streams: Streams, organisation: str, cycle: str, position: int, course: Course
) -> Stood:
    """Everything as it stood once `position` was recorded; raises Unknown before the cycle began."""
    versions = course.versions(position)
    found = await streams.all_as_of(organisation, versions)
    state = found.pop(stream_of("cycle", cycle), None)
    if not isinstance(state, CycleState):
        raise Unknown(f"There was no cycle {cycle} at position {position}.")
    names = (stream_of("unit", cycle, one.draft.unit) for one in state.units)
    units = (found.get(one) for one in names)
    return Stood(
        position, state, tuple(one for one in units if isinstance(one, UnitState)), versions
    )


async def told_before(
    reader: Pool,
    organisation: str,
    streams: Sequence[str],
    names: Mapping[str, str],
    *,
    until: int,
    limit: int,
    without: Sequence[str] = (),
) -> tuple[Told, ...]:
    """The last events up to a position, the newest first."""
    with outcome_unknown():
        rows = await reader.fetch(LATEST, organisation, list(streams), list(without), until, limit)
    return tuple(
        timeline.told(store.read.recorded_from(row, organisation, row["stream"]), names)
        for row in rows
    )
