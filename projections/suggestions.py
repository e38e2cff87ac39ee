"""What a basis would give each seat, before anyone's judgement."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from domain.errors import GateClosed, Invalid
from domain.model import Value
from domain.money import Money
from domain.portions import Basis, PortionShare, SeatBasis, split
from domain.unit.plan import UnitState


class Suggested(Value):
    """Portions that sum, rolled up, to the stretch target plus the over-assignment exactly."""

    target: str
    basis: Basis
    goal: Money
    add_on: Money
    stretch: Money
    over_assignment: Money
    portions: tuple[PortionShare, ...]


def of(
    state: UnitState,
    *,
    target: str,
    basis: Basis,
    add_on: Money | None = None,
    add_on_percent: Decimal | None = None,
    over_assignment: Money | None = None,
    weights: Mapping[str, Decimal] | None = None,
) -> Suggested:
    """A split of a target by a basis; `weights` by seat are for that basis alone.

    Raises GateClosed before there is a plan goal, and Invalid for what the basis lacks.
    """
    goal = state.goal(target)
    if goal is None:
        raise GateClosed(f"{target} has no plan goal yet.", practice="S0-07", missing=(target,))
    if add_on is not None and add_on_percent is not None:
        raise Invalid("State the add-on as an amount or as a percentage, not both.")
    extra = add_on or goal.amount.at_percent(add_on_percent or Decimal(0))
    over = over_assignment or Money.zero(state.currency)
    stretch = goal.amount + extra
    seats = tuple(
        SeatBasis(
            seat=seat.id,
            currency=seat.currency,
            prior_year=seat.last_year,
            potential=seat.potential,
            weight=(weights or {}).get(seat.id),
        )
        for seat in state.seats
        if seat.target == target
    )
    rates = {seat.currency: state.rate(seat.currency) for seat in state.seats}
    return Suggested(
        target=target,
        basis=basis,
        goal=goal.amount,
        add_on=extra,
        stretch=stretch,
        over_assignment=over,
        portions=split(stretch + over, seats, basis, rates),
    )
