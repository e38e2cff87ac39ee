"""What a target stands on: the run-rate, plan lines, marketing's plan, kinds of revenue."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from domain import errors
from domain.model import Event
from domain.money import Money, total
from domain.unit.deciding.asked import (
    Asked,
    decided,
    in_currency,
    known_owner,
    known_person,
    new_id,
    open_version,
    require_reportable,
)
from domain.unit.plan import UnitState
from domain.unit.readiness import commands as c
from domain.unit.readiness import events as e
from domain.unit.readiness.values import Line


def _known_target(state: UnitState, target: str) -> None:
    if all(seat.target != target for seat in state.seats):
        raise errors.Unknown(f"Unit {state.unit} has no target {target}.")


def _once_each(ids: Iterable[str], what: str) -> None:
    known: set[str] = set()
    for one in ids:
        new_id(known, one, what)
        known.add(one)


def _within_year(day: date, state: UnitState, what: str) -> None:
    first, last = state.fiscal_year
    if not first <= day <= last:
        raise errors.Invalid(f"{what} is dated within the fiscal year, {first} to {last}.")


@decided.register
def _run_rate(command: c.ListRunRate, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    _once_each((one.id for one in command.components), "component")
    for one in command.components:
        _known_target(state, one.target)
        in_currency(one.amount, state.currency, f"Component {one.id}")
    if command.components == state.readiness.run_rate:
        raise errors.NothingToDo("That is the run-rate already.")
    return (e.RunRateListed(**dict(command)),)


@decided.register
def _add(command: c.AddPlanLine, asked: Asked) -> tuple[Event, ...]:
    state, line = asked.state, command.line
    new_id((one.line.id for one in state.readiness.lines), line.id, "plan line")
    _known_target(state, line.target)
    known_person(state, line.owner)
    _worth(line.value, state, f"Line {line.id}")
    _within_year(line.due_on, state, f"Line {line.id}")
    return (e.PlanLineAdded(**dict(command), author=asked.person),)


def _worth(value: Money, state: UnitState, what: str) -> None:
    in_currency(value, state.currency, what)
    if value.amount == 0:
        raise errors.Invalid(f"{what} is worth something.", practice="S3-14")


def _line(state: UnitState, line: str) -> Line:
    found = state.readiness.line(line)
    if found is None:
        raise errors.Unknown(f"Unit {state.unit} has no plan line {line}.")
    if found.dropped is not None:
        raise errors.WrongStage(f"The plan line {line} was dropped.")
    return found


def _own_line(asked: Asked, line: str, what: str) -> Line:
    found = _line(asked.state, line)
    if asked.person not in {found.line.owner, asked.state.leader}:
        raise errors.NotAuthorised(f"A plan line is {what} by its owner or the leader.")
    return found


@decided.register
def _drop(command: c.DropPlanLine, asked: Asked) -> tuple[Event, ...]:
    _own_line(asked, command.line, "dropped")
    return (e.PlanLineDropped(**dict(command), dropped_by=asked.person),)


@decided.register
def _report(command: c.ReportPlanLine, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    found = _own_line(asked, command.line, "reported")
    require_reportable(state, command.period, (one.period for one in found.results), asked.at)
    in_currency(command.value, state.currency, "What came of a line")
    return (e.PlanLineReported(**dict(command), reported_by=asked.person),)


@decided.register
def _attach(command: c.AttachMarketingPlan, asked: Asked) -> tuple[Event, ...]:
    state = asked.state
    known_owner(state, command.owner)
    _once_each((one.id for one in command.contributions), "contribution")
    for one in command.contributions:
        if one.pipeline is not None:
            in_currency(one.pipeline, state.currency, f"Contribution {one.id}")
        if one.starts_on is not None and one.due_on is not None and one.due_on < one.starts_on:
            raise errors.Invalid(f"Contribution {one.id} ends before it starts.", practice="S3-44")
    return (e.MarketingPlanAttached(**dict(command)),)


@decided.register
def _split(command: c.SplitTarget, asked: Asked) -> tuple[Event, ...]:
    version = open_version(asked.state, command.version)
    line = version.target(command.target)
    if line is None:
        raise errors.Unknown(f"Version {version.number} has no target {command.target}.")
    _once_each((one.revenue for one in command.parts), "part")
    for one in command.parts:
        in_currency(one.amount, asked.state.currency, f"What is {one.revenue}")
    summed = total((one.amount for one in command.parts), asked.state.currency)
    if summed != line.stretch:
        raise errors.SumDiffers(
            f"The parts sum to {summed}, the stretch target is {line.stretch}.", practice="S3-03"
        )
    return (e.TargetSplit(**dict(command)),)
