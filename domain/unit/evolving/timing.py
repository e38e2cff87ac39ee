"""Deadlines and what was recorded at them, rules that change, duties, findings."""

from __future__ import annotations

from domain.marking import OpenDeadline
from domain.roles import changed
from domain.unit import events as e
from domain.unit.evolving.change import Moment, change, swapped
from domain.unit.plan import Finding, UnitState


def _marked(
    state: UnitState, kind: str, key: str, days: int, *, escalated: bool = False
) -> UnitState:
    before = state.deadline(kind, key)
    if before is None:
        return state
    after = before.marked(days, escalated=escalated)
    return state.model_copy(update={"deadlines": swapped(state.deadlines, before, after)})


@change.register
def _reminded(event: e.ReminderDue, state: UnitState, _moment: Moment) -> UnitState:
    return _marked(state, event.kind, event.key, event.days)


@change.register
def _missed(event: e.DeadlineMissed, state: UnitState, _moment: Moment) -> UnitState:
    return _marked(state, event.kind, event.key, 0)


@change.register
def _escalated(event: e.Escalated, state: UnitState, _moment: Moment) -> UnitState:
    return _marked(state, event.kind, event.key, event.days, escalated=True)


@change.register
def _no_part(event: e.TookNoPart, state: UnitState, _moment: Moment) -> UnitState:
    return state.model_copy(
        update={"no_part": tuple(dict.fromkeys((*state.no_part, *event.people)))}
    )


def _moved(state: UnitState, kind: str, key: str, moved: OpenDeadline) -> UnitState:
    others = tuple(one for one in state.deadlines if (one.kind, one.key) != (kind, key))
    return state.model_copy(update={"deadlines": (*others, moved)})


@change.register
def _extended(event: e.DeadlineExtended, state: UnitState, moment: Moment) -> UnitState:
    moved = OpenDeadline(kind=event.kind, key=event.key, due_at=event.due_at, opened_at=moment.at)
    before = state.deadline(event.kind, event.key)
    after = _moved(state, event.kind, event.key, moved)
    if event.kind != "pushback" or before is None:
        return after
    windows = tuple(
        one.model_copy(update={"closes_at": event.due_at})
        if one.closes_at == before.due_at
        else one
        for one in state.windows
    )
    return after.model_copy(update={"windows": windows})


@change.register
def _rules(event: e.RulesChanged, state: UnitState, moment: Moment) -> UnitState:
    after = state.model_copy(update={"policy": event.policy or state.policy})
    for one in event.deadlines:
        if one.kind == "pushback":
            after = after.model_copy(update={"pushback_due_at": one.due_at})
        elif state.deadline(one.kind, one.key) is not None:
            moved = OpenDeadline(kind=one.kind, key=one.key, due_at=one.due_at, opened_at=moment.at)
            after = _moved(after, one.kind, one.key, moved)
    return after


@change.register
def _roles(event: e.UnitRolesChanged, state: UnitState, moment: Moment) -> UnitState:
    roles = changed(state.roles, event.grants, event.revokes)
    return state.model_copy(update={"roles": roles, "roles_since": moment.version})


@change.register
def _delegated(event: e.DutyDelegated, state: UnitState, _moment: Moment) -> UnitState:
    return state.model_copy(update={"delegations": (*state.delegations, event)})


@change.register
def _finding(event: e.FindingRaised, state: UnitState, moment: Moment) -> UnitState:
    finding = Finding(
        practice=event.practice,
        words=event.words,
        subject=event.subject,
        at=moment.at,
        stated=moment.version,
        waived=event.waived,
    )
    return state.model_copy(update={"findings": (*state.findings, finding)})
