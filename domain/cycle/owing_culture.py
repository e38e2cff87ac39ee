"""What a cycle owes its culture, once that was begun: its opening, leaders, offices, and the end."""

from __future__ import annotations

from collections.abc import Iterator

from domain.culture import commands as c
from domain.culture.values import Circle
from domain.cycle.state import Culture, CycleState, Unit
from domain.due import Owed
from domain.model import Command


def owed(state: CycleState) -> Iterator[Owed]:
    """Nothing in a cycle whose culture nobody began."""
    begun = state.culture
    if begun is None:
        return
    yield _owed(state, begun.version, _opening(state, begun))
    for handover in state.handovers:
        if handover.version > begun.version:
            left = handover.left
            replaced = c.ReplaceCircleLeader(unit=left.unit, leader=left.successor.id)
            yield _owed(state, handover.version, replaced)
    for change in state.role_changes:
        if change.changed is not None and change.changed > begun.version:
            proposed = change.proposed
            roles = c.ChangeCultureRoles(grants=proposed.grants, revokes=proposed.revokes)
            yield _owed(state, change.changed, roles)
    if state.closed is not None:
        yield _owed(state, state.closed, c.CloseCulture())


def _owed(state: CycleState, cause: int, command: Command) -> Owed:
    return Owed(cause=cause, aggregate="culture", to=state.cycle, command=command)


def _opening(state: CycleState, begun: Culture) -> c.OpenCulture:
    return c.OpenCulture(
        cycle=state.cycle,
        name=state.name,
        circles=tuple(map(_circle, begun.units)),
        roles=begun.roles,
        policy=begun.policy,
        starts_on=state.starts_on,
        ends_on=state.ends_on,
        zone=state.zone,
        rehearsal=state.rehearsal,
    )


def _circle(unit: Unit) -> Circle:
    return Circle(
        unit=unit.draft.unit,
        parent=unit.draft.parent,
        leader=unit.led_by,
        people=tuple(one.id for one in unit.draft.people),
    )
