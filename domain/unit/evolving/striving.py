"""Strategic goals with their steps, reactions and progress."""

from __future__ import annotations

from typing import Any

from domain.unit import events as e
from domain.unit.evolving.change import Moment, change
from domain.unit.plan import PlannedStep, Progress, StrategicGoal, UnitState


def _goal(state: UnitState, goal: str, **update: Any) -> UnitState:
    goals = tuple(
        one.model_copy(update=update) if one.set.goal == goal else one for one in state.strategic
    )
    return state.model_copy(update={"strategic": goals})


def _known(state: UnitState, goal: str) -> StrategicGoal:
    return next(one for one in state.strategic if one.set.goal == goal)


@change.register
def _set(event: e.StrategicGoalSet, state: UnitState, moment: Moment) -> UnitState:
    goal = StrategicGoal(set=event, set_at=moment.at)
    return state.model_copy(update={"strategic": (*state.strategic, goal)})


@change.register
def _received(event: e.GoalReceived, state: UnitState, _moment: Moment) -> UnitState:
    received = (*_known(state, event.goal).received, event)
    return _goal(state, event.goal, received=received)


@change.register
def _added(event: e.ActionStepAdded, state: UnitState, moment: Moment) -> UnitState:
    step = PlannedStep(step=event.step, author=event.author, added_at=moment.at)
    if event.goal is None:
        return state.model_copy(update={"tactics": (*state.tactics, step)})
    return _goal(state, event.goal, steps=(*_known(state, event.goal).steps, step))


@change.register
def _done(event: e.ActionStepCompleted, state: UnitState, moment: Moment) -> UnitState:
    def marked(steps: tuple[PlannedStep, ...]) -> tuple[PlannedStep, ...]:
        done = {"done_at": moment.at}
        return tuple(
            one.model_copy(update=done) if one.step.id == event.step else one for one in steps
        )

    goals = tuple(one.model_copy(update={"steps": marked(one.steps)}) for one in state.strategic)
    return state.model_copy(update={"strategic": goals, "tactics": marked(state.tactics)})


@change.register
def _progress(event: e.GoalProgressReported, state: UnitState, moment: Moment) -> UnitState:
    progress = Progress(period=event.period, value=event.value, at=moment.at)
    return _goal(state, event.goal, progress=(*_known(state, event.goal).progress, progress))


@change.register
def _dropped(event: e.GoalDropped, state: UnitState, _moment: Moment) -> UnitState:
    return _goal(state, event.goal, dropped=event.reason)
