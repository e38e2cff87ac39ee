"""What stands between a final plan and its quotas: acceptances, the leader's signature, dates.

No practice of the catalogue: these are the loop's own steps, named so that a person sees who
holds a plan up. They always block.
"""

from __future__ import annotations

from datetime import datetime

from domain.practices.rule import Gap, Rule
from domain.unit.deciding.accepting import accepting, excused
from domain.unit.plan import UnitState


def _acceptance(plan: UnitState, at: datetime) -> tuple[Gap, ...]:
    return tuple(
        Gap(f"{person} has neither accepted nor objected", person, person)
        for person in accepting(plan)
        if not excused(plan, person, at)
    )


def _above(plan: UnitState, _at: datetime) -> tuple[Gap, ...]:
    above = plan.roles.leader_above
    return tuple(
        Gap(f"the portion of {goal.target} above is not signed yet", above, goal.target)
        for goal in plan.goals
        if goal.standing == "provisional"
    )


def _escalation(plan: UnitState, at: datetime) -> tuple[Gap, ...]:
    deadline = plan.deadline("signing")
    if deadline is None or at < deadline.due_at:
        until = "" if deadline is None else f", {deadline.due_at:%Y-%m-%d %H:%M} UTC"
        return (Gap(f"the signing deadline has not passed{until}"),)
    if not deadline.escalated:
        return (Gap("the missing signatures were not escalated yet"),)
    return ()


RULES = (
    Rule(
        "acceptance",
        "gate",
        ("accept",),
        "Approvers and executives accept",
        _acceptance,
        always=True,
    ),
    Rule("leader-first", "gate", ("sign",), "The unit above has signed", _above, always=True),
    Rule(
        "in-force", "gate", ("put in force",), "The deadline has passed", _escalation, always=True
    ),
)
