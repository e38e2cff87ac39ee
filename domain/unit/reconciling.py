"""Top-down against bottom-up: what comes from below for each seat, and how far a target is from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.money import Money, total
from domain.people import Seat
from domain.unit import values as v
from domain.unit.plan import OVER, InForce, UnitState, Version


@dataclass(frozen=True)
class FromBelow:
    """What a target's seats offer, and how far that is below the stretch target."""

    offered: Money | None
    seats: int
    gap: Money | None


def offered_by_seat(state: UnitState) -> dict[str, Money]:
    """What comes from below for each seat: its owner's own word, else its unit's sum."""
    below = {one.seat: one.amount for one in state.below}
    return below | {one.seat: one.amount for one in state.bottom_up}


def carried(state: UnitState, seats: Sequence[Seat], plan: Version | InForce | None) -> Money:
    """What a version puts on these seats, in the unit's currency."""
    places = {seat.id for seat in seats}
    portions = plan.portions if plan else ()
    return total((one.rolled_up for one in portions if one.seat in places), state.currency)


def from_below(state: UnitState, seats: Sequence[Seat], line: v.TargetLine | None) -> FromBelow:
    """The reconciliation gap: top-down minus bottom-up.

    A seat for which nobody has offered anything counts as its portion, so that a gap is only
    ever somebody's words. Once the plan is settled there is none: what was signed is both.
    """
    offered = offered_by_seat(state)
    said = {seat.id: state.rolled_up(offered[seat.id]) for seat in seats if seat.id in offered}
    if not said or line is None or state.current is None:
        return FromBelow(None, len(said), None)
    silent = tuple(seat for seat in seats if seat.id not in said)
    whole = total(said.values(), state.currency) + carried(state, silent, state.current)
    settled = state.stage == "settled" or state.stage in OVER
    return FromBelow(whole, len(said), None if settled else line.stretch - whole)
