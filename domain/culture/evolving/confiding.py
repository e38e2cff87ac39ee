"""Values cases: opened, helped with, overdue, decided."""

from __future__ import annotations

from domain.culture import events as e
from domain.culture.evolving.change import Moment, change, having
from domain.culture.state import CultureState, ValuesCase


def _with(state: CultureState, case: str, **update: object) -> CultureState:
    cases = tuple(
        one.model_copy(update=update) if one.opened.case == case else one for one in state.cases
    )
    return having(state, cases=cases)


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
    case = state.case(event.case)
    return _with(state, event.case, steps=(*(case.steps if case else ()), event.step))


@change.register
def _overdue(event: e.ValuesCaseOverdue, state: CultureState, _moment: Moment) -> CultureState:
    return _with(state, event.case, overdue=True)


@change.register
def _decided(event: e.ValuesCaseDecided, state: CultureState, moment: Moment) -> CultureState:
    return _with(state, event.case, decided=event, decided_by=moment.by, decided_at=moment.at)
