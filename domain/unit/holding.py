"""Who held a seat on a day, and over a period: a fact belongs to them, whoever holds it now."""

from __future__ import annotations

from datetime import date

from domain.people import FiscalPeriod, Seat
from domain.unit.plan import UnitState
from domain.words import Identifier


def leader_on(state: UnitState, day: date) -> Identifier:
    led = [one.person for one in state.led if one.since <= day]
    return led[-1] if led else state.leader


def holder(state: UnitState, seat: Seat, day: date) -> Identifier:
    """Who answered for a seat on a day of the year: its owner, and the leader for a vacant one."""
    held = [one.person for one in state.held if one.seat == seat.id and one.since <= day]
    owner = held[-1] if held else seat.owner
    return owner or leader_on(state, day)


def holders(state: UnitState, seat: Seat, period: FiscalPeriod) -> tuple[Identifier, ...]:
    """Everybody who answered for a seat in a period, in order; its facts are the last one's."""
    changed = [one.since for one in state.held if one.seat == seat.id]
    changed += [one.since for one in state.led]
    inside = {day for day in changed if period.starts_on < day < period.ends_on}
    days = sorted({period.starts_on, *inside, period.ends_on})
    return tuple(dict.fromkeys(holder(state, seat, day) for day in days))
