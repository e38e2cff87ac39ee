"""S3-15: a seller's planned activity and run-rate add up to the portion they sign."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from domain.money import total
from domain.practices.rule import Gap, Rule
from domain.unit.plan import SellerPlan, UnitState


def _check(plan: UnitState, _at: datetime) -> tuple[Gap, ...]:
    return tuple(gap for one in plan.seller_plans for gap in _short(plan, one))


def _short(plan: UnitState, one: SellerPlan) -> Iterator[Gap]:
    current = plan.current
    if current is None or one.planned is None or not one.submitted:
        return
    seats = {seat.id for seat in plan.seats_of(one.person)}
    portion = total(
        (plan.rolled_up(line.amount) for line in current.portions if line.seat in seats),
        plan.currency,
    )
    run_rate = total(
        (plan.rolled_up(line.run_rate) for line in current.outlook if line.seat in seats),
        plan.currency,
    )
    short = portion - run_rate - plan.rolled_up(one.planned)
    if short.amount > 0:
        words = f"{one.person}'s run-rate and plan lines fall {short} short of the portion"
        yield Gap(words, one.person, one.person)


RULE = Rule("S3-15", "gate", ("sign as seller",), "Planned activity meets the portion", _check)
