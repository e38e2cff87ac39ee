"""One step of a unit's plan: what happened, what caused it, what came of it, and the steps beside it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import store.read
from domain.aggregates import stream_of
from domain.errors import Unknown
from domain.model import Value
from domain.unit.plan import UnitState
from projections import changed, timeline, traces
from projections.streams import Streams
from projections.timeline import Told
from projections.traces import Trace
from store.errors import outcome_unknown
from store.model import Recorded

CAUSE = f"{store.read.EVENTS} AND stream = $2 AND e.version = $3"
CAUSED = f"""
    {store.read.EVENTS} AND stream = ANY($2) AND e.body ->> 'causation_id' = $3 ORDER BY e.position
"""


class Stepped(Value):
    """Causes and effects are those that the reader may read; `before` and `after` are positions.

    `changed` is what the step changed of the plan, in words.
    """

    unit: str
    step: Told
    causes: tuple[Told, ...]
    effects: tuple[Told, ...]
    changed: tuple[str, ...]
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Reader:
    """Which streams somebody may read, apart from which types, and by which names of people."""

    streams: Collection[str]
    names: Mapping[str, str]
    without: Sequence[str] = ()


async def at(
    streams: Streams,
    organisation: str,
    cycle: str,
    unit: str,
    *,
    position: int | None,
    reader: Reader,
) -> Stepped:
    """The last step of a unit's plan up to a position, else its last one.

    Raises Unknown where there was none yet.
    """
    stream = stream_of("unit", cycle, unit)
    recorded = await streams.recorded(organisation, stream)
    reached = [one for one in recorded if position is None or one.position <= position]
    trace = traces.of(recorded)
    if not reached or trace is None:
        raise Unknown(f"The plan of unit {unit} in {cycle} had not begun at that position.")
    version = len(reached)
    causes = [recorded[one - 1] for one in trace.causes[version - 1]]
    effects = [recorded[one - 1] for one in trace.effects(version)]
    named = trace.happened[version - 1].caused_by
    causes += await cause_elsewhere(streams, organisation, named, reader)
    effects += await effects_elsewhere(streams, organisation, f"{stream}:{version}", reader)
    return Stepped(
        unit=unit,
        step=timeline.told(reached[-1], reader.names),
        causes=_told(causes, reader),
        effects=_told(effects, reader),
        changed=await _changed(streams, organisation, trace, version, reader.names),
        before=reached[-2].position if version > 1 else None,
        after=recorded[version].position if version < len(recorded) else None,
    )


async def effects_elsewhere(
    streams: Streams, organisation: str, named: str, reader: Reader
) -> list[Recorded]:
    """What an event led to in other plans, where the reader may read them."""
    return await _read(streams, organisation, CAUSED, list(reader.streams), named)


async def cause_elsewhere(
    streams: Streams, organisation: str, named: str | None, reader: Reader
) -> list[Recorded]:
    """The event of another plan, by `stream:version`, where the reader may read that plan."""
    stream, _, version = (named or "").rpartition(":")
    if stream not in reader.streams or not version.isdecimal():
        return []
    return await _read(streams, organisation, CAUSE, stream, int(version))


async def _read(streams: Streams, organisation: str, query: str, *given: object) -> list[Recorded]:
    with outcome_unknown():
        rows = await streams.reader.fetch(query, organisation, *given)
    return [store.read.recorded_from(row, organisation, row["stream"]) for row in rows]


def _told(events: Sequence[Recorded], reader: Reader) -> tuple[Told, ...]:
    ordered = {one.position: one for one in events}
    told = (timeline.told(ordered[one], reader.names) for one in sorted(ordered))
    return tuple(one for one in told if one.type not in reader.without)


async def _changed(
    streams: Streams, organisation: str, trace: Trace, version: int, names: Mapping[str, str]
) -> tuple[str, ...]:
    stream = trace.happened[0].place.stream
    before = await streams.as_of(organisation, stream, version - 1)
    after = await streams.as_of(organisation, stream, version)
    assert isinstance(after, UnitState)
    return changed.plan(before if isinstance(before, UnitState) else None, after, names)
