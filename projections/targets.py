"""How much: plan goal, stretch, in force and actual of each unit's target, in its currency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import JsonValue

from domain.money import Money, total
from domain.people import Seat
from domain.unit import values as v
from domain.unit.plan import HELD, InForce, UnitState
from domain.unit.reconciling import carried, from_below
from projections.cells import amount
from projections.fetching import Found, fetched
from projections.seats import actual_by_seat
from projections.write import Row
from store.pool import Pool

TARGETS = """
    SELECT unit, target, currency, goal, add_on, stretch, over_assignment, in_force, quotas,
           street_quota, bottom_up, bottom_up_seats, gap, actual
    FROM read_models.targets
    WHERE organisation = $1 AND cycle = $2 AND unit = ANY($3) ORDER BY unit, target
"""


def rows(state: UnitState) -> Mapping[str, Row]:
    """A row for each target that a goal, a seat or a proposal names."""
    actuals = actual_by_seat(state)
    return {target: _row(state, target, actuals) for target in named(state)}


def named(state: UnitState) -> tuple[str, ...]:
    """The targets of a unit, in the order of their names."""
    goals = {goal.target for goal in state.goals}
    return tuple(sorted(goals | {seat.target for seat in state.seats}))


def _row(state: UnitState, target: str, actuals: Mapping[str, Money]) -> dict[str, JsonValue]:
    seats = tuple(seat for seat in state.seats if seat.target == target)
    goal, running = state.goal(target), state.running
    line = state.current.target(target) if state.current else None
    in_force = _running(running, target)
    below = from_below(state, seats, line)
    quotas = carried(state, seats, running) if running else None
    return {
        "cycle": state.cycle,
        "unit": state.unit,
        "target": target,
        "currency": state.currency,
        "goal": amount(goal.amount) if goal else None,
        "add_on": amount(line.add_on) if line else None,
        "stretch": amount(line.stretch) if line else None,
        "over_assignment": amount(line.over_assignment) if line else None,
        "in_force": amount(in_force.stretch) if in_force else None,
        "quotas": amount(quotas),
        "street_quota": amount(street_quota(state, seats)),
        "bottom_up": amount(below.offered),
        "bottom_up_seats": below.seats,
        "gap": amount(below.gap),
        "actual": amount(
            total((state.rolled_up(actuals[seat.id]) for seat in seats), state.currency)
        ),
    }


def _running(running: InForce | None, target: str) -> v.TargetLine | None:
    lines = running.targets if running else ()
    return next((line for line in lines if line.target == target), None)


def street_quota(state: UnitState, seats: Sequence[Seat]) -> Money:
    """What individual sellers carry: in force where quotas run, else as proposed.

    A vacant seat counts, for somebody will carry it; what the leader holds back does not.
    """
    selling = tuple(seat for seat in seats if seat.leads is None and not seat.id.startswith(HELD))
    return carried(state, selling, state.running or state.current)


async def of(
    reader: Pool, organisation: str, cycle: str, units: Sequence[str]
) -> tuple[Found, ...]:
    """Every target of these units."""
    return await fetched(reader, TARGETS, organisation, cycle, list(units))
