"""S0-21: a revised goal is still aggressive."""

from __future__ import annotations

from datetime import datetime

from domain.practices.rule import Gap, Rule
from domain.unit.plan import UnitState


def _check(plan: UnitState, _at: datetime) -> tuple[Gap, ...]:
    if plan.current is None or plan.current.number == 1:
        return ()
    before = plan.versions[-2]
    gaps = []
    for line in plan.current.targets:
        if line.stretch.amount < line.goal.amount:
            gaps.append(Gap(f"{line.target}: the stretch target is below the plan goal"))
        was = before.target(line.target)
        if was is not None and line.add_on.amount < was.add_on.amount:
            gaps.append(
                Gap(
                    f"{line.target}: the add-on shrinks from {was.add_on.share_of(was.goal)} % "
                    f"to {line.add_on.share_of(line.goal)} % of the plan goal"
                )
            )
    return tuple(gaps)


RULE = Rule("S0-21", "warning", ("revise",), "The new goal is still aggressive", _check)
