"""Values cases: opened, helped with, overdue, decided."""

from __future__ import annotations

from domain.culture import events as e
from domain.culture.evolving.change import Moment, change, extended, having, updated
from domain.culture.state import CultureState, ValuesCase


@change.register
def _opened(event: e.ValuesCaseOpened, state: CultureState, moment: Moment) -> CultureState:
    circle = state.circle(event.unit)
    led = tuple(one for one in circle.people if one != circle.leader) if circle else ()
    case = ValuesCase(
        opened=event, led=led, opened_by=moment.by, opened_at=moment.at, steps=event.steps
    )
    return having(state, cases=(*state.cases, case))


@change.register
def _step(event: e.CaseStepRecorded, state: CultureState, _moment: Moment) -> CultureState:
    one = state.case(event.case)
    return having(state, cases=extended(state.cases, one, steps=event.step))


@change.register
def _overdue(event: e.ValuesCaseOverdue, state: CultureState, _moment: Moment) -> CultureState:
    one = state.case(event.case)
    return having(state, cases=updated(state.cases, one, overdue=True))


@change.register
def _decided(event: e.ValuesCaseDecided, state: CultureState, moment: Moment) -> CultureState:
    one = state.case(event.case)
    told = {"decided": event, "decided_by": moment.by, "decided_at": moment.at}
    return having(state, cases=updated(state.cases, one, **told))
