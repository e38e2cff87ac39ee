"""S0-10: every part of the target has exactly one accountable owner."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from domain.practices.rule import Gap, Rule
from domain.unit.plan import UnitState


def _check(plan: UnitState, _at: datetime) -> tuple[Gap, ...]:
    version = plan.current
    if version is None:
        return ()
    counted = Counter(portion.seat for portion in version.portions)
    gaps = [
        Gap(f"seat {seat} has {n} portions; one owner carries one", plan.leader)
        for seat, n in counted.items()
        if n > 1
    ]
    gaps += [
        Gap(f"a portion is for seat {seat}, which this unit does not have", plan.leader)
        for seat in counted
        if plan.seat(seat) is None
    ]
    return tuple(gaps)


RULE = Rule("S0-10", "gate", ("propose", "revise"), "Each amount has one owner", _check)
