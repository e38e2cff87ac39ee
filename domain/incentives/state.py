"""A cycle's incentives as they stand: what folding their events gives, and what can be read off it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from functools import singledispatch
from typing import Literal, Protocol

from domain.incentives import events as e
from domain.incentives import values as v
from domain.incentives.metrics import UNSHARED, Metric
from domain.model import Actor, Event, Value
from domain.people import Document, Roles
from domain.policy import Policy
from domain.roles import changed
from domain.words import Identifier, Instant, Name, Sentence


class Held(Value):
    """One person's components as imported last; `edition` counts the imports."""

    plan: v.PersonIncentives
    source: Document
    edition: int
    at: Instant


class Finding(Value):
    practice: str
    words: Sentence
    subject: Identifier | None
    at: Instant


class IncentivesState(Value):
    """Everything that holds now; `version` is the stream's."""

    version: int
    cycle: Identifier
    name: Name
    levels: tuple[v.Level, ...]
    roles: Roles
    policy: Policy
    zone: str
    rehearsal: bool
    stage: Literal["open", "closed"] = "open"
    held: tuple[Held, ...] = ()
    caps: tuple[v.Cap, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def over(self) -> bool:
        return self.stage == "closed"

    @property
    def top(self) -> v.Level:
        return next(one for one in self.levels if one.parent is None)

    @property
    def executives(self) -> tuple[Identifier, ...]:
        """Who answers for the company: above the top unit, in its offices, and who leads it."""
        roles = self.roles
        every = (roles.leader_above, *roles.approvers, *roles.executives, *roles.sponsors)
        return tuple(dict.fromkeys((*every, self.top.leader)))

    @property
    def people(self) -> tuple[Identifier, ...]:
        """Executives, and everyone who leads a unit, from the top down."""
        return tuple(dict.fromkeys((*self.executives, *(one.leader for one in self.levels))))

    def level(self, unit: str) -> v.Level | None:
        return next((one for one in self.levels if one.unit == unit), None)

    @property
    def led(self) -> Mapping[str, tuple[v.Level, ...]]:
        """The units that each leads, the highest first."""
        found: dict[str, tuple[v.Level, ...]] = {}
        for one in sorted(self.levels, key=self._depth):
            found[one.leader] = (*found.get(one.leader, ()), one)
        return found

    def _depth(self, level: v.Level) -> int:
        """How many units are above; a file of people may name a unit before the one above it."""
        parents = {one.unit: one.parent for one in self.levels}
        depth, above = 0, level.parent
        while above is not None:
            depth, above = depth + 1, parents[above]
        return depth

    @property
    def superiors(self) -> Mapping[str, Identifier | None]:
        """Whose incentives each one's are held against: who leads above them, up to the CEO."""
        ceo, led = self.roles.leader_above, self.led
        leaders = {one.unit: one.leader for one in self.levels}
        found: dict[str, Identifier | None] = {}
        for person in self.people:
            parent = led[person][0].parent if person in led else None
            found[person] = None if person == ceo else leaders[parent] if parent else ceo
        return found

    @property
    def components(self) -> Mapping[str, tuple[v.IncentiveComponent, ...]]:
        """What each of whom it is known is paid for."""
        return {one.plan.person: one.plan.components for one in self.held}

    @property
    def measured(self) -> Mapping[str, frozenset[str]]:
        """What each is paid for, enough to count: metrics, and goals by unit and id."""
        least, known = self.policy.of_incentives.least_weight, self.components
        return {person: measures(known.get(person, ()), least) for person in self.people}

    def of(self, person: str) -> Held | None:
        return next((one for one in self.held if one.plan.person == person), None)

    def cap(self, cap: str) -> v.Cap | None:
        return next((one for one in self.caps if one.cap == cap), None)


class Weighed(Protocol):
    """A component of anybody's: what it measures, and what that carries."""

    @property
    def metric(self) -> Metric: ...

    @property
    def weight(self) -> Decimal: ...


def weights(components: Iterable[Weighed]) -> Mapping[Metric, Decimal]:
    found: dict[Metric, Decimal] = {}
    for one in components:
        found[one.metric] = found.get(one.metric, Decimal(0)) + one.weight
    return found


def measures(components: Iterable[v.IncentiveComponent], least: Decimal) -> frozenset[str]:
    """Metrics that carry `least` percent or more, and goals; "other" is shared with nobody."""
    every = tuple(components)
    heavy = (metric for metric, weight in weights(every).items() if weight >= least)
    goals = (f"{goal.unit}/{goal.goal}" for one in every for goal in one.goals)
    return frozenset((*heavy, *goals)) - UNSHARED


def evolve(
    state: IncentivesState | None, event: Event, *, at: datetime, by: Actor, version: int
) -> IncentivesState:
    """The state after one recorded event; raises ValueError for a stream that begins elsewhere."""
    del by  # nothing here is anybody's own
    if isinstance(event, e.IncentivesOpened):
        return IncentivesState(**dict(event), version=version)
    if state is None:
        raise ValueError(f"a cycle's incentives begin with IncentivesOpened, not {event.type}")
    return state.model_copy(update={**change(event, state, at), "version": version})


@singledispatch
def change(event: Event, _state: IncentivesState, _at: datetime) -> Mapping[str, object]:
    """The fields that an event changes; every event of the stream registers here."""
    raise ValueError(f"a cycle's incentives hold no {event.type}")


@change.register
def _led(
    event: e.LevelLeaderReplaced, state: IncentivesState, _at: datetime
) -> Mapping[str, object]:
    levels = (
        one.model_copy(update={"leader": event.leader}) if one.unit == event.unit else one
        for one in state.levels
    )
    return {"levels": tuple(levels)}


@change.register
def _roles(
    event: e.IncentivesRolesChanged, state: IncentivesState, _at: datetime
) -> Mapping[str, object]:
    return {"roles": changed(state.roles, event.grants, event.revokes)}


@change.register
def _imported(
    event: e.IncentivesImported, state: IncentivesState, at: datetime
) -> Mapping[str, object]:
    held = {one.plan.person: one for one in state.held}
    for plan in event.plans:
        before = held.get(plan.person)
        edition = before.edition + 1 if before else 1
        held[plan.person] = Held(plan=plan, source=event.source, edition=edition, at=at)
    return {"held": tuple(held.values())}


@change.register
def _found(
    event: e.IncentiveFindingRaised, state: IncentivesState, at: datetime
) -> Mapping[str, object]:
    return {"findings": (*state.findings, Finding(**dict(event), at=at))}


@change.register
def _capped(event: e.CapStated, state: IncentivesState, _at: datetime) -> Mapping[str, object]:
    return {"caps": (*state.caps, event.cap)}


@change.register
def _lifted(event: e.CapLifted, state: IncentivesState, _at: datetime) -> Mapping[str, object]:
    return {"caps": tuple(one for one in state.caps if one.cap != event.cap)}


@change.register
def _closed(
    _event: e.IncentivesClosed, _state: IncentivesState, _at: datetime
) -> Mapping[str, object]:
    return {"stage": "closed"}
