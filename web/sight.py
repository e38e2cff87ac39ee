"""What somebody can see of a cycle at a moment: by their offices now, or as those were then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.aggregates import stream_of
from domain.authority.reads import READ_ALL_UNITS, REPLAY_AS_ANYONE
from domain.authority.ruling import Denied, Resource, ruled
from domain.cycle.state import CycleState
from domain.errors import Unknown
from domain.model import Value
from domain.unit.plan import UnitState
from projections import changed, moments, offices, timeline
from projections.moments import Moment, Stood
from projections.stepping import Reader
from web.reading import Reading
from web.shown import untold, within


@dataclass(frozen=True)
class Sight:
    """`reading` is whose eyes these are; `streams` what they are told of, `without` which types."""

    then: Stood
    reading: Reading
    streams: tuple[str, ...]
    without: tuple[str, ...]

    @property
    def units(self) -> tuple[str, ...]:
        return self.reading.units

    @property
    def cycle(self) -> CycleState:
        return within(self.then.cycle, self.reading)

    @property
    def reader(self) -> Reader:
        return Reader(self.streams, timeline.names_of(self.then.cycle), self.without)

    async def unit(self, unit: str) -> UnitState:
        """The unit's plan; raises NotAuthorised where it could not be seen, Unknown without one."""
        await self.reading.require(unit)
        if (found := self.then.unit(unit)) is None:
            raise Unknown(f"There was no plan of unit {unit} at that moment.")
        return found


class UnitChanged(Value):
    unit: str
    name: str
    words: tuple[str, ...]


class Difference(Value):
    """In words what changed after one position up to another; a plan that did not is left out."""

    since: int
    until: int
    cycle: tuple[str, ...]
    units: tuple[UnitChanged, ...]


def streams_of(state: CycleState) -> list[str]:
    """Every stream of a cycle: its own, and its units'."""
    units = [stream_of("unit", state.cycle, one.draft.unit) for one in state.units]
    return [stream_of("cycle", state.cycle), *units]


def reached(every: Sequence[Moment], position: int) -> Moment:
    """The last moment up to a position; raises Unknown before the first."""
    found = next((one for one in reversed(every) if one.position <= position), None)
    if found is None:
        raise Unknown(f"The cycle had not begun at position {position}.")
    return found


async def sight(reading: Reading, moment: Moment, who: str | None = None) -> Sight:
    """What stood at a moment; with `who`, as that person could see it then.

    Raises NotAuthorised for who asks about another and is no auditor, and Unknown before the
    cycle began.
    """
    if who not in {None, reading.caller.person}:
        await reading.ask(REPLAY_AS_ANYONE)
    then = await moments.stood(
        reading.doors.streams, reading.organisation, reading.cycle, moment.position
    )
    eyes = reading if who is None else _then(reading, then, who, moment)
    streams = [stream_of("unit", reading.cycle, one) for one in eyes.units]
    if eyes.subject.takes_part:
        streams.append(stream_of("cycle", reading.cycle))
    return Sight(then, eyes, tuple(streams), untold(then.cycle, eyes))


def _then(reading: Reading, then: Stood, who: str, moment: Moment) -> Reading:
    subject = moments.standing(then, who, moment.at)
    return replace(
        reading,
        subject=subject,
        units=offices.seen(subject),
        reads_all=not isinstance(ruled(subject, READ_ALL_UNITS, Resource()), Denied),
    )


async def difference(seen: Sight, since: int, unit: str | None = None) -> Difference:
    """What is different at the moment seen from what stood at position `since`."""
    before, names = await _stood(seen, since), seen.reader.names
    units = seen.units if unit is None else (unit,)
    found = [
        (plan, changed.plan(before.unit(plan.unit) if before else None, plan, names))
        for plan in seen.then.units
        if plan.unit in units
    ]
    was = within(before.cycle, seen.reading) if before else None
    takes_part = seen.reading.subject.takes_part and unit is None
    return Difference(
        since=since,
        until=seen.then.position,
        cycle=changed.cycle(was, seen.cycle, names) if takes_part else (),
        units=tuple(
            UnitChanged(unit=plan.unit, name=plan.name, words=words)
            for plan, words in found
            if words
        ),
    )


async def _stood(seen: Sight, position: int) -> Stood | None:
    reading = seen.reading
    try:
        return await moments.stood(
            reading.doors.streams, reading.organisation, reading.cycle, position
        )
    except Unknown:
        return None
