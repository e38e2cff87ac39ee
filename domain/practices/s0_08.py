"""S0-08: each member's portion is stated, and the portions sum to the stretch target."""

from __future__ import annotations

from datetime import datetime

from domain.money import Money
from domain.practices.rule import Gap, Rule
from domain.unit.plan import HELD, UnitState


def _check(plan: UnitState, _at: datetime) -> tuple[Gap, ...]:
    version = plan.current
    if version is None:
        return ()
    gaps = [
        Gap(f"seat {seat.id} has no portion", plan.leader)
        for seat in plan.seats
        if version.portion(seat.id) is None and not seat.id.startswith(HELD)
    ]
    targets = {seat.id: seat.target for seat in plan.seats}
    for line in version.targets:
        total = Money.zero(plan.currency)
        for portion in version.portions:
            if targets.get(portion.seat) == line.target:
                total = total + portion.rolled_up
        if total != line.to_assign:
            gaps.append(
                Gap(
                    f"{line.target}: the portions sum to {total}, the stretch target with "
                    f"over-assignment is {line.to_assign}; they differ by "
                    f"{total - line.to_assign}",
                    plan.leader,
                )
            )
    return tuple(gaps)


RULE = Rule("S0-08", "gate", ("propose", "revise"), "Portions sum to the target", _check)
