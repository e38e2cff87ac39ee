"""Initiatives for the culture: started, carried out in stages, reviewed, carried over or dropped."""

from __future__ import annotations

from domain.culture import events as e
from domain.culture.evolving.change import Moment, change, having
from domain.culture.state import CultureState, Initiative


def _with(state: CultureState, initiative: str, **update: object) -> CultureState:
    initiatives = tuple(
        one.model_copy(update=update) if one.started.initiative == initiative else one
        for one in state.initiatives
    )
    return having(state, initiatives=initiatives)


@change.register
def _started(event: e.InitiativeStarted, state: CultureState, _moment: Moment) -> CultureState:
    return having(state, initiatives=(*state.initiatives, Initiative(started=event)))


@change.register
def _done(event: e.InitiativeStageCompleted, state: CultureState, _moment: Moment) -> CultureState:
    one = state.initiative(event.initiative)
    return _with(state, event.initiative, done=(*(one.done if one else ()), event.stage))


@change.register
def _reviewed(event: e.InitiativeReviewed, state: CultureState, _moment: Moment) -> CultureState:
    one = state.initiative(event.initiative)
    return _with(state, event.initiative, reviews=(*(one.reviews if one else ()), event))


@change.register
def _over(event: e.InitiativeCarriedOver, state: CultureState, _moment: Moment) -> CultureState:
    return _with(state, event.initiative, ended="carried_over")


@change.register
def _dropped(event: e.InitiativeDropped, state: CultureState, _moment: Moment) -> CultureState:
    return _with(state, event.initiative, ended="dropped", reason=event.reason)
