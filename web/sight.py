"""What somebody can see of a cycle at a moment: by their offices now, or as those were then."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from domain.aggregates import stream_of
from domain.authority.reads import READ_ALL_UNITS, REPLAY_AS_ANYONE
from domain.authority.ruling import Denied, Resource, ruled
from domain.cycle.state import CycleState
from domain.errors import Unknown
from domain.model import Value
from domain.unit.plan import UnitState
from projections import changed, moments, offices, timeline
from projections.moments import Course, Moment, Stood
from projections.stepping import Reader
from projections.things import things_of
from web.reading import Reading
from web.shown import untold, within


@dataclass(frozen=True)
class Sight:
    """`reading` is whose eyes these are; `streams` what they are told of, `without` which types."""

    then: Stood
    course: Course
    reading: Reading
    streams: tuple[str, ...]
    without: tuple[str, ...]

    @property
    def units(self) -> tuple[str, ...]:
        return self.reading.units

    @property
    def cycle(self) -> CycleState:
        return within(self.then.cycle, self.reading)

    @cached_property
    def reader(self) -> Reader:
        """By names of people, and of things in the plans that were seen."""
        shown = frozenset(self.units)
        things = things_of(one for one in self.then.units if one.unit in shown)
        return Reader(self.streams, {**timeline.names_of(self.then.cycle), **things}, self.without)

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


async def course(reading: Reading) -> Course:
    """Every moment of a cycle and of its units' plans."""
    streams = streams_of(await reading.cycle_state())
    return await reading.doors.courses.of(reading.organisation, streams)


def reached(every: Course, position: int) -> Moment:
    """The last moment up to a position; raises Unknown before the first."""
    found = every.last_at(position)
    if found is None:
        raise Unknown(f"The cycle had not begun at position {position}.")
    return found


async def sight(reading: Reading, every: Course, moment: Moment, who: str | None = None) -> Sight:
    """What stood at a moment; with `who`, as that person could see it then.

    Raises NotAuthorised for who asks about another and is no auditor, and Unknown before the
    cycle began.
    """
    if who not in {None, reading.caller.person}:
        await reading.ask(REPLAY_AS_ANYONE)
    then = await moments.stood(
        reading.doors.streams, reading.organisation, reading.cycle, moment.position, every
    )
    eyes = reading if who is None else _then(reading, then, who, moment)
    streams = [stream_of("unit", reading.cycle, one) for one in eyes.units]
    if eyes.subject.takes_part:
        streams.append(stream_of("cycle", reading.cycle))
    return Sight(then, every, eyes, tuple(streams), untold(then.cycle, eyes))


def _then(reading: Reading, then: Stood, who: str, moment: Moment) -> Reading:
    courses = reading.doors.courses
    subject = courses.standing(reading.organisation, then, who, moment.at)
    return replace(
        reading,
        subject=subject,
        units=offices.seen(subject),
        reads_all=not isinstance(ruled(subject, READ_ALL_UNITS, Resource()), Denied),
    )


async def difference(seen: Sight, since: int, unit: str | None = None) -> Difference:
    """What is different at the moment seen from what stood at position `since`.

    Only what was recorded of in between can differ, so nothing else is read.
    """
    reading, names, before = seen.reading, seen.reader.names, seen.course.versions(since)
    units = seen.units if unit is None else (unit,)
    plans = {
        stream: plan
        for plan in seen.then.units
        if plan.unit in units
        and before.get(stream := stream_of("unit", reading.cycle, plan.unit))
        != seen.then.versions[stream]
    }
    top = stream_of("cycle", reading.cycle)
    was = await reading.doors.streams.all_as_of(
        reading.organisation, {one: before[one] for one in (top, *plans) if one in before}
    )
    found = [
        UnitChanged(unit=plan.unit, name=plan.name, words=words)
        for stream, plan in plans.items()
        if (words := changed.plan(_plan(was.get(stream)), plan, names))
    ]
    takes_part = reading.subject.takes_part and unit is None
    return Difference(
        since=since,
        until=seen.then.position,
        cycle=_of_cycle(seen, was.get(top), names) if takes_part else (),
        units=tuple(found),
    )


def _plan(state: object) -> UnitState | None:
    return state if isinstance(state, UnitState) else None


def _of_cycle(seen: Sight, was: object, names: changed.Names) -> tuple[str, ...]:
    before = within(was, seen.reading) if isinstance(was, CycleState) else None
    return changed.cycle(before, seen.cycle, names)
