"""What a planning cycle is started with: its currencies, its whole year, its offices and deadlines."""

from __future__ import annotations

from datetime import timedelta

from domain import errors
from domain.currencies import MINOR_UNITS
from domain.cycle import commands as c
from domain.cycle import events as e
from domain.cycle.state import CycleState
from domain.model import Event
from domain.roles import auditing_besides


def started(command: c.StartCycle, state: CycleState | None) -> tuple[Event, ...]:
    if state is not None:
        raise errors.AlreadyExists(f"The cycle {state.cycle} was started before; open it instead.")
    _require_currencies(command)
    if command.follows == command.cycle:
        raise errors.Invalid("A cycle cannot follow itself: name the one before it.")
    if command.ends_on <= command.starts_on:
        raise errors.Invalid("The fiscal year must end after it starts.")
    if sum(period.share for period in command.periods) != 100:  # noqa: PLR2004 - percent
        raise errors.Invalid("The periods' shares must sum to 100 percent of the year.")
    _require_whole_year(command)
    if both := auditing_besides(command.roles):
        raise errors.Invalid("An auditor holds no other office.", missing=both)
    if not command.targets or len(set(command.targets)) != len(command.targets):
        raise errors.Invalid("A cycle has one target or more, each named once.", practice="S0-06")
    if not any(level.depth == 0 for level in command.calendar):
        raise errors.Invalid("The calendar needs the deadlines of the top unit (depth 0).")
    return (e.CycleStarted(**dict(command)),)


def _require_whole_year(command: c.StartCycle) -> None:
    periods = command.periods
    if len({period.label for period in periods}) != len(periods):
        raise errors.Invalid("Two periods have the same label.")
    starts = (command.starts_on, *(one.ends_on + timedelta(days=1) for one in periods))
    ends = (*(one.starts_on for one in periods), command.ends_on + timedelta(days=1))
    if starts != ends or any(one.ends_on < one.starts_on for one in periods):
        raise errors.Invalid(
            "The periods follow one another without a gap, from the year's first day to its last."
        )


def _require_currencies(command: c.StartCycle) -> None:
    named = [command.currency, *(rate.currency for rate in command.rates)]
    for currency in named:
        if currency not in MINOR_UNITS:
            raise errors.Invalid(f"{currency!r} is no ISO 4217 currency.")
    if len(set(named)) != len(named):
        raise errors.Invalid("Each currency has one plan rate, and the cycle's own has none.")
    if any(rate.rate <= 0 for rate in command.rates):
        raise errors.Invalid("A plan rate is greater than zero.")
