"""Deadlines moved by hand: what they become, which are refused, and which are only unusual."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from domain.calendar import instant
from domain.cycle.commands import StartCycle
from domain.cycle.events import LevelCalendar
from domain.people import Deadline
from web.planning import ShortForm

ORDER = ("proposal", "pushback", "answers", "final", "acceptance", "signing")
Moved = tuple[StartCycle, dict[str, str], tuple["Unusual", ...]]


@dataclass(frozen=True)
class Unusual:
    """A date that is allowed and unusual; `place` is its depth and kind, as `0.signing`."""

    place: str
    words: str


def moved(start: StartCycle, dates: Mapping[str, date], form: ShortForm, at: datetime) -> Moved:
    """The start with the dates put in, what is wrong with them by place, and the warnings."""
    calendar = tuple(_level(level, dates, form) for level in start.calendar)
    changed = start.model_copy(update={"calendar": calendar})
    wrong: dict[str, str] = {}
    for place, words in _impossible(changed, at):
        wrong.setdefault(place, words)
    return changed, wrong, tuple(_unusual(changed, form, at))


def _level(level: LevelCalendar, dates: Mapping[str, date], form: ShortForm) -> LevelCalendar:
    deadlines = tuple(_deadline(level.depth, one, dates, form) for one in level.deadlines)
    return level.model_copy(update={"deadlines": deadlines})


def _deadline(depth: int, one: Deadline, dates: Mapping[str, date], form: ShortForm) -> Deadline:
    day = dates.get(f"{depth}.{one.kind}") if one.kind in ORDER else None
    if day is None:
        return one
    due = instant(day, form.windows.closes, form.zone)
    return one.model_copy(update={"due_at": due})


def steps(level: LevelCalendar) -> dict[str, datetime]:
    """A level's deadlines by their kind, in the order of the loop."""
    due = {one.kind: one.due_at for one in level.deadlines}
    return {kind: due[kind] for kind in ORDER if kind in due}


def _impossible(start: StartCycle, at: datetime) -> Iterator[tuple[str, str]]:
    above: datetime | None = None
    for level in start.calendar:
        due = steps(level)
        for kind, when in due.items():
            if when <= at:
                yield f"{level.depth}.{kind}", "this day has passed: choose a later one"
        for (before, first), (kind, second) in pairwise(due.items()):
            if second <= first:
                yield f"{level.depth}.{kind}", f"this comes after {before}: choose a later day"
        if above is not None and due["signing"] < above:
            yield (
                f"{level.depth}.signing",
                "no unit signs before the one above has: choose a later day",
            )
        above = due["signing"]


def _unusual(start: StartCycle, form: ShortForm, at: datetime) -> Iterator[Unusual]:
    zone = ZoneInfo(start.zone)
    for level in start.calendar:
        due = {kind: when.astimezone(zone).date() for kind, when in steps(level).items()}
        for kind, day in due.items():
            if not form.working.has(day):
                yield Unusual(f"{level.depth}.{kind}", f"{day:%A} is no working day")
        window = (due["pushback"] - due["proposal"]).days
        if window < start.policy.first_window_days:
            words = f"{window} days to push back; the policy gives {start.policy.first_window_days}"
            yield Unusual(f"{level.depth}.pushback", words)
        notice = (due["proposal"] - at.astimezone(zone).date()).days
        if level.depth == 0 and notice < start.policy.notice_days:
            words = (
                f"{notice} days from today; the policy gives {start.policy.notice_days} of notice"
            )
            yield Unusual(f"{level.depth}.proposal", words)
