"""Any moment of a cycle, as it stood then and as its reader might see it then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Response

import store.read
from domain.aggregates import stream_of
from domain.authority.reads import READ_GOAL, READ_REPLAY, REPLAY_AS_ANYONE
from domain.authority.ruling import Denied, Resource, Subject, ruled
from domain.words import Identifier
from projections import moments, offices
from projections.moments import Moment, Stood
from web.asking import asks
from web.pages.acting import Trouble
from web.pages.replayed import Row, rows
from web.pages.viewing import View, Views
from web.pictures import decisions
from web.shown import NUMBERS

TOLD = 15
MOST_LANES = 12
LONGEST_MOMENT = 40

router = APIRouter(prefix="/o/{organisation}/cycles/{cycle}/replay", include_in_schema=False)


@dataclass(frozen=True)
class Seen:
    """What one person might see at a moment: the units, and the events of their streams."""

    then: Stood
    moment: Moment
    units: tuple[str, ...]
    streams: tuple[str, ...]
    without: tuple[str, ...]


@router.get("", dependencies=[asks(READ_REPLAY)])
async def show(
    view: Views, at: str = "", position: str = "", person: Identifier | None = None
) -> Response:
    """The moment by position or by date, else the last one."""
    reading = view.reading
    who = person or view.person
    if who != view.person:
        await reading.ask(REPLAY_AS_ANYONE)
    cycle = stream_of("cycle", reading.cycle)
    units = [stream_of("unit", reading.cycle, one.draft.unit) for one in view.state.units]
    every = await moments.of(reading.doors.reader, reading.organisation, [cycle, *units])
    moment, trouble = _asked(view, every, at.strip(), position.strip())
    seen = await _seen(view, who, moment)
    mine = _shown(view, seen, every)
    return view.page(
        "replay.html",
        trouble=trouble,
        who=who,
        people=_people(view),
        moment=moment,
        local=moment.at.astimezone(ZoneInfo(view.eyes.zone)).strftime("%Y-%m-%dT%H:%M"),
        first=every[0],
        last=every[-1],
        before=next((one for one in reversed(mine) if one.position < moment.position), None),
        after=next((one for one in mine if one.position > moment.position), None),
        then=seen.then,
        rows=await _rows(view, seen),
        told=await moments.told_before(
            reading.doors.reader,
            reading.organisation,
            seen.streams,
            view.eyes.names,
            until=moment.position,
            limit=TOLD,
            without=seen.without,
        ),
        witnessed=await store.read.witnessed(reading.doors.reader, reading.organisation),
        picture=_picture(view, mine, moment),
    )


def _asked(
    view: View, every: tuple[Moment, ...], at: str, position: str
) -> tuple[Moment, Trouble | None]:
    """The moment that was asked for, or the nearest one with the words that say why."""
    first, last = every[0], every[-1]
    if at:
        return _by_date(view, every, at)
    if not position:
        return last, None
    if not (position.isascii() and position.isdecimal()):
        return last, _trouble(422, "position", "A position is a whole number, such as 120.")
    number = int(position[:LONGEST_MOMENT])
    if number < first.position:
        return first, _before(first)
    if number > last.position:
        words = f"Position {position[:LONGEST_MOMENT]} is beyond the end: {last.position} is the last. This is how it stood there."
        return last, _trouble(404, "position", words)
    return next(one for one in reversed(every) if one.position <= number), None


def _by_date(view: View, every: tuple[Moment, ...], at: str) -> tuple[Moment, Trouble | None]:
    try:
        # A plus sign in an address reads as a space.
        instant = datetime.fromisoformat(at[:LONGEST_MOMENT].replace(" ", "+"))
        if instant.tzinfo is None:
            instant = instant.replace(tzinfo=ZoneInfo(view.eyes.zone))
        found = moments.last_by(every, instant.astimezone(UTC))
    except (ValueError, OverflowError):
        words = "A date and time reads like 2026-12-18T17:00."
        return every[-1], _trouble(422, "at", words)
    if found is None:
        return every[0], _before(every[0])
    return found, None


def _before(first: Moment) -> Trouble:
    words = "The cycle had not begun at that moment. This is its first one."
    return Trouble(404, words, "Unknown", missing=(f"position {first.position} or later",))


def _trouble(status: int, name: str, words: str) -> Trouble:
    return Trouble(status, words, "Unknown", fields={name: words})


async def _seen(view: View, who: str, moment: Moment) -> Seen:
    reading = view.reading
    then = await moments.stood(
        reading.doors.streams, reading.organisation, reading.cycle, moment.position
    )
    subject = moments.standing(then, who, moment.at)
    units = offices.seen(subject)
    streams = [stream_of("unit", reading.cycle, one) for one in units]
    if subject.takes_part:
        streams.append(stream_of("cycle", reading.cycle))
    without = () if _reads_goal(then, subject) else NUMBERS
    return Seen(then, moment, units, tuple(streams), without)


def _shown(view: View, seen: Seen, every: tuple[Moment, ...]) -> list[Moment]:
    """What came after the moment is told only of plans that the reader may read now as well."""
    now = {stream_of("unit", view.reading.cycle, unit) for unit in view.reading.units}
    now.add(stream_of("cycle", view.reading.cycle))
    return [
        one
        for one in every
        if one.stream in seen.streams
        and (one.position <= seen.moment.position or one.stream in now)
    ]


def _reads_goal(then: Stood, subject: Subject) -> bool:
    top = then.cycle.top
    goal = Resource(unit=top.draft.unit if top else None)
    return not isinstance(ruled(subject, READ_GOAL, goal), Denied)


async def _rows(view: View, seen: Seen) -> tuple[Row, ...]:
    """The units that were seen then; how they stand now only where they may be read now."""
    shared = [one for one in seen.units if one in view.reading.units]
    reading = view.reading
    now = await reading.doors.streams.units(reading.organisation, reading.cycle, shared)
    return rows(seen.then, seen.units, {one.unit: one for one in now})


def _people(view: View) -> list[tuple[str, str]]:
    """Whose eyes an auditor may choose; nobody else has a choice."""
    if not view.reading.may(REPLAY_AS_ANYONE):
        return []
    others = sorted(view.eyes.names.items(), key=lambda one: one[1])
    mine = (view.person, f"{view.eyes.names.get(view.person, view.person)} (me)")
    return [mine, *(one for one in others if one[0] != view.person)]


def _picture(view: View, mine: list[Moment], moment: Moment) -> decisions.Decisions | None:
    names = {
        stream_of("unit", view.reading.cycle, one.draft.unit): one.draft.name
        for one in view.state.units
    }
    many = len({one.stream for one in mine}) > MOST_LANES
    return decisions.laid_out(
        [
            decisions.Mark("All plans" if many else names.get(one.stream, "The cycle"), one.at)
            for one in mine
        ],
        zone=view.eyes.zone,
        moment=moment.at,
    )
