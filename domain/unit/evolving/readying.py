"""Run-rate, plan lines and what came of them, marketing, kinds of revenue."""

from __future__ import annotations

from typing import Any

from domain.unit.evolving.change import Moment, change, swapped
from domain.unit.plan import UnitState
from domain.unit.readiness import events as r
from domain.unit.readiness.values import Line, LineResult, MarketingPlan, Split


def _ready(state: UnitState, **update: Any) -> UnitState:
    return state.model_copy(update={"readiness": state.readiness.model_copy(update=update)})


def _line(state: UnitState, before: Line | None, **update: Any) -> UnitState:
    if before is None:
        return state
    after = before.model_copy(update=update)
    return _ready(state, lines=swapped(state.readiness.lines, before, after))


@change.register
def _listed(event: r.RunRateListed, state: UnitState, _moment: Moment) -> UnitState:
    return _ready(state, run_rate=event.components)


@change.register
def _added(event: r.PlanLineAdded, state: UnitState, _moment: Moment) -> UnitState:
    line = Line(line=event.line, author=event.author)
    return _ready(state, lines=(*state.readiness.lines, line))


@change.register
def _dropped(event: r.PlanLineDropped, state: UnitState, _moment: Moment) -> UnitState:
    return _line(state, state.readiness.line(event.line), dropped=event.reason)


@change.register
def _reported(event: r.PlanLineReported, state: UnitState, moment: Moment) -> UnitState:
    before = state.readiness.line(event.line)
    result = LineResult(period=event.period, value=event.value, by=event.reported_by, at=moment.at)
    return _line(state, before, results=(*(before.results if before else ()), result))


@change.register
def _attached(event: r.MarketingPlanAttached, state: UnitState, _moment: Moment) -> UnitState:
    return _ready(state, marketing=MarketingPlan(**dict(event)))


@change.register
def _split(event: r.TargetSplit, state: UnitState, _moment: Moment) -> UnitState:
    others = tuple(one for one in state.readiness.splits if one.target != event.target)
    return _ready(state, splits=(*others, Split(**dict(event))))
