"""What a unit's page tells beyond the folded state: its track, its versions side by side, who waits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from domain.marking import OpenDeadline
from domain.money import Money
from domain.naming import titled
from domain.practices import Blocker, ahead
from domain.unit import values as v
from domain.unit.attainment import coverage
from domain.unit.deadlines import waiting_for
from domain.unit.plan import HELD, UnitState, Version
from domain.unit.reconciling import offered_by_seat
from projections import causes
from projections.causes import Cause
from projections.waiting import called
from web.pictures.scale import shortened

_GOAL = re.compile(r"\bthe goal ([A-Za-z0-9._-]*[A-Za-z0-9])")
TRACK = ("drafted", "proposed", "in pushback", "revised", "final", "accepted", "signing")
OWNED, IN_FORCE = "jointly owned", "in force, not jointly owned"
NEXT = {
    "drafted": "propose",
    "proposed": "close pushback",
    "in_pushback": "close pushback",
    "revised": "finalise",
    "final": "accept",
    "accepted": "sign",
    "signing": "own jointly",
    "settled": "close",
}
"""The step that comes next at each stage."""
AT_MOST = 60
"""Characters of an item by which it is known again."""


@dataclass(frozen=True)
class Stop:
    """A stage on the track: `done`, `now` or `later`."""

    name: str
    when: str


@dataclass(frozen=True)
class Due:
    """A deadline that somebody is waited for at."""

    kind: str
    key: str
    due_at: datetime
    waiting: tuple[str, ...]
    missed: bool
    escalated: bool


@dataclass(frozen=True)
class Cell:
    """An amount of one version; `before` where it differs from the version to its left."""

    amount: Money | None
    before: Money | None = None
    changed: bool = False
    causes: tuple[Cause, ...] = ()


@dataclass(frozen=True)
class Line:
    """One row of the versions side by side; `seat` is None for a target's own lines."""

    name: str
    cells: tuple[Cell, ...]
    seat: str | None = None
    owner: str | None = None


@dataclass(frozen=True)
class SeatNow:
    """One seat of the version that is open, beside what is known of it."""

    seat: str
    title: str
    owner: str
    vacant: bool
    joining: str | None
    portion: v.Portion | None
    quota: Money | None
    last_year: Money | None
    offered: Money | None
    coverage: v.Coverage | None
    understood: bool
    responded: bool


def status(state: UnitState) -> str:
    """The stage in the product's words; it never says jointly owned of what is not."""
    running = state.running
    unsigned = running is not None and running.jointly_since is None
    if unsigned and state.stage in {"settled", "signing"}:
        return IN_FORCE
    return state.status


def track(state: UnitState) -> tuple[Stop, ...]:
    """The loop's stages, with the one that the plan is at."""
    over = state.stage in {"closed", "cancelled", "ended_early"}
    running = state.running
    owned = IN_FORCE if running is not None and running.jointly_since is None else OWNED
    last = state.status if over else "closed"
    names = (*TRACK, owned, "in execution", last)
    now = status(state)
    if now not in names:
        now = owned
    place = names.index(now)
    return tuple(
        Stop(name, "done" if number < place else "now" if number == place else "later")
        for number, name in enumerate(names)
    )


def next_step(state: UnitState) -> str | None:
    step = NEXT.get(state.stage)
    if step == "close pushback" and (state.pushback_closed or state.pushback_skipped):
        return "finalise"
    return step


def blocked(state: UnitState, at: datetime) -> tuple[tuple[Blocker, ...], tuple[Blocker, ...]]:
    """What blocks the next step, and what blocks the ones after it."""
    found = ahead(state, at)
    step = next_step(state)
    now = tuple(one for one in found if one.step == step)
    return now, tuple(one for one in found if one.step != step)


def deadlines(state: UnitState, at: datetime) -> tuple[Due, ...]:
    """Every deadline that waits for somebody, the nearest first."""
    found = ((one, waiting_for(state, one)) for one in state.deadlines)
    return tuple(
        sorted((_due(state, one, who, at) for one, who in found if who), key=lambda due: due.due_at)
    )


def _due(state: UnitState, one: OpenDeadline, who: tuple[str, ...], at: datetime) -> Due:
    return Due(one.kind, called(state, one), one.due_at, who, one.due_at < at, one.escalated)


def in_words(state: UnitState, words: str) -> str:
    """A finding as it is read: items and goals by their own words, seats by their titles."""
    words = titled(words, "seat", {one.id: one.title for one in state.seats})
    for one in state.items:
        words = words.replace(f"item {one.id} ", f"the item “{shortened(one.words, AT_MOST)}” ")
    said = {
        one.set.goal: f"the goal “{shortened(one.set.words, AT_MOST)}”" for one in state.strategic
    }
    return _GOAL.sub(lambda found: said.get(found[1], found[0]), words)


def lines(state: UnitState) -> tuple[Line, ...]:
    """Targets and portions of every version, each next to the one before it."""
    known = {one.id: one for one in causes.of(state)}
    named = dict.fromkeys(line.target for one in state.versions for line in one.targets)
    found: list[Line] = []
    for target in named:
        found += _targets(state, target, several=len(named) > 1)
    seats = dict.fromkeys(one.seat for version in state.versions for one in version.portions)
    for seat in seats:
        found.append(_seat(state, seat, known))
    return tuple(found)


def _targets(state: UnitState, target: str, *, several: bool) -> list[Line]:
    of = f" of {target}" if several else ""
    columns = [version.target(target) for version in state.versions]
    shown: dict[str, list[Money | None]] = {
        f"Plan goal{of}": [one.goal if one else None for one in columns],
        f"Stretch add-on{of}": [one.add_on if one else None for one in columns],
        f"Stretch target{of}": [one.stretch if one else None for one in columns],
        f"Over-assignment{of}": [one.over_assignment if one else None for one in columns],
    }
    return [
        Line(name, _cells(amounts))
        for name, amounts in shown.items()
        if any(one is not None and one.amount for one in amounts)
    ]


def _cells(amounts: list[Money | None]) -> tuple[Cell, ...]:
    before: list[Money | None] = [None, *amounts]
    return tuple(
        Cell(now, was, changed=number > 0 and now != was)
        for number, (was, now) in enumerate(zip(before, amounts, strict=False))
    )


def _seat(state: UnitState, seat: str, known: dict[str, Cause]) -> Line:
    place = state.seat(seat)
    portions = [version.portion(seat) for version in state.versions]
    plain = _cells([one.amount if one else None for one in portions])
    cells = tuple(
        Cell(one.amount, one.before, one.changed, _cited(version, seat, known))
        for one, version in zip(plain, state.versions, strict=True)
    )
    if place is None:
        name = "Held by the leader" if seat.startswith(HELD) else seat
        return Line(name, cells, seat, state.leader)
    return Line(place.title, cells, seat, place.owner)


def _cited(version: Version, seat: str, known: dict[str, Cause]) -> tuple[Cause, ...]:
    return tuple(
        known.get(cause, Cause(id=cause, kind="event", words=cause))
        for change in version.changes
        if change.seat == seat
        for cause in change.causes
    )


def seats(state: UnitState) -> tuple[SeatNow, ...]:
    """Each seat as it is now."""
    current, running = state.current, state.running
    offered, joining = offered_by_seat(state), {one.seat: one.person for one in state.joining}
    found = []
    for seat in state.seats:
        owner = state.owner(seat)
        quota = running.portion(seat.id) if running else None
        found.append(
            SeatNow(
                seat=seat.id,
                title=seat.title,
                owner=owner,
                vacant=seat.owner is None,
                joining=joining.get(seat.id),
                portion=current.portion(seat.id) if current else None,
                quota=quota.amount if quota else None,
                last_year=seat.last_year,
                offered=offered.get(seat.id),
                coverage=coverage(state, seat.id),
                understood=state.understood(owner),
                responded=bool(current and state.has_responded(owner, current.number)),
            )
        )
    return tuple(found)
