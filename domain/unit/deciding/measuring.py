"""The facts of goals: where a metric that is no money stood at a period's end, recorded once."""

from __future__ import annotations

from domain import errors
from domain.model import Event
from domain.people import FiscalPeriod
from domain.unit.deciding.asked import Asked, decided, known_goal, known_period
from domain.unit.measuring import commands as c
from domain.unit.measuring import events as e
from domain.unit.measuring.values import GoalValue
from domain.unit.plan import UnitState


@decided.register
def _record(command: c.RecordGoalActuals, asked: Asked) -> tuple[Event, ...]:
    period = known_period(asked.state, command.period)
    if asked.at.date() <= period.ends_on:
        raise errors.DeadlineNotReached(f"{command.period} ends on {period.ends_on}.")
    goals = [one.goal for one in command.values]
    if len(set(goals)) < len(goals):
        raise errors.Invalid("A goal has one value a period: one stands twice.")
    for value in command.values:
        _require_new(value, period, asked.state)
    return (e.GoalActualsRecorded(**dict(command)),)


def _require_new(value: GoalValue, period: FiscalPeriod, state: UnitState) -> None:
    goal = known_goal(state, value.goal)
    if goal.fact(period.label) is not None:
        raise errors.AlreadyExists(
            f"{value.goal} of {period.label} is recorded. Facts are not overwritten: propose a "
            "correction."
        )
    if goal.measured_in not in {None, value.measured_in}:
        raise errors.Invalid(f"{value.goal} is measured in {goal.measured_in}.")
