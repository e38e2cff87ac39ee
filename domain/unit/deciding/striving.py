"""Strategic goals beside the number: set with their plan, received, carried out by steps."""

from __future__ import annotations

from datetime import datetime

from domain import errors
from domain.model import Event
from domain.practices import hold
from domain.unit import commands as c
from domain.unit import events as e
from domain.unit import values as v
from domain.unit.deciding.asked import (
    Asked,
    decided,
    known_goal,
    known_person,
    new_id,
    require_reportable,
    still_ahead,
    would_be,
)
from domain.unit.plan import PlannedStep, UnitState


@decided.register
def _set(command: c.SetStrategicGoal, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    new_id((one.set.goal for one in state.strategic), command.goal, "goal")
    for person in (command.owner, *command.contributors):
        known_person(state, person)
    if command.owner in command.contributors:
        raise errors.Invalid("The owner answers for it; contributors are others.", practice="S1-10")
    if command.baseline == command.target:
        raise errors.Invalid("A goal moves its metric from a baseline to a target.")
    if command.deliverable is not None and command.intent is None:
        raise errors.Invalid(
            "Name the intent for which this is to be delivered, too.", practice="S2-05"
        )
    still_ahead(command.due_on, asked.at, "The goal")
    _require_plan(command, asked.at)
    fields = {name: value for name, value in command if name != "steps"}
    events: tuple[Event, ...] = (
        e.StrategicGoalSet(**fields),
        *(
            e.ActionStepAdded(goal=command.goal, step=step, author=asked.person)
            for step in _new_steps(command.steps, state)
        ),
    )
    return (*events, *hold("set a goal", would_be(asked, *events), asked.at, about=command.goal))


def _require_plan(command: c.SetStrategicGoal, at: datetime) -> None:
    if not command.steps and command.plan_by is None:
        raise errors.GateClosed(
            "A goal comes with its plan.",
            practice="S1-21",
            missing=("its steps, each with owner and date, or the day by which they are promised",),
        )
    if command.plan_by is not None:
        still_ahead(command.plan_by, at, "The plan of steps")


def _new_steps(steps: tuple[v.Step, ...], state: UnitState) -> tuple[v.Step, ...]:
    taken = {one.step.id for one in state.steps}
    for step in steps:
        new_id(taken, step.id, "step")
        known_person(state, step.owner)
        taken.add(step.id)
    return steps


@decided.register
def _received(command: c.ReceiveGoal, asked: Asked) -> tuple[Event, ...]:
    goal = known_goal(asked.state, command.goal)
    if asked.person not in (goal.set.owner, *goal.set.contributors):
        raise errors.NotAuthorised("A goal is received by its owner and its contributors.")
    if command.reaction != "accepted" and command.words is None:
        raise errors.Invalid("Say what concerns you.", practice="S1-11")
    event = e.GoalReceived(**dict(command), person=asked.person)
    if event in goal.received:
        raise errors.NothingToDo("You have said that before.")
    return (event,)


@decided.register
def _time(command: c.RecordPlanningTime, asked: Asked) -> tuple[Event, ...]:
    if command.held_at > asked.at:
        raise errors.Invalid("Record it once it has taken place.", practice="S1-16")
    if any(one.held_at == command.held_at for one in asked.state.planning_time):
        raise errors.NothingToDo("That time is recorded already.")
    for person in command.attendees:
        known_person(asked.state, person)
    return (e.PlanningTimeRecorded(**dict(command), recorded_by=asked.person),)


@decided.register
def _step(command: c.AddActionStep, asked: Asked) -> tuple[Event, ...]:
    if command.goal is not None:
        known_goal(asked.state, command.goal)
    _new_steps((command.step,), asked.state)
    still_ahead(command.step.due_on, asked.at, "The step")
    return (e.ActionStepAdded(**dict(command), author=asked.person),)


def _open_step(state: UnitState, step: str) -> PlannedStep:
    found = next((one for one in state.steps if one.step.id == step), None)
    if found is None:
        raise errors.Unknown(f"Unit {state.unit} has no step {step}.")
    if found.done_at is not None:
        raise errors.NothingToDo("That step is done already.")
    return found


@decided.register
def _done(command: c.CompleteActionStep, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    found = _open_step(state, command.step)
    if asked.person not in {found.step.owner, state.leader}:
        raise errors.NotAuthorised("A step is completed by its owner or the leader.")
    return (e.ActionStepCompleted(**dict(command), completed_by=asked.person),)


@decided.register
def _progress(command: c.ReportGoalProgress, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    goal = known_goal(state, command.goal)
    if asked.person not in {goal.set.owner, state.leader}:
        raise errors.NotAuthorised("Progress is reported by the goal's owner or the leader.")
    require_reportable(state, command.period, (one.period for one in goal.progress), asked.at)
    return (e.GoalProgressReported(**dict(command), reported_by=asked.person),)


@decided.register
def _goal_handed_over(command: c.HandOverGoal, asked: Asked) -> tuple[Event, ...]:
    stated = known_goal(asked.state, command.goal).set
    if command.person not in (stated.owner, *stated.contributors):
        raise errors.NothingToDo(f"{command.person} has no part in the goal {command.goal}.")
    if command.person == stated.owner and command.successor is None:
        raise errors.Invalid("A goal has one owner: name who follows.", practice="S1-10")
    if command.successor is not None:
        _require_other(command.person, command.successor, asked.state)
        if command.successor == stated.owner:
            raise errors.Invalid("Its owner answers for it already.", practice="S1-10")
    return (e.GoalHandedOver(**dict(command), handed_over_by=asked.person),)


@decided.register
def _step_handed_over(command: c.HandOverStep, asked: Asked) -> tuple[Event, ...]:
    found = _open_step(asked.state, command.step)
    _require_other(found.step.owner, command.successor, asked.state)
    handed = e.ActionStepHandedOver(
        **dict(command), person=found.step.owner, handed_over_by=asked.person
    )
    return (handed,)


def _require_other(person: str, successor: str, state: UnitState) -> None:
    known_person(state, successor)
    if successor == person:
        raise errors.NothingToDo("That is theirs already.")


@decided.register
def _dropped(command: c.DropGoal, asked: Asked) -> tuple[Event, ...]:
    known_goal(asked.state, command.goal)
    return (e.GoalDropped(**dict(command), dropped_by=asked.person),)
