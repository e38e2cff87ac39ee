"""Who belongs to the cycle, who leads whom, and its end."""

from __future__ import annotations

from domain.culture import events as e
from domain.culture.evolving.change import Moment, change, extended, having, updated
from domain.culture.state import CultureState, Initiative
from domain.model import SYSTEM
from domain.roles import changed


@change.register
def _led(event: e.CircleLeaderReplaced, state: CultureState, _moment: Moment) -> CultureState:
    """What the one before owned and had begun goes on with the lead, where they lead nothing else."""
    circle = state.circle(event.unit)
    after = having(state, circles=updated(state.circles, circle, leader=event.leader))
    if circle is None or circle.leader in _leaders(after):
        return after
    return having(after, initiatives=_owned(after, circle.leader, event.leader))


def _leaders(state: CultureState) -> frozenset[str]:
    return frozenset((state.roles.leader_above, *(one.leader for one in state.circles)))


def _owned(state: CultureState, before: str, owner: str) -> tuple[Initiative, ...]:
    return tuple(
        one.model_copy(update={"started": one.started.model_copy(update={"owner": owner})})
        if one.is_open and one.started.owner == before
        else one
        for one in state.initiatives
    )


@change.register
def _roles(event: e.CultureRolesChanged, state: CultureState, _moment: Moment) -> CultureState:
    return having(state, roles=changed(state.roles, event.grants, event.revokes))


@change.register
def _joined(event: e.CircleJoined, state: CultureState, _moment: Moment) -> CultureState:
    circle = state.circle(event.unit)
    left = tuple(one for one in state.left if one != event.person)
    return having(state, circles=extended(state.circles, circle, people=event.person), left=left)


@change.register
def _left(event: e.CircleLeft, state: CultureState, moment: Moment) -> CultureState:
    """Whom the service says to have left a unit may have a seat in another; a person means for good."""
    circle = state.circle(event.unit)
    people = tuple(one for one in (circle.people if circle else ()) if one != event.person)
    left = state.left if moment.by == SYSTEM.person else (*state.left, event.person)
    return having(state, circles=updated(state.circles, circle, people=people), left=left)


@change.register
def _closed(_event: e.CultureClosed, state: CultureState, _moment: Moment) -> CultureState:
    return having(state, stage="closed")
