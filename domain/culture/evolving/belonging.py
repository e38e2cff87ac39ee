"""Who belongs to the cycle, who leads whom, and its end."""

from __future__ import annotations

from domain.culture import events as e
from domain.culture.evolving.change import Moment, change, having
from domain.culture.state import CultureState
from domain.culture.values import Circle
from domain.roles import changed


def _circles(state: CultureState, unit: str, **update: object) -> tuple[Circle, ...]:
    return tuple(
        one.model_copy(update=update) if one.unit == unit else one for one in state.circles
    )


@change.register
def _led(event: e.CircleLeaderReplaced, state: CultureState, _moment: Moment) -> CultureState:
    return having(state, circles=_circles(state, event.unit, leader=event.leader))


@change.register
def _roles(event: e.CultureRolesChanged, state: CultureState, _moment: Moment) -> CultureState:
    return having(state, roles=changed(state.roles, event.grants, event.revokes))


@change.register
def _joined(event: e.CircleJoined, state: CultureState, _moment: Moment) -> CultureState:
    circle = state.circle(event.unit)
    people = (*(circle.people if circle else ()), event.person)
    return having(state, circles=_circles(state, event.unit, people=people))


@change.register
def _left(event: e.CircleLeft, state: CultureState, _moment: Moment) -> CultureState:
    circle = state.circle(event.unit)
    people = tuple(one for one in (circle.people if circle else ()) if one != event.person)
    return having(state, circles=_circles(state, event.unit, people=people))


@change.register
def _closed(_event: e.CultureClosed, state: CultureState, _moment: Moment) -> CultureState:
    return having(state, stage="closed")
