"""Strategic goals with their steps, reactions and progress."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from domain.marking import OpenDeadline
from domain.unit import events as e
from domain.unit.evolving.change import Moment, change
from domain.unit.evolving.promising import end_of
from domain.unit.plan import PlannedStep, Progress, StrategicGoal, UnitState


def goal_with(state: UnitState, goal: str, **update: Any) -> UnitState:
    goals = tuple(
        one.model_copy(update=update) if one.set.goal == goal else one for one in state.strategic
    )
    return state.model_copy(update={"strategic": goals})


def _known(state: UnitState, goal: str) -> StrategicGoal:
    return next(one for one in state.strategic if one.set.goal == goal)


@change.register
def _set(event: e.StrategicGoalSet, state: UnitState, moment: Moment) -> UnitState:
    goal = StrategicGoal(set=event, set_at=moment.at)
    return state.model_copy(
        update={
            "strategic": (*state.strategic, goal),
            "deadlines": (*state.deadlines, *_promised(event, moment)),
        }
    )


def _promised(event: e.StrategicGoalSet, moment: Moment) -> Iterator[OpenDeadline]:
    """The steps, where the goal came with a day for them (S1-21)."""
    if event.plan_by is not None:
        due_at = end_of(event.plan_by)
        yield OpenDeadline(kind="goal_plan", key=event.goal, due_at=due_at, opened_at=moment.at)


@change.register
def _received(event: e.GoalReceived, state: UnitState, _moment: Moment) -> UnitState:
    received = (*_known(state, event.goal).received, event)
    return goal_with(state, event.goal, received=received)


@change.register
def _time(event: e.PlanningTimeRecorded, state: UnitState, _moment: Moment) -> UnitState:
    return state.model_copy(update={"planning_time": (*state.planning_time, event)})


@change.register
def _added(event: e.ActionStepAdded, state: UnitState, moment: Moment) -> UnitState:
    step = PlannedStep(step=event.step, author=event.author, added_at=moment.at)
    if event.goal is None:
        return state.model_copy(update={"tactics": (*state.tactics, step)})
    return goal_with(state, event.goal, steps=(*_known(state, event.goal).steps, step))


def _step(state: UnitState, planned: str, **update: Any) -> UnitState:
    def changed(steps: tuple[PlannedStep, ...]) -> tuple[PlannedStep, ...]:
        return tuple(
            one.model_copy(update=update) if one.step.id == planned else one for one in steps
        )

    goals = tuple(one.model_copy(update={"steps": changed(one.steps)}) for one in state.strategic)
    return state.model_copy(update={"strategic": goals, "tactics": changed(state.tactics)})


@change.register
def _done(event: e.ActionStepCompleted, state: UnitState, moment: Moment) -> UnitState:
    return _step(state, event.step, done_at=moment.at)


@change.register
def _step_handed_over(
    event: e.ActionStepHandedOver, state: UnitState, _moment: Moment
) -> UnitState:
    before = next(one.step for one in state.steps if one.step.id == event.step)
    return _step(state, event.step, step=before.model_copy(update={"owner": event.successor}))


@change.register
def _goal_handed_over(event: e.GoalHandedOver, state: UnitState, _moment: Moment) -> UnitState:
    stated = _known(state, event.goal).set
    owner = event.successor if event.person == stated.owner else stated.owner
    parts = (event.successor if one == event.person else one for one in stated.contributors)
    contributors = tuple(dict.fromkeys(one for one in parts if one not in {None, owner}))
    changed = stated.model_copy(update={"owner": owner, "contributors": contributors})
    return goal_with(state, event.goal, set=changed)


@change.register
def _progress(event: e.GoalProgressReported, state: UnitState, moment: Moment) -> UnitState:
    goal = _known(state, event.goal)
    progress = Progress(period=event.period, value=event.value, at=moment.at)
    return goal_with(state, event.goal, progress=progressed(state, goal, progress))


def progressed(state: UnitState, goal: StrategicGoal, progress: Progress) -> tuple[Progress, ...]:
    """One value a period, in the year's order: the last is where the goal stands, told late or not."""
    order = [one.label for one in state.periods]
    others = (one for one in goal.progress if one.period != progress.period)
    return tuple(sorted((*others, progress), key=lambda one: order.index(one.period)))


@change.register
def _dropped(event: e.GoalDropped, state: UnitState, _moment: Moment) -> UnitState:
    return goal_with(state, event.goal, dropped=event.reason)
