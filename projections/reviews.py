"""A unit's quarterly reviews: the numbers of a quarter, and what each review said."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import store.read
from domain.aggregates import UNIT, stream_of
from domain.model import Value
from domain.money import Money
from domain.people import Action
from domain.practices import blockers
from domain.unit import events as e
from domain.unit import values as v
from domain.unit.attainment import attained
from domain.unit.plan import InForce, UnitState
from domain.unit.reviewing.preparing import facts_of
from domain.unit.reviewing.values import Facts, Record, Section
from domain.words import Identifier, Instant, Words
from store.codec import decode
from store.errors import outcome_unknown
from store.pool import Pool

HELD = f"""
    {store.read.EVENTS} AND stream = $2 AND e.type = '{e.ReviewHeld.__name__}' ORDER BY e.version
"""


class SeatQuarter(Value):
    """One seat's quarter in its own currency.

    `original` is against the quota first in force, `current` against the one in force now, both
    on the facts as first recorded; `restated` has every correction; `reviewed` is what a review
    saw, where one was held.
    """

    seat: Identifier
    title: str
    person: Identifier
    original: v.Attainment | None
    current: v.Attainment
    restated: v.Attainment
    reviewed: v.Attainment | None


class Quarter(Value):
    """`recorded` is whether its facts are there: before that there is nothing to review."""

    period: str
    recorded: bool
    held_at: Instant | None
    missed: bool
    restated: bool
    seats: tuple[SeatQuarter, ...]


class Held(Value):
    """A review as it was recorded; `restated` when facts it looked at were corrected later."""

    period: str
    held_at: Instant
    by: Identifier
    numbers: tuple[tuple[Identifier, v.Attainment], ...]
    deliveries: tuple[v.Delivery, ...]
    decisions: Words
    next_actions: tuple[Action, ...]
    record: Record | None
    restated: bool


class Blocked(Value):
    """A gate that holds the close of a review, and what must change first."""

    practice: str
    title: str
    words: str
    who: Identifier | None
    subject: str | None


class Open(Value):
    """A review that is gone through: its record so far, the facts now, what is left, what holds it."""

    period: str
    record: Record
    now: Facts
    left: tuple[Section, ...]
    blocked: tuple[Blocked, ...]


def quarters(state: UnitState) -> tuple[Quarter, ...]:
    """Every period of the cycle, in order."""
    return tuple(_quarter(state, one.label, one.share) for one in state.periods)


def _quarter(state: UnitState, period: str, share: Decimal) -> Quarter:
    review = next((one for one in state.reviews if one.period == period), None)
    seen = dict(review.numbers) if review else {}
    recorded = any(one.period == period for one in state.actuals)
    return Quarter(
        period=period,
        recorded=recorded,
        held_at=review.held_at if review else None,
        missed=review is not None and review.missed,
        restated=review is not None and review.restated,
        seats=_seats(state, period, share, seen) if recorded else (),
    )


def _seats(
    state: UnitState, period: str, share: Decimal, seen: dict[str, v.Attainment]
) -> tuple[SeatQuarter, ...]:
    found = []
    for seat in state.seats:
        now = _quota(state.running, seat.id, share)
        if now is None:
            continue
        first = _quota(state.in_force[0], seat.id, share)
        booked, restated = _booked(state, seat.id, period), state.actual(seat.id, (period,))
        found.append(
            SeatQuarter(
                seat=seat.id,
                title=seat.title,
                person=state.owner(seat),
                original=None if first is None else attained(first, booked),
                current=attained(now, booked),
                restated=attained(now, restated),
                reviewed=seen.get(seat.id),
            )
        )
    return tuple(found)


def _quota(running: InForce | None, seat: str, share: Decimal) -> Money | None:
    portion = running.portion(seat) if running else None
    return portion.amount.at_percent(share) if portion else None


def _booked(state: UnitState, seat: str, period: str) -> Money:
    """What was recorded at first; `state.actual` has the corrections."""
    recorded = (one for one in state.actuals if one.period == period)
    lines = (line.amount for one in recorded for line in one.lines if line.seat == seat)
    place = state.seat(seat)
    return next(lines, Money.zero(place.currency if place else state.currency))


def opened(state: UnitState, at: datetime) -> tuple[Open, ...]:
    """Every review that is open, in the order of the periods."""
    found = ((one.label, state.open_review(one.label)) for one in state.periods)
    return tuple(
        Open(
            period=period,
            record=record,
            now=facts_of(state, period, at),
            left=record.left,
            blocked=blocked(state, at),
        )
        for period, record in found
        if record is not None
    )


def blocked(state: UnitState, at: datetime) -> tuple[Blocked, ...]:
    """What a review would be refused for if it were closed now (S1-13, S1-14)."""
    return tuple(
        Blocked(
            practice=one.practice,
            title=one.title,
            words=one.gap.words,
            who=one.gap.who,
            subject=one.gap.subject,
        )
        for one in blockers(state, at, "review")
    )


async def held(reader: Pool, organisation: str, state: UnitState) -> tuple[Held, ...]:
    """What each review of the unit said, in the order in which they were held."""
    stream = stream_of("unit", state.cycle, state.unit)
    restated = {one.period for one in state.reviews if one.restated}
    with outcome_unknown():
        rows = await reader.fetch(HELD, organisation, stream)
    found = []
    for row in rows:
        read = decode(UNIT, store.read.recorded_from(row, organisation, stream))
        assert isinstance(read.event, e.ReviewHeld)
        found.append(
            Held(
                **dict(read.event),
                held_at=read.at,
                by=read.by.person,
                restated=read.event.period in restated,
            )
        )
    return tuple(found)
