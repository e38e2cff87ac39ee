"""S1-15, S1-17 and S2-08: goals that nobody touches, plans without the team, goals that are vague."""

from __future__ import annotations

from datetime import datetime, timedelta

from domain.practices.rule import Gap, Rule
from domain.unit.plan import StrategicGoal, UnitState


def _touched(goal: StrategicGoal) -> datetime:
    done = (one.done_at for one in goal.steps if one.done_at is not None)
    added = (one.added_at for one in goal.steps)
    reported = (one.at for one in goal.progress)
    return max((goal.set_at, *done, *added, *reported))


def _neglected(plan: UnitState, at: datetime) -> tuple[Gap, ...]:
    after = timedelta(days=plan.policy.neglected_days)
    return tuple(
        Gap(
            f"nobody has touched the goal {one.set.goal} for {(at - _touched(one)).days} days",
            one.set.owner,
            one.set.goal,
        )
        for one in plan.live_goals
        if not one.reached and one.overdue(at.date()) and at - _touched(one) > after
    )


def _without_team(plan: UnitState, _at: datetime) -> tuple[Gap, ...]:
    return tuple(
        Gap(f"no step of the goal {one.set.goal} comes from the team", plan.leader, one.set.goal)
        for one in plan.live_goals
        if one.steps and all(step.author == plan.leader for step in one.steps)
    )


def _vague(plan: UnitState, _at: datetime) -> tuple[Gap, ...]:
    return tuple(
        Gap(f"the goal {one.set.goal} names no customer group", plan.leader, one.set.goal)
        for one in plan.live_goals
        if not one.set.groups
    )


def _orphans(plan: UnitState, _at: datetime) -> tuple[Gap, ...]:
    return tuple(
        Gap(f"the goal {one.set.goal} serves no strategic intent", plan.leader, one.set.goal)
        for one in plan.live_goals
        if one.set.intent is None
    )


RULES = (
    Rule("S1-15", "warning", ("review",), "A goal is worked on", _neglected),
    Rule("S1-17", "warning", ("finalise", "review"), "The team writes steps too", _without_team),
    Rule("S2-05", "warning", ("set a goal",), "A goal serves an intent", _orphans),
    Rule("S2-08", "warning", ("set a goal",), "A goal says for whom", _vague),
)
