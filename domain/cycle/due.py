"""What a planning cycle owes its units: their opening, the plan goal, leaders, rules and roles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from domain.cycle import owing_begun
from domain.cycle.state import CycleState, Handover, RoleChange, Unit
from domain.due import Due, Owed
from domain.people import Deadline, Role, Roles
from domain.unit import commands as u


def due(state: CycleState) -> Due:
    """Everything owed; a cycle waits for no instants, its units do."""
    if state.announced is None:
        return Due(ended=state.stage == "cancelled")
    top = state.top
    goals = () if top is None else _goals(state, top)
    return Due(
        commands=(
            *(_opening(state, unit) for unit in state.units),
            *goals,
            *(owed for handover in state.handovers for owed in _handover(state, handover)),
            *_rules(state),
            *_role_changes(state),
            *owing_begun.owed(state),
        ),
        ended=state.stage == "closed",
    )


def _deadlines(state: CycleState, depth: int) -> tuple[Deadline, ...]:
    """The announced calendar of the unit's depth, else of the deepest that is given."""
    levels = sorted(state.announced_calendar, key=lambda level: level.depth)
    return next(
        (level.deadlines for level in reversed(levels) if level.depth <= depth),
        levels[0].deadlines,
    )


def _roles(state: CycleState, unit: Unit) -> Roles:
    """Below the top the leader above accepts, and no executive; every other office stays."""
    parent = state.unit(unit.draft.parent) if unit.draft.parent else None
    roles = state.announced_roles or state.roles
    if parent is None:
        return roles
    above = parent.draft.leader
    return roles.model_copy(update={"leader_above": above, "executives": ()})


def _opening(state: CycleState, unit: Unit) -> Owed:
    draft = unit.draft
    command = u.OpenUnitPlan(
        cycle=state.cycle,
        unit=draft.unit,
        name=draft.name,
        parent=draft.parent,
        leader=draft.leader,
        currency=draft.currency,
        people=draft.people,
        seats=draft.seats,
        rates=state.rates,
        roles=_roles(state, unit),
        policy=state.announced_policy or state.policy,
        deadlines=_deadlines(state, state.depth(unit)),
        periods=state.periods,
        zone=state.zone,
        rehearsal=state.rehearsal,
    )
    return Owed(cause=unit.defined, aggregate="unit", to=draft.unit, command=command)


def _goals(state: CycleState, top: Unit) -> tuple[Owed, ...]:
    return tuple(
        Owed(
            cause=goal.stated,
            aggregate="unit",
            to=top.draft.unit,
            command=u.SetGoal(
                target=goal.target,
                amount=goal.amount,
                standing="confirmed",
                confirmed_by=goal.confirmed_by,
                document=goal.document,
            ),
        )
        for goal in state.goals
    )


def _handover(state: CycleState, handover: Handover) -> Iterator[Owed]:
    """What the unit itself, the units below it and the one above it are told of its new leader."""
    left = handover.left
    lead = u.ReplaceLeader(successor=left.successor, acts_from=left.acts_from)
    yield Owed(cause=handover.version, aggregate="unit", to=left.unit, command=lead)
    above = u.ReplaceLeaderAbove(successor=left.successor.id)
    for one in state.units:
        if one.draft.parent == left.unit:
            yield Owed(cause=handover.version, aggregate="unit", to=one.draft.unit, command=above)
    yield from _seats_handed_over(state, handover)


def _seats_handed_over(state: CycleState, handover: Handover) -> Iterator[Owed]:
    """The seats that the leader of a unit holds in the unit above."""
    left = handover.left
    unit = state.unit(left.unit)
    parent = state.unit(unit.draft.parent) if unit is not None and unit.draft.parent else None
    if parent is None:
        return
    for seat in parent.draft.seats:
        if seat.leads == left.unit:
            yield Owed(
                cause=handover.version,
                aggregate="unit",
                to=parent.draft.unit,
                key=seat.id,
                command=u.HandOverSeat(
                    seat=seat.id,
                    successor=left.successor,
                    left_on=left.acts_from - timedelta(days=1),
                ),
            )


def _rules(state: CycleState) -> tuple[Owed, ...]:
    return tuple(
        Owed(
            cause=change.agreed,
            aggregate="unit",
            to=unit.draft.unit,
            key=unit.draft.unit,
            command=u.ChangeRules(
                policy=change.proposed.policy,
                deadlines=next(
                    (
                        level.deadlines
                        for level in change.proposed.calendar
                        if level.depth == state.depth(unit)
                    ),
                    (),
                ),
                decided_by=(change.proposed.proposed_by, change.agreed_by),
            ),
        )
        for change in state.rule_changes
        if change.agreed is not None and change.agreed_by is not None
        if change.agreed > (state.announced or 0)
        for unit in state.units
    )


TOP_ONLY = ("leader_above", "executive")
"""Below the top the leader above is who leads the unit above, and no executive accepts."""


def _role_changes(state: CycleState) -> tuple[Owed, ...]:
    return tuple(
        Owed(
            cause=change.changed,
            aggregate="unit",
            to=unit.draft.unit,
            key=unit.draft.unit,
            command=command,
        )
        for change in state.role_changes
        if change.changed is not None and change.changed > (state.announced or 0)
        for unit in state.units
        if (command := _change_roles(change, unit)) is not None
    )


def _change_roles(change: RoleChange, unit: Unit) -> u.ChangeRoles | None:
    """What of a change concerns a unit, if anything does."""
    proposed, top = change.proposed, unit.draft.parent is None
    decided_by = (proposed.proposed_by, *((change.agreed_by,) if change.agreed_by else ()))
    command = u.ChangeRoles(
        grants=_concerned(proposed.grants, top),
        revokes=_concerned(proposed.revokes, top),
        decided_by=decided_by,
    )
    return command if command.grants or command.revokes else None


def _concerned(roles: tuple[Role, ...], top: bool) -> tuple[Role, ...]:
    return tuple(one for one in roles if top or one.office not in TOP_ONLY)
