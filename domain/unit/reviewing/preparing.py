"""What a review looks at, taken from the plan: the same at its opening, at its close, and on a page."""

from __future__ import annotations

from datetime import date, datetime

from domain.practices import found
from domain.unit import attainment
from domain.unit import values as v
from domain.unit.plan import PlannedStep, StrategicGoal, UnitState
from domain.unit.reviewing.agreed import last_time
from domain.unit.reviewing.values import Facts, FindingSeen, GoalSeen, StepSeen


def facts_of(state: UnitState, period: str, at: datetime) -> Facts:
    """Numbers of the period; goals, steps, deliveries and findings as they are now."""
    day = at.date()
    return Facts(
        last_time=last_time(state, period),
        numbers=numbers(state, period),
        goals=tuple(_goal(one, day) for one in state.live_goals),
        steps=_steps(state, day),
        deliveries=deliveries(state),
        findings=tuple(
            FindingSeen(practice=practice, words=gap.words, subject=gap.subject)
            for practice, gap in found("review", state, at)
        ),
    )


def numbers(state: UnitState, period: str) -> tuple[tuple[str, v.Attainment], ...]:
    return tuple(
        (seat.id, row)
        for seat in state.seats
        if (row := attainment.of_seat(state, seat.id, (period,))) is not None
    )


def deliveries(state: UnitState) -> tuple[v.Delivery, ...]:
    """The leader's own promises beside the members' attainment (S0-24)."""
    return tuple(
        v.Delivery(commitment=one.line.id, standing=one.standing)
        for one in state.commitments
        if one.standing != "substituted"
    )


def _goal(goal: StrategicGoal, day: date) -> GoalSeen:
    stated, last = goal.set, goal.progress[-1] if goal.progress else None
    due = tuple(one for one in goal.steps if one.step.due_on <= day)
    return GoalSeen(
        goal=stated.goal,
        owner=stated.owner,
        metric=stated.metric,
        baseline=stated.baseline,
        target=stated.target,
        actual=last.value if last else None,
        period=last.period if last else None,
        reached=goal.reached,
        steps_due=len(due),
        steps_done=sum(one.done_at is not None for one in due),
    )


def _steps(state: UnitState, day: date) -> tuple[StepSeen, ...]:
    return tuple(_step(goal, one, day) for goal, one in state.live_steps)


def _step(goal: str | None, planned: PlannedStep, day: date) -> StepSeen:
    late = planned.step.due_on < day
    return StepSeen(
        step=planned.step.id,
        goal=goal,
        owner=planned.step.owner,
        due_on=planned.step.due_on,
        standing="done" if planned.done_at is not None else "late" if late else "ahead",
    )
