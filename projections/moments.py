"""Any moment of a cycle: where in the log it lies, what stood then, and who might read it then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import store.read
from domain.aggregates import stream_of
from domain.authority.reads import FORMER
from domain.authority.ruling import Subject
from domain.cycle.state import CycleState
from domain.errors import Unknown
from domain.unit.plan import UnitState
from projections import offices, timeline
from projections.fetching import fetched
from projections.streams import Streams
from projections.timeline import Told
from projections.write import Row
from store.errors import outcome_unknown
from store.pool import Pool

SHOWN = """
    SELECT position, stream, body ->> 'occurred_at' AS at FROM tally.events
    WHERE organisation = $1 AND stream = ANY($2) AND NOT type = ANY($3) ORDER BY position
"""
VERSIONS = """
    SELECT stream, max(version) AS version FROM tally.events
    WHERE organisation = $1 AND stream = ANY($2) AND position <= $3 GROUP BY stream
"""
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


@dataclass(frozen=True)
class Stood:
    """The cycle and its units' plans as they stood at a position."""

    position: int
    cycle: CycleState
    units: tuple[UnitState, ...]

    def unit(self, unit: str) -> UnitState | None:
        return next((one for one in self.units if one.unit == unit), None)


async def of(
    reader: Pool, organisation: str, streams: Sequence[str], without: Sequence[str] = ()
) -> tuple[Moment, ...]:
    """Every moment of these streams, in the one order there is."""
    rows = await fetched(reader, SHOWN, organisation, list(streams), list(without))
    return tuple(
        Moment(
            int(str(row["position"])), str(row["stream"]), datetime.fromisoformat(str(row["at"]))
        )
        for row in rows
    )


def last_by(moments: Sequence[Moment], at: datetime) -> Moment | None:
    """The last that had happened by an instant; None before the first.

    A rehearsal's clock is told anew for each act, so instants need not rise with positions.
    """
    return next((one for one in reversed(moments) if one.at <= at), None)


async def stood(streams: Streams, organisation: str, cycle: str, position: int) -> Stood:
    """Everything as it stood once `position` was recorded; raises Unknown before the cycle began."""
    top = stream_of("cycle", cycle)
    version = (await _versions(streams.reader, organisation, [top], position)).get(top)
    state = None if version is None else await streams.as_of(organisation, top, version)
    if not isinstance(state, CycleState):
        raise Unknown(f"There was no cycle {cycle} at position {position}.")
    names = [stream_of("unit", cycle, one.draft.unit) for one in state.units]
    versions = await _versions(streams.reader, organisation, names, position)
    found = [
        await streams.as_of(organisation, one, versions[one]) for one in names if one in versions
    ]
    return Stood(position, state, tuple(one for one in found if isinstance(one, UnitState)))


async def _versions(
    reader: Pool, organisation: str, streams: Sequence[str], position: int
) -> dict[str, int]:
    rows = await fetched(reader, VERSIONS, organisation, list(streams), position)
    return {str(row["stream"]): int(str(row["version"])) for row in rows}


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


def standing(then: Stood, person: str, at: datetime) -> Subject:
    """The offices that a person held at that moment, along the tree as it was then."""
    row = offices.of_cycle(then.cycle).get(person)
    rows = {one.unit: offices.in_unit(one, person) for one in then.units}
    held = {unit: _held(found, at) for unit, found in rows.items() if found}
    return Subject(
        person,
        whole=_held(row, at) if row else frozenset(),
        held={unit: one for unit, one in held.items() if one},
        parents={one.unit: one.parent for one in then.units},
    )


def _held(row: Row, at: datetime) -> frozenset[str]:
    names = row["offices"]
    every = frozenset(str(one) for one in names) if isinstance(names, list) else frozenset()
    until = row["until"]
    ended = until is not None and datetime.fromisoformat(str(until)) <= at
    return every & {FORMER} if ended else every
