# ruff: noqa: A005 - only ever imported as domain.calendar
"""A planning calendar, worked back from the day by which all must have signed.

Never imported by a workflow's decide path: time zones change with the installed tzdata, so a
replay could differ. What is computed here goes into events as instants with their zone's name.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from domain.errors import Invalid
from domain.schedule import Calendar, FiscalYear, ReviewDue

DEEPEST = 20

Days = Annotated[int, Field(ge=1, le=250)]


class WorkingDays(BaseModel):
    """Which days count: weekend as weekdays from Monday 0, holidays as dates."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    weekend: tuple[Annotated[int, Field(ge=0, le=6)], ...] = Field((5, 6), max_length=6)
    holidays: tuple[date, ...] = Field((), max_length=1000)

    def has(self, day: date) -> bool:
        return day.weekday() not in self.weekend and day not in self.holidays

    def shift(self, day: date, count: int) -> date:
        """The working day `count` working days after `day`, or before it when negative.

        A day that is not a working day counts as lying between its neighbours.
        """
        step = timedelta(days=1 if count >= 0 else -1)
        for _ in range(abs(count)):
            day += step
            while not self.has(day):
                day += step
        return day


class Windows(BaseModel):
    """How many working days each step has, and the hours at which days open and close."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    notice_days: Annotated[int, Field(ge=0, le=250)] = 10
    pushback_days: Days = 10
    answer_days: Days = 6
    revision_days: Days = 4
    acceptance_days: Days = 4
    signing_days: Days = 10
    review_days: Days = 10
    opens: time = time(9)
    closes: time = time(18)

    @property
    def days(self) -> int:
        """From the notice to the last signature of one unit."""
        return (
            self.notice_days
            + self.pushback_days
            + self.answer_days
            + self.revision_days
            + self.acceptance_days
            + self.signing_days
        )


def instant(day: date, at: time, zone: str) -> datetime:
    """The UTC instant of a local time; raises Invalid for a zone that IANA does not name.

    Where clocks going back show a time twice, or going forward skip it, the later reading is
    taken: a deadline never comes sooner than someone may have read it.
    """
    try:
        local = datetime.combine(day, at, ZoneInfo(zone))
    except (KeyError, ValueError, OSError) as refused:
        raise Invalid(f"{zone[:60]!r} is no IANA time zone such as Europe/Berlin") from refused
    return max(local.replace(fold=fold).astimezone(UTC) for fold in (0, 1))


def work_back(
    *,
    year: FiscalYear,
    signed_by: date,
    zone: str,
    levels_below: int,
    today: date,
    windows: Windows | None = None,
    working: WorkingDays | None = None,
) -> Calendar:
    """The calendar of a top unit that must have signed by the close of `signed_by`.

    Each of the `levels_below` it is forecast to need one signing window more, because no unit
    signs before the one above has. Raises Invalid, saying what to do, when `signed_by` is past,
    no working day or after the year, and when its notice would already have been due.
    """
    windows = windows or Windows()
    working = working or WorkingDays()
    _refuse_impossible(year, signed_by, today, levels_below, working)
    days = _days_back(signed_by, windows, working)
    if (notice := days["notice_due"]) < today:
        first = working.shift(today - timedelta(days=1), 1)
        raise Invalid(
            f"too short: for signatures by {signed_by} the notice was due on {notice}; have all "
            f"sign by {working.shift(first, windows.days)} or later, or shorten the windows"
        )
    return Calendar(
        zone=zone,
        year=year,
        session_at=instant(days["proposal_due"], windows.opens, zone),
        **{step: instant(day, windows.closes, zone) for step, day in days.items()},
        reviews=reviews_of(year, zone, windows, working),
        signed_by_level=tuple(
            working.shift(signed_by, level * windows.signing_days)
            for level in range(levels_below + 1)
        ),
    )


def reviews_of(
    year: FiscalYear, zone: str, windows: Windows, working: WorkingDays
) -> tuple[ReviewDue, ...]:
    """A review of each period, due so many working days after it ends (S1-12)."""
    return tuple(
        ReviewDue(
            period=period.label,
            due=instant(working.shift(period.ends, windows.review_days), windows.closes, zone),
        )
        for period in year.periods
    )


def _days_back(signed_by: date, windows: Windows, working: WorkingDays) -> dict[str, date]:
    days = {"signing_due": signed_by}
    day = signed_by
    for step, length in (
        ("acceptance_due", windows.signing_days),
        ("final_due", windows.acceptance_days),
        ("answers_due", windows.revision_days),
        ("pushback_closes", windows.answer_days),
        ("proposal_due", windows.pushback_days),
        ("notice_due", windows.notice_days),
    ):
        days[step] = day = working.shift(day, -length)
    return days


def _refuse_impossible(
    year: FiscalYear, signed_by: date, today: date, levels_below: int, working: WorkingDays
) -> None:
    if signed_by < today:
        raise Invalid(f"{signed_by} has passed: choose a later day by which all have signed")
    if signed_by > year.ends:
        raise Invalid(f"{signed_by} is after {year.label} has ended, on {year.ends}")
    if not working.has(signed_by):
        raise Invalid(
            f"{signed_by} is no working day: take {working.shift(signed_by, -1)} "
            f"or {working.shift(signed_by, 1)}"
        )
    if not 0 <= levels_below <= DEEPEST:
        raise Invalid(f"{levels_below} levels below: between 0 and {DEEPEST} can be planned")
