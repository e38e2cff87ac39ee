"""What holds of a planning cycle: its units, goals, rates, rules and offices."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

from domain.cycle import events as e
from domain.model import Value
from domain.money import Money
from domain.money import Rate as MarketRate
from domain.people import Document, FiscalPeriod, PlanRate, Roles
from domain.policy import Policy
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
