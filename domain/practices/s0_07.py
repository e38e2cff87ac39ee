"""S0-07: the stretch target is the plan goal plus an add-on, kept apart."""

from __future__ import annotations

from datetime import datetime

from domain.practices.rule import Gap, Rule
from domain.unit.plan import UnitState


def _check(plan: UnitState, _at: datetime) -> tuple[Gap, ...]:
    if plan.current is None:
        return ()
    gaps = []
    for line in plan.current.targets:
        goal = plan.goal(line.target)
        if goal is None:
            who = None if plan.parent else "a sponsor"
            gaps.append(Gap(f"{line.target} has no plan goal yet", who))
        elif goal.amount != line.goal:
            gaps.append(
                Gap(
                    f"{line.target} is planned on {line.goal}, but its goal is now "
                    f"{goal.amount}: revise",
                    plan.leader,
                )
            )
    return tuple(gaps)


RULE = Rule(
    "S0-07", "gate", ("propose", "revise", "finalise"), "Plan goal and add-on are apart", _check
)
