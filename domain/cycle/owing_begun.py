"""What a cycle owes its culture and its incentives, once begun: opening, leaders, offices, the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from domain.culture import commands as culture
from domain.culture.values import Circle
from domain.cycle.state import Begun, CycleState, Unit
from domain.due import Owed
from domain.incentives import commands as incentives
from domain.incentives.values import Level
from domain.model import Command


@dataclass(frozen=True)
class _Commands:
    """How one of the two is told what changes in the cycle."""

    aggregate: Literal["culture", "incentives"]
    replaced: type[culture.ReplaceCircleLeader | incentives.ReplaceLevelLeader]
    roles: type[culture.ChangeCultureRoles | incentives.ChangeIncentivesRoles]
    closed: type[culture.CloseCulture | incentives.CloseIncentives]


_CULTURE = _Commands(
    "culture", culture.ReplaceCircleLeader, culture.ChangeCultureRoles, culture.CloseCulture
)
_INCENTIVES = _Commands(
    "incentives",
    incentives.ReplaceLevelLeader,
    incentives.ChangeIncentivesRoles,
    incentives.CloseIncentives,
)


def owed(state: CycleState) -> Iterator[Owed]:
    """Nothing to what nobody began."""
    if state.culture is not None:
        yield from _told(state, state.culture, _CULTURE, _culture(state, state.culture))
    if state.incentives is not None:
        yield from _told(state, state.incentives, _INCENTIVES, _incentives(state, state.incentives))


def _told(state: CycleState, begun: Begun, kinds: _Commands, opening: Command) -> Iterator[Owed]:
    for cause, command in ((begun.version, opening), *_changes(state, begun, kinds)):
        yield Owed(cause=cause, aggregate=kinds.aggregate, to=state.cycle, command=command)


def _changes(state: CycleState, begun: Begun, kinds: _Commands) -> Iterator[tuple[int, Command]]:
    for handover in state.handovers:
        if handover.version > begun.version:
            left = handover.left
            yield handover.version, kinds.replaced(unit=left.unit, leader=left.successor.id)
    for change in state.role_changes:
        if change.changed is not None and change.changed > begun.version:
            proposed = change.proposed
            yield change.changed, kinds.roles(grants=proposed.grants, revokes=proposed.revokes)
    if state.closed is not None:
        yield state.closed, kinds.closed()


def _culture(state: CycleState, begun: Begun) -> culture.OpenCulture:
    return culture.OpenCulture(
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


def _incentives(state: CycleState, begun: Begun) -> incentives.OpenIncentives:
    return incentives.OpenIncentives(
        cycle=state.cycle,
        name=state.name,
        levels=tuple(map(_level, begun.units)),
        roles=begun.roles,
        policy=begun.policy,
        zone=state.zone,
        rehearsal=state.rehearsal,
    )


def _level(unit: Unit) -> Level:
    return Level(unit=unit.draft.unit, parent=unit.draft.parent, leader=unit.led_by)
