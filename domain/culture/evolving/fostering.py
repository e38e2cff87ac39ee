"""Initiatives for the culture: started, carried out in stages, reviewed, carried over or dropped."""

from __future__ import annotations

from domain.culture import events as e
from domain.culture.evolving.change import Moment, change, extended, having, updated
from domain.culture.state import CultureState, Initiative


@change.register
def _started(event: e.InitiativeStarted, state: CultureState, _moment: Moment) -> CultureState:
    return having(state, initiatives=(*state.initiatives, Initiative(started=event)))


@change.register
def _done(event: e.InitiativeStageCompleted, state: CultureState, _moment: Moment) -> CultureState:
    one = state.initiative(event.initiative)
    return having(state, initiatives=extended(state.initiatives, one, done=event.stage))


@change.register
def _reviewed(event: e.InitiativeReviewed, state: CultureState, moment: Moment) -> CultureState:
    one = state.initiative(event.initiative)
    looked = extended(state.initiatives, one, reviews=event, looked_at=moment.at)
    state = having(state, initiatives=looked)
    one = state.initiative(event.initiative)
    return having(state, initiatives=updated(state.initiatives, one, missed=0, told=None))


@change.register
def _missed(event: e.InitiativeReviewMissed, state: CultureState, moment: Moment) -> CultureState:
    one = state.initiative(event.initiative)
    state = having(state, initiatives=extended(state.initiatives, one, looked_at=moment.at))
    one = state.initiative(event.initiative)
    missed = one.missed + 1 if one else 0
    updates = {"missed": missed, "told": event.to}
    return having(state, initiatives=updated(state.initiatives, one, **updates))


@change.register
def _over(event: e.InitiativeCarriedOver, state: CultureState, _moment: Moment) -> CultureState:
    one = state.initiative(event.initiative)
    return having(state, initiatives=updated(state.initiatives, one, ended="carried_over"))


@change.register
def _dropped(event: e.InitiativeDropped, state: CultureState, _moment: Moment) -> CultureState:
    one = state.initiative(event.initiative)
    dropped = updated(state.initiatives, one, ended="dropped", reason=event.reason)
    return having(state, initiatives=dropped)
