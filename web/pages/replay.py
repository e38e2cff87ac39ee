"""Any moment of a cycle, as it stood then and as its reader might see it then."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from fastapi import Response

import store.read
from domain.aggregates import stream_of
from domain.authority.reads import READ_REPLAY, REPLAY_AS_ANYONE
from domain.words import Identifier
from projections import moments, stepping
from projections.moments import Course, Moment
from projections.stepping import Stepped
from web import sight
from web.asking import asks
from web.pages import tree
from web.pages.acting import Trouble
from web.pages.replayed import Row, rows
from web.pages.then import LONGEST_MOMENT, NO_INSTANT, NO_POSITION, instant_of, is_position, unread
from web.pages.tree import Looking, Opened
from web.pages.viewing import View, Views, opened_names
from web.pictures import decisions
from web.routing import Router
from web.sight import Sight

TOLD = 15
MOST_LANES = 12

router = Router(prefix="/o/{organisation}/cycles/{cycle}/replay", include_in_schema=False)


@router.get("", dependencies=[asks(READ_REPLAY)])
async def show(
    view: Views,
    place: Looking,
    *,
    at: str = "",
    position: str = "",
    since: str = "",
    person: Identifier | None = None,
) -> Response:
    """The moment by position or by date, else the last; beside what stood at `since`, else before."""
    reading = view.reading
    who = person or view.person
    every = await sight.course(reading)
    moment, trouble = _asked(view, every, at.strip(), position.strip())
    seen = await sight.sight(reading, every, moment, who)
    mine = _shown(view, seen, every)
    compared, wrong = _since(moment, since.strip())
    units = tree.opened(_parents(seen), place)
    return view.page(
        "replay.html",
        trouble=trouble or wrong,
        who=who,
        people=await _people(view),
        moment=moment,
        local=moment.at.astimezone(ZoneInfo(view.eyes.zone)).strftime("%Y-%m-%dT%H:%M"),
        first=every.first,
        last=every.last,
        before=next((one for one in reversed(mine) if one.position < moment.position), None),
        after=next((one for one in mine if one.position > moment.position), None),
        then=seen.then,
        step=await _step(view, seen, moment, mine),
        since=compared if since else None,
        difference=await sight.difference(seen, compared),
        units=units,
        unit_names={one.unit: one.name for one in seen.then.units},
        rows=await _rows(view, seen, units),
        told=await moments.told_before(
            reading.doors.reader,
            reading.organisation,
            seen.streams,
            {**view.eyes.names, **seen.reader.names},
            until=moment.position,
            limit=TOLD,
            without=seen.without,
        ),
        witnessed=await store.read.witnessed(reading.doors.reader, reading.organisation),
        picture=_picture(view, mine, moment),
    )


def _asked(view: View, every: Course, at: str, position: str) -> tuple[Moment, Trouble | None]:
    """The moment that was asked for, or the nearest one with the words that say why."""
    first, last = every.first, every.last
    if at:
        return _by_date(view, every, at)
    if not position:
        return last, None
    if not is_position(position):
        return last, unread("position", NO_POSITION)
    number = int(position[:LONGEST_MOMENT])
    if number < first.position:
        return first, _before(first)
    if number > last.position:
        words = f"Position {position[:LONGEST_MOMENT]} is beyond the end: {last.position} is the last. This is how it stood there."
        return last, Trouble(404, words, "Unknown", fields={"position": words})
    return every.last_at(number) or first, None


def _by_date(view: View, every: Course, at: str) -> tuple[Moment, Trouble | None]:
    instant = instant_of(at, view.eyes.zone)
    if instant is None:
        return every.last, unread("at", NO_INSTANT)
    found = every.last_by(instant)
    if found is None:
        return every.first, _before(every.first)
    return found, None


def _before(first: Moment) -> Trouble:
    words = "The cycle had not begun at that moment. This is its first one."
    return Trouble(404, words, "Unknown", missing=(f"position {first.position} or later",))


def _since(moment: Moment, written: str) -> tuple[int, Trouble | None]:
    """The position to compare with; the one before, where none or no earlier one is named."""
    before = moment.position - 1
    if not written:
        return before, None
    if is_position(written) and len(written) < LONGEST_MOMENT:
        number = int(written)
        if number < moment.position:
            return number, None
    return before, unread("since", "Compare with an earlier position, such as 1.")


async def _step(view: View, seen: Sight, moment: Moment, mine: list[Moment]) -> Stepped | None:
    """The step of a unit's plan that the moment is, with the causes and effects one may be told."""
    _, _, unit = moment.stream.removeprefix("unit/").rpartition("/")
    if not moment.stream.startswith("unit/") or moment.stream not in seen.streams:
        return None
    reading, shown = view.reading, {one.position for one in mine}
    place = (reading.organisation, reading.cycle, unit)
    found = await stepping.at(
        reading.doors.streams, *place, position=moment.position, reader=seen.reader
    )
    return found.model_copy(
        update={
            "causes": tuple(one for one in found.causes if one.position in shown),
            "effects": tuple(one for one in found.effects if one.position in shown),
            "before": found.before if found.before in shown else None,
            "after": found.after if found.after in shown else None,
        }
    )


def _shown(view: View, seen: Sight, every: Course) -> list[Moment]:
    """What came after the moment is told only of plans that the reader may read now as well."""
    now = {stream_of("unit", view.reading.cycle, unit) for unit in view.reading.units}
    now.add(stream_of("cycle", view.reading.cycle))
    then = frozenset(seen.streams)
    return [
        one
        for one in every.moments
        if one.stream in then and (one.position <= seen.then.position or one.stream in now)
    ]


def _parents(seen: Sight) -> dict[str, str | None]:
    """The units that were seen then, each with the one above it."""
    shown = frozenset(seen.units)
    return {one.unit: one.parent for one in seen.then.units if one.unit in shown}


async def _rows(view: View, seen: Sight, units: Opened) -> tuple[Row, ...]:
    """The units shown; how they stand now only where they may be read now."""
    reading = view.reading
    readable = frozenset(reading.units)
    shared = [one.unit for one in units.lines if one.unit in readable]
    now = await reading.doors.streams.units(reading.organisation, reading.cycle, shared)
    return rows(seen.then, units.lines, {one.unit: one for one in now})


async def _people(view: View) -> list[tuple[str, str]]:
    """Whose eyes an auditor may choose; nobody else has a choice."""
    if not view.reading.may(REPLAY_AS_ANYONE):
        return []
    names = await opened_names(view)
    others = sorted(names.items(), key=lambda one: one[1])
    mine = (view.person, f"{names.get(view.person, view.person)} (me)")
    return [mine, *(one for one in others if one[0] != view.person)]


def _picture(view: View, mine: list[Moment], moment: Moment) -> decisions.Decisions | None:
    names = {
        stream_of("unit", view.reading.cycle, one.draft.unit): one.draft.name
        for one in view.state.units
    }
    many = len({one.stream for one in mine}) > MOST_LANES
    times = Counter(
        ("All plans" if many else names.get(one.stream, "The cycle"), one.quarter) for one in mine
    )
    marks = [
        decisions.Mark(lane, datetime.fromtimestamp(quarter * moments.QUARTER, UTC), count)
        for (lane, quarter), count in times.items()
    ]
    return decisions.laid_out(marks, zone=view.eyes.zone, moment=moment.at)
