"""Actual against quota: by seat and period, and for the unit, original, current and restated.

Quotas and actuals are in the owner's own currency; what is summed is at plan rates in the
unit's. A period's quota is the year's times the period's share.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from domain.money import EXACT, Money, total
from domain.people import Seat
from domain.unit import holding
from domain.unit import values as v
from domain.unit.plan import InForce, UnitState


def of_seat(state: UnitState, seat: str, periods: Iterable[str]) -> v.Attainment | None:
    """A seat's attainment over periods, on the quota in force now; None where it has none."""
    running = state.running
    portion = running.portion(seat) if running is not None else None
    if portion is None:
        return None
    named = tuple(periods)
    share = sum((one.share for one in state.periods if one.label in named), Decimal(0))
    return attained(portion.amount.at_percent(share), state.actual(seat, named))


def of_seats(
    state: UnitState, seats: Iterable[Seat], periods: Iterable[str]
) -> v.Attainment | None:
    """Several seats' attainment together, at plan rates; None where none of them has a quota."""
    named = tuple(periods)
    found = [one for seat in seats if (one := of_seat(state, seat.id, named)) is not None]
    return _together(state, found) if found else None


def of_person(state: UnitState, person: str, periods: Iterable[str]) -> v.Attainment | None:
    """Of every seat in the periods in which somebody held it at the end; None without any quota."""
    found = _held_by(state, person, periods)
    return _together(state, found) if found else None


def of_own(state: UnitState, person: str, periods: Iterable[str]) -> v.Attainment | None:
    """The same in the seats' own currency, where that is one."""
    found = _held_by(state, person, periods)
    currencies = {one.quota.currency for one in found}
    if len(currencies) != 1:
        return _together(state, found) if found else None
    currency = currencies.pop()
    return attained(
        total((one.quota for one in found), currency),
        total((one.actual for one in found), currency),
    )


def _held_by(state: UnitState, person: str, periods: Iterable[str]) -> list[v.Attainment]:
    asked = set(periods)
    return [
        one
        for period in state.periods
        if period.label in asked
        for seat in state.seats
        if holding.holder(state, seat, period.ends_on) == person
        and (one := of_seat(state, seat.id, (period.label,))) is not None
    ]


def _together(state: UnitState, found: Sequence[v.Attainment]) -> v.Attainment:
    return attained(
        total((state.rolled_up(one.quota) for one in found), state.currency),
        total((state.rolled_up(one.actual) for one in found), state.currency),
    )


def as_booked(
    in_force: InForce | None, state: UnitState, seat: str, periods: Iterable[str]
) -> v.Attainment | None:
    """A seat's attainment on the quota of a version in force and on facts as first recorded."""
    named = tuple(periods)
    portion = in_force.portion(seat) if in_force is not None else None
    place = state.seat(seat)
    if portion is None or place is None:
        return None
    share = sum((one.share for one in state.periods if one.label in named), Decimal(0))
    lines = (line for one in state.actuals if one.period in named for line in one.lines)
    booked = total((line.amount for line in lines if line.seat == seat), place.currency)
    return attained(portion.amount.at_percent(share), booked)


def attained(quota: Money, actual: Money) -> v.Attainment:
    percent = actual.share_of(quota) if quota.amount > 0 else None
    return v.Attainment(quota=quota, actual=actual, percent=percent)


def rolled_up_actual(state: UnitState, target: str) -> Money:
    """What every seat of a target brought in, at plan rates; corrections included."""
    return total(
        (state.rolled_up(state.actual(seat.id)) for seat in state.seats if seat.target == target),
        state.currency,
    )


def committed(in_force: InForce, state: UnitState, target: str) -> Money:
    """The sum of what a version in force puts on the seats of a target."""
    seats = {seat.id for seat in state.seats if seat.target == target}
    return total((one.rolled_up for one in in_force.portions if one.seat in seats), state.currency)


def coverage(state: UnitState, seat: str) -> v.Coverage | None:
    """Run-rate, planned activity and named accounts against a seat's portion (S3-15).

    An account counts only while nobody else claims it. All amounts in the seat's own currency;
    `share` is the run-rate's percent of the portion. None before anything was proposed.
    """
    current = state.current
    portion = current.portion(seat) if current is not None else None
    place = state.seat(seat)
    if current is None or portion is None or place is None:
        return None
    outlook = next((one for one in current.outlook if one.seat == seat), None)
    zero = Money.zero(place.currency)
    run_rate = outlook.run_rate if outlook is not None else zero
    planned = (outlook.planned if outlook is not None else None) or zero
    accounts = _named_accounts(state, place)
    return v.Coverage(
        seat=seat,
        run_rate=run_rate,
        planned=planned,
        accounts=accounts,
        portion=portion.amount,
        percent=attained(portion.amount, run_rate + planned + accounts).percent,
        share=attained(portion.amount, run_rate).percent,
    )


def _named_accounts(state: UnitState, seat: Seat) -> Money:
    """What the accounts that a seat claims alone brought in last year, of those in its currency."""
    mine = (
        one.claimant.last_year
        for one in state.claims
        if one.claimant.via == seat.id and one.standing in {"open", "kept"}
    )
    return total((one for one in mine if one.currency == seat.currency), seat.currency)


def figures(state: UnitState) -> tuple[v.Figures, ...]:
    """The unit's result against the quotas as first signed, as in force, and the plan goal."""
    if not state.in_force:
        return ()
    original, current = state.in_force[0], state.in_force[-1]
    rows = []
    for line in current.targets:
        actual = rolled_up_actual(state, line.target)
        goal = state.goal(line.target)
        plan_goal = goal.amount if goal is not None else line.goal
        rows.append(
            v.Figures(
                target=line.target,
                actual=actual,
                plan_goal=plan_goal,
                original=attained(committed(original, state, line.target), actual),
                current=attained(committed(current, state, line.target), actual),
                against_plan_goal=attained(plan_goal, actual),
            )
        )
    return tuple(rows)


def calibration(state: UnitState) -> tuple[v.Calibration, ...]:
    """Per seat: first proposed, last countered, committed at first, and what came."""
    if not state.in_force or not state.versions:
        return ()
    first, original = state.versions[0], state.in_force[0]
    rows = []
    for seat in state.seats:
        proposed, committed_to = first.portion(seat.id), original.portion(seat.id)
        if proposed is None or committed_to is None:
            continue
        mine = [one for one in state.items if one.seat == seat.id and one.stage == "answered"]
        counters = [one.counter for one in mine if one.counter is not None]
        rows.append(
            v.Calibration(
                seat=seat.id,
                person=state.owner(seat),
                proposed=proposed.amount,
                countered=counters[-1] if counters else None,
                committed=committed_to.amount,
                actual=state.actual(seat.id),
                kinds=tuple(dict.fromkeys(one.kind for one in mine)),
            )
        )
    return tuple(rows)


def currency_effect(quota: Money, plan_rate: Decimal, market_rate: Decimal, into: str) -> Money:
    """What a market rate would change a quota by, in another currency; nobody's attainment."""
    return quota.converted(EXACT.subtract(market_rate, plan_rate), into)
