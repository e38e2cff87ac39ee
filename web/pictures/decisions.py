"""A timeline of decisions: a lane for each plan, a mark for each moment at which one fell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from web.pictures.scale import ROW, WHOLE, Scale, shortened

AXIS = 22
LEAST_APART = Decimal("0.5")
"""Marks nearer than this, in percent of the width, are drawn as one."""


@dataclass(frozen=True)
class Mark:
    """A moment of a lane, and how many decisions fell there."""

    lane: str
    at: datetime
    times: int = 1


@dataclass(frozen=True)
class Lane:
    """One lane; `places` are its marks in percent, `by_month` its counts in the months' order."""

    words: str
    label: str
    places: tuple[Decimal, ...]
    by_month: tuple[int, ...]
    y: int

    @property
    def count(self) -> int:
        return sum(self.by_month)


@dataclass(frozen=True)
class Month:
    on: date
    x: Decimal


@dataclass(frozen=True)
class Decisions:
    lanes: tuple[Lane, ...]
    months: tuple[Month, ...]
    moment: Decimal | None
    height: int

    @property
    def count(self) -> int:
        return sum(one.count for one in self.lanes)

    @property
    def axis(self) -> tuple[Month, ...]:
        """The months that are named below the lanes: at most six, evenly."""
        step = -(-len(self.months) // 6)
        return self.months[::step]


def laid_out(
    marks: Sequence[Mark], *, zone: str = "UTC", moment: datetime | None = None
) -> Decisions | None:
    """The picture, None without a mark. Months are those of `zone`; lanes in order of coming."""
    if not marks:
        return None
    local = ZoneInfo(zone)
    first = _month(min(one.at for one in marks).astimezone(local))
    last = _month(max(one.at for one in marks).astimezone(local))
    months = _months(first, last)
    scale = Scale(_days(first), _days(_next(last)))
    apart = (scale.high - scale.low) * LEAST_APART / WHOLE
    lanes = []
    for number, words in enumerate(dict.fromkeys(one.lane for one in marks)):
        mine = [(one.at.astimezone(local), one.times) for one in marks if one.lane == words]
        by_month: Counter[date] = Counter()
        for at, times in mine:
            by_month[_month(at)] += times
        lanes.append(
            Lane(
                words=words,
                label=shortened(words),
                places=tuple(map(scale.at, _apart(sorted(_moment(at) for at, _ in mine), apart))),
                by_month=tuple(by_month[month] for month in months),
                y=number * ROW,
            )
        )
    return Decisions(
        lanes=tuple(lanes),
        months=tuple(Month(on, scale.at(_days(on))) for on in months),
        moment=None if moment is None else scale.at(_moment(moment.astimezone(local))),
        height=len(lanes) * ROW + AXIS,
    )


def _apart(moments: Iterable[Decimal], least: Decimal) -> Iterator[Decimal]:
    """Those that can be told from the one before them."""
    last: Decimal | None = None
    for moment in moments:
        if last is None or moment - last >= least:
            last = moment
            yield moment


def _month(at: date) -> date:
    return date(at.year, at.month, 1)


def _next(month: date) -> date:
    return _month(month + timedelta(days=31))


def _months(first: date, last: date) -> tuple[date, ...]:
    found = [first]
    while found[-1] < last:
        found.append(_next(found[-1]))
    return tuple(found)


def _days(on: date) -> Decimal:
    return Decimal(on.toordinal())


def _moment(at: datetime) -> Decimal:
    return _days(at.date()) + Decimal(at.hour * 60 + at.minute) / Decimal(24 * 60)
