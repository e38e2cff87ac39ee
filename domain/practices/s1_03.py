"""S1-03: a goal has an action plan before the plan that holds it is final."""

from __future__ import annotations

from datetime import datetime

from domain.practices.rule import Gap, Rule
from domain.unit.plan import UnitState


def _check(plan: UnitState, _at: datetime) -> tuple[Gap, ...]:
    return tuple(
        Gap(f"the goal {one.set.goal} has no step", one.set.owner, one.set.goal)
        for one in plan.live_goals
        if not one.steps
    )


RULE = Rule("S1-03", "gate", ("finalise", "review"), "A goal has an action plan", _check)
