"""The product's own guardrails: over-assignment, and quotas that change too often."""

from __future__ import annotations

from datetime import datetime

from domain.practices.rule import Gap, Rule
from domain.unit.plan import UnitState


def _over_assigned(plan: UnitState, _at: datetime) -> tuple[Gap, ...]:
    if plan.current is None:
        return ()
    gaps = []
    for line in plan.current.targets:
        if not line.stretch.amount:
            continue
        share = line.over_assignment.share_of(line.stretch)
        if share > plan.policy.street_quota_warn:
            strongly = share > plan.policy.street_quota_strong
            gaps.append(
                Gap(
                    f"{line.target}: portions exceed the stretch target by {share} %"
                    + (", far more than anyone will reach" if strongly else "")
                )
            )
    return tuple(gaps)


def _changed_often(plan: UnitState, _at: datetime) -> tuple[Gap, ...]:
    return tuple(
        Gap(f"the quota of seat {seat} has changed {n} times this year", subject=seat)
        for seat, n in plan.quota_changes
        if n > plan.policy.quota_changes_per_year
    )


def _apart_from_above(plan: UnitState, _at: datetime) -> tuple[Gap, ...]:
    """What a unit ran on and what the unit above gave it, where they differ at the end."""
    running = plan.running
    if running is None:
        return ()
    return tuple(
        Gap(f"{line.target} ran on a goal of {line.goal}; the goal from above is {goal.amount}")
        for line in running.targets
        if (goal := plan.goal(line.target)) is not None and goal.amount != line.goal
    )


RULES = (
    Rule("street-quota", "warning", ("propose", "revise"), "Over-assignment is small",
         _over_assigned),
    Rule("goal-above", "warning", ("close",), "A unit ran on the goal it was given",
         _apart_from_above),
    Rule("quota-changes", "warning", ("run",), "A quota changes rarely", _changed_often),
)  # fmt: skip
