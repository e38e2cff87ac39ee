"""Who belongs to the cycle, who leads whom, and its end."""

from __future__ import annotations

from domain.culture import events as e
from domain.culture.evolving.change import Moment, change, extended, having, updated
from domain.culture.state import CultureState
from domain.roles import changed


@change.register
def _led(event: e.CircleLeaderReplaced, state: CultureState, _moment: Moment) -> CultureState:
    circle = state.circle(event.unit)
    return having(state, circles=updated(state.circles, circle, leader=event.leader))


@change.register
def _roles(event: e.CultureRolesChanged, state: CultureState, _moment: Moment) -> CultureState:
    return having(state, roles=changed(state.roles, event.grants, event.revokes))


@change.register
def _joined(event: e.CircleJoined, state: CultureState, _moment: Moment) -> CultureState:
    circle = state.circle(event.unit)
    left = tuple(one for one in state.left if one != event.person)
    return having(state, circles=extended(state.circles, circle, people=event.person), left=left)


@change.register
def _left(event: e.CircleLeft, state: CultureState, _moment: Moment) -> CultureState:
    circle = state.circle(event.unit)
    people = tuple(one for one in (circle.people if circle else ()) if one != event.person)
    left = (*state.left, event.person)
    return having(state, circles=updated(state.circles, circle, people=people), left=left)


@change.register
def _closed(_event: e.CultureClosed, state: CultureState, _moment: Moment) -> CultureState:
    return having(state, stage="closed")
