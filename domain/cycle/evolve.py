"""Folding the events of a planning cycle."""

from __future__ import annotations

from datetime import datetime
from functools import singledispatch

from domain.cycle import events as e
from domain.cycle.state import (
    PEOPLE,
    Begun,
    CycleState,
    Handover,
    PlanGoal,
    Rate,
    RateFact,
    RoleChange,
    RuleChange,
    Unit,
)
from domain.model import Actor, Event, numbered
from domain.roles import changed


def evolve(
    state: CycleState | None, event: Event, *, at: datetime, by: Actor, version: int
) -> CycleState:
    """The state after one recorded event; raises ValueError for a stream that begins elsewhere."""
    if isinstance(event, e.CycleStarted):
        return CycleState(
            **event.model_dump(), version=version, stage="preparing", started_by=by.person
        )
    if state is None:
        raise ValueError(f"a cycle's stream begins with CycleStarted, not {event.type}")
    return numbered(_after(event, state, at, version), state, version)


@singledispatch
def _after(event: Event, _state: CycleState, _at: datetime, _version: int) -> CycleState:
    raise ValueError(f"a cycle's stream holds no {event.type}")


@_after.register
def _defined(event: e.UnitDefined, state: CycleState, _at: datetime, version: int) -> CycleState:
    unit = Unit(draft=event, defined=version, led_by=event.leader)
    others = tuple(one for one in state.units if one.draft.unit != event.unit)
    return state.model_copy(update={"units": (*others, unit)})


@_after.register
def _imported(event: e.FileImported, state: CycleState, _at: datetime, _v: int) -> CycleState:
    # A file of people describes the whole tree; its units follow in the same decision.
    units = () if event.kind == PEOPLE else state.units
    return state.model_copy(update={"imports": (*state.imports, event), "units": units})


@_after.register
def _goal(event: e.PlanGoalConfirmed, state: CycleState, _at: datetime, version: int) -> CycleState:
    goal = PlanGoal(**dict(event), stated=version)
    others = tuple(one for one in state.goals if one.target != event.target)
    return state.model_copy(update={"goals": (*others, goal)})


@_after.register
def _announced(
    _event: e.CycleAnnounced, state: CycleState, at: datetime, version: int
) -> CycleState:
    return state.model_copy(
        update={
            "stage": "announced",
            "announced": version,
            "announced_at": at,
            "announced_policy": state.policy,
            "announced_calendar": state.calendar,
            "announced_roles": state.roles,
        }
    )


@_after.register
def _handed_over(event: e.LeaderLeft, state: CycleState, _at: datetime, version: int) -> CycleState:
    units = tuple(
        one.model_copy(update={"led_by": event.successor.id})
        if one.draft.unit == event.unit
        else one
        for one in state.units
    )
    handovers = (*state.handovers, Handover(left=event, version=version))
    return state.model_copy(update={"units": units, "handovers": handovers})


@_after.register
def _rate(event: e.MarketRateRecorded, state: CycleState, at: datetime, version: int) -> CycleState:
    return _with_rate(state, RateFact(**dict(event), known_at=at, stated=version))


@_after.register
def _rate_restated(
    event: e.MarketRateRestated, state: CycleState, at: datetime, version: int
) -> CycleState:
    said = {name: value for name, value in event if name != "restated_by"}
    return _with_rate(state, RateFact(**said, known_at=at, stated=version))


def _with_rate(state: CycleState, fact: RateFact) -> CycleState:
    latest = next((one for one in state.market_rates if one.currency == fact.currency), None)
    update: dict[str, object] = {"rate_facts": (*state.rate_facts, fact)}
    if latest is None or fact.on >= latest.on:
        others = tuple(one for one in state.market_rates if one.currency != fact.currency)
        rate = Rate(currency=fact.currency, rate=fact.rate, on=fact.on)
        update["market_rates"] = (*others, rate)
    return state.model_copy(update=update)


@_after.register
def _change_proposed(
    event: e.RuleChangeProposed, state: CycleState, _at: datetime, _v: int
) -> CycleState:
    change = RuleChange(proposed=event)
    return state.model_copy(update={"rule_changes": (*state.rule_changes, change)})


@_after.register
def _rules_changed(
    event: e.RuleChangeAgreed, state: CycleState, _at: datetime, version: int
) -> CycleState:
    agreed = {"agreed": version, "agreed_by": event.agreed_by}
    changes = tuple(
        one.model_copy(update=agreed) if one.proposed.change == event.change else one
        for one in state.rule_changes
    )
    change = next(one.proposed for one in changes if one.proposed.change == event.change)
    calendar = {one.depth: one for one in (*state.calendar, *change.calendar)}
    return state.model_copy(
        update={
            "rule_changes": changes,
            "policy": change.policy or state.policy,
            "calendar": tuple(calendar[depth] for depth in sorted(calendar)),
        }
    )


@_after.register
def _roles_proposed(
    event: e.RolesProposed, state: CycleState, _at: datetime, _v: int
) -> CycleState:
    change = RoleChange(proposed=event)
    return state.model_copy(update={"role_changes": (*state.role_changes, change)})


@_after.register
def _roles_changed(
    event: e.RolesChanged, state: CycleState, _at: datetime, version: int
) -> CycleState:
    agreed = {"changed": version, "agreed_by": event.agreed_by}
    changes = tuple(
        one.model_copy(update=agreed) if one.proposed.change == event.change else one
        for one in state.role_changes
    )
    roles = changed(state.roles, event.grants, event.revokes)
    return state.model_copy(update={"role_changes": changes, "roles": roles})


@_after.register
def _intended(event: e.IntentStated, state: CycleState, _at: datetime, _v: int) -> CycleState:
    return state.model_copy(update={"intents": (*state.intents, event)})


@_after.register
def _deliverable(
    event: e.DeliverableDefined, state: CycleState, _at: datetime, _v: int
) -> CycleState:
    return state.model_copy(update={"deliverables": (*state.deliverables, event)})


@_after.register
def _culture(_event: e.CultureBegun, state: CycleState, _at: datetime, version: int) -> CycleState:
    return state.model_copy(update={"culture": _begun(state, version)})


@_after.register
def _incentives(
    _event: e.IncentivesBegun, state: CycleState, _at: datetime, version: int
) -> CycleState:
    return state.model_copy(update={"incentives": _begun(state, version)})


def _begun(state: CycleState, version: int) -> Begun:
    return Begun(version=version, roles=state.roles, policy=state.policy, units=state.units)


@_after.register
def _unit_ended(event: e.UnitPlanEnded, state: CycleState, _at: datetime, _v: int) -> CycleState:
    return state.model_copy(update={"ended": (*state.ended, event.unit)})


@_after.register
def _cancelled(_event: e.CycleCancelled, state: CycleState, _at: datetime, _v: int) -> CycleState:
    return state.model_copy(update={"stage": "cancelled"})


@_after.register
def _closed(_event: e.CycleClosed, state: CycleState, _at: datetime, version: int) -> CycleState:
    return state.model_copy(update={"stage": "closed", "closed": version})
