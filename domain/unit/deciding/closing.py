"""The end of a plan: given up, ended early, or closed at the year's end."""

from __future__ import annotations

from domain import errors
from domain.model import Event
from domain.practices import hold
from domain.unit import attainment
from domain.unit import commands as c
from domain.unit import events as e
from domain.unit.deciding.asked import Asked, decided


@decided.register
def _cancel(command: c.CancelPlan, asked: Asked) -> tuple[Event, ...]:
    if asked.state.running is not None:
        raise errors.WrongStage("The plan is in force: it can be ended early, not cancelled.")
    return (e.PlanCancelled(reason=command.reason),)


@decided.register
def _end(command: c.EndPlanEarly, asked: Asked) -> tuple[Event, ...]:
    if asked.state.running is None:
        raise errors.WrongStage("The plan was never in force: cancel it instead.")
    return (e.PlanEndedEarly(**dict(command)),)


@decided.register
def _close(_command: c.ClosePlan, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    if state.running is None:
        raise errors.WrongStage("The plan was never in force: cancel it instead.")
    if state.amendment is not None:
        raise errors.WrongStage("An amendment is open: sign it or withdraw it first.")
    _, ends_on = state.fiscal_year
    if asked.at.date() <= ends_on:
        raise errors.DeadlineNotReached(f"The fiscal year ends on {ends_on}.")
    recorded = {one.period for one in state.actuals}
    missing = tuple(one.label for one in state.periods if one.label not in recorded)
    if missing:
        raise errors.GateClosed(
            "The year's actuals are not complete.",
            missing=tuple(f"actuals of {label}" for label in missing),
        )
    findings = hold("close", state, asked.at)
    closed = e.PlanClosed(
        figures=attainment.figures(state), calibration=attainment.calibration(state)
    )
    return (*findings, closed)
