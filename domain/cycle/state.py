"""A planning cycle folded from its events."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import singledispatch
from typing import Literal

from domain.cycle import events as e
from domain.model import Actor, Event, Value, numbered
from domain.money import Money
from domain.money import Rate as MarketRate
from domain.people import Document, FiscalPeriod, PlanRate, Roles
from domain.policy import Policy
from domain.roles import changed
from domain.words import Identifier, Name, Words

PEOPLE = "people"
"""The kind of file that defines the units."""

Stage = Literal["preparing", "announced", "cancelled", "closed"]


class Unit(Value):
    """A unit of the tree; `defined` is the stream version that last described it."""

    draft: e.UnitDefined
    defined: int
    led_by: Identifier


class PlanGoal(Value):
    """`stated` is the stream version that last confirmed it."""

    target: Identifier
    amount: Money
    document: Document
    confirmed_by: Identifier
    stated: int


class Rate(Value):
    currency: str
    rate: MarketRate
    on: date


class RateFact(Value):
    """What a currency was worth on a day as known from `known_at` on; `was` where it is restated."""

    currency: str
    on: date
    rate: MarketRate
    known_at: datetime
    stated: int
    source: Words
    file: Document | None = None
    was: MarketRate | None = None
    reason: Words | None = None


class RuleChange(Value):
    proposed: e.RuleChangeProposed
    agreed: int | None = None
    agreed_by: Identifier | None = None


class RoleChange(Value):
    proposed: e.RolesProposed
    changed: int | None = None
    agreed_by: Identifier | None = None


class Handover(Value):
    left: e.LeaderLeft
    version: int


class Begun(Value):
    """The cycle as it was when its culture, or its incentives, began with it, at `version`."""

    version: int
    roles: Roles
    policy: Policy
    units: tuple[Unit, ...]


class CycleState(Value):
    """What holds now; `version` is the stream's."""

    version: int
    cycle: Identifier
    name: Name
    stage: Stage
    starts_on: date
    ends_on: date
    currency: str
    zone: str
    rates: tuple[PlanRate, ...]
    targets: tuple[Identifier, ...]
    roles: Roles
    policy: Policy
    periods: tuple[FiscalPeriod, ...]
    calendar: tuple[e.LevelCalendar, ...]
    rehearsal: bool
    follows: Identifier | None = None
    started_by: Identifier
    announced: int | None = None
    announced_at: datetime | None = None
    announced_policy: Policy | None = None
    announced_calendar: tuple[e.LevelCalendar, ...] = ()
    announced_roles: Roles | None = None
    units: tuple[Unit, ...] = ()
    goals: tuple[PlanGoal, ...] = ()
    market_rates: tuple[Rate, ...] = ()
    """Of each currency the one of the latest day."""
    rate_facts: tuple[RateFact, ...] = ()
    imports: tuple[e.FileImported, ...] = ()
    rule_changes: tuple[RuleChange, ...] = ()
    role_changes: tuple[RoleChange, ...] = ()
    handovers: tuple[Handover, ...] = ()
    ended: tuple[Identifier, ...] = ()
    intents: tuple[e.IntentStated, ...] = ()
    deliverables: tuple[e.DeliverableDefined, ...] = ()
    culture: Begun | None = None
    incentives: Begun | None = None
    closed: int | None = None

    def unit(self, unit: str) -> Unit | None:
        return next((one for one in self.units if one.draft.unit == unit), None)

    @property
    def top(self) -> Unit | None:
        return next((one for one in self.units if one.draft.parent is None), None)

    def depth(self, unit: Unit) -> int:
        """How far below the top unit; 0 is the top."""
        depth, above = 0, unit.draft.parent
        while above is not None and (parent := self.unit(above)) is not None:
            depth, above = depth + 1, parent.draft.parent
        return depth

    @property
    def known_rates(self) -> Mapping[tuple[str, date], MarketRate]:
        """What each currency was worth on each day that is recorded, as known now."""
        return {(one.currency, one.on): one.rate for one in self.rate_facts}

    def goal(self, target: str) -> PlanGoal | None:
        return next((one for one in self.goals if one.target == target), None)


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
