"""Everything that can have happened to a planning cycle as a whole."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from domain.model import Event, Value
from domain.money import Money, Percent, Rate
from domain.people import (
    Deadline,
    Document,
    FiscalPeriod,
    InFile,
    Person,
    PlanRate,
    Role,
    Roles,
    Seat,
)
from domain.policy import Policy
from domain.words import Day, Identifier, Later, Name, Title, Words

Entered = Annotated[Money | None, Field(exclude_if=lambda found: found is None)]
"""A total that came later: an older event is read and written without it."""

KnownRows = Annotated[int, Field(ge=0, exclude_if=lambda rows: rows == 0)]
"""How many rows of a file said what was recorded already; it came later too."""

Ending = Literal["closed", "cancelled", "ended_early"]


class LevelCalendar(Value):
    """The deadlines of every unit at one depth of the tree; the top unit is depth 0."""

    depth: int
    deadlines: tuple[Deadline, ...]


class CycleStarted(Event):
    """A planning cycle is being prepared; its plan rates are fixed from here."""

    cycle: Identifier
    name: Name
    starts_on: Day
    ends_on: Day
    currency: str
    zone: str
    rates: tuple[PlanRate, ...]
    targets: tuple[Identifier, ...]
    roles: Roles
    policy: Policy
    periods: tuple[FiscalPeriod, ...]
    calendar: tuple[LevelCalendar, ...]
    rehearsal: bool = False
    follows: Later = None


class FileImported(Event):
    """A file came in whole; `control_total` is what it added up to.

    `entered_total` is what whoever imported it said beforehand that it would; the two are equal.
    `known` of its rows said what was recorded already: they came to nothing.
    """

    kind: str
    source: Document
    rows: int
    control_total: Money | None = None
    entered_total: Entered = None
    known: KnownRows = 0


class UnitDefined(Event):
    """A unit of the tree with its leader, people and seats; again, when a later file says so."""

    unit: Identifier
    name: Title
    parent: Identifier | None
    leader: Identifier
    currency: str
    people: tuple[Person, ...]
    seats: tuple[Seat, ...]


class PlanGoalConfirmed(Event):
    """Finance entered the goal of the approved business plan with its document (S0-07)."""

    target: Identifier
    amount: Money
    document: Document
    confirmed_by: Identifier


class IntentStated(Event):
    """A strategic intent (S2-06, S2-07): its growth objective with a number, and for which customers."""

    intent: Identifier
    words: Words
    objective: Name
    number: Percent
    groups: tuple[Name, ...]
    stated_by: Identifier


class DeliverableDefined(Event):
    """What sales must deliver for an intent, specific enough to be checked (S2-04, S2-08)."""

    deliverable: Identifier
    intent: Identifier
    words: Words
    measure: Name
    groups: tuple[Name, ...]
    owner: Identifier


class CycleAnnounced(Event):
    """Every unit's plan opens, and everyone gets notice (S0-03)."""

    announced_by: Identifier


class CultureBegun(Event):
    """The cycle's culture opens, with everyone who is in its units."""

    begun_by: Identifier


class IncentivesBegun(Event):
    """The cycle's incentives open: what managers and executives are paid for."""

    begun_by: Identifier


class LeaderLeft(Event):
    """A unit's leader leaves; the successor acts from a date, at both of the unit's ends."""

    unit: Identifier
    leaver: Identifier
    successor: Person
    acts_from: Day


class MarketRateRecorded(Event):
    """What a currency is worth on a day; moves the currency effect and nobody's attainment."""

    currency: str
    rate: Rate
    on: Day
    source: Words
    file: InFile = None


class MarketRateRestated(Event):
    """The rate of a day was wrong: `was` is reversed and `rate` booked; both stay readable."""

    currency: str
    rate: Rate
    on: Day
    source: Words
    was: Rate
    reason: Words
    restated_by: Identifier
    file: InFile = None


class RuleChangeProposed(Event):
    """One person wants another policy or later deadlines; a second must agree."""

    change: Identifier
    policy: Policy | None
    calendar: tuple[LevelCalendar, ...]
    reason: Words
    proposed_by: Identifier


class RuleChangeAgreed(Event):
    """The second person agreed; every unit follows from here, never backwards."""

    change: Identifier
    agreed_by: Identifier


class RolesProposed(Event):
    """An administrator wants people to get or give up offices; a second person must agree."""

    change: Identifier
    grants: tuple[Role, ...]
    revokes: tuple[Role, ...]
    reason: Words
    proposed_by: Identifier


class RolesChanged(Event):
    """Offices change hands from here; `agreed_by` nobody while one administrator prepares alone."""

    change: Identifier
    grants: tuple[Role, ...]
    revokes: tuple[Role, ...]
    proposed_by: Identifier
    agreed_by: Identifier | None


class UnitPlanEnded(Event):
    """A unit's plan is closed, cancelled or ended early."""

    unit: Identifier
    ended_as: Ending


class CycleCancelled(Event):
    reason: Words


class CycleClosed(Event):
    """The year is over and every unit's plan is closed."""

    closed_by: Identifier


EVENTS: dict[str, type[Event]] = {
    kind.__name__: kind
    for kind in tuple(globals().values())
    if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
}
"""Every event type of the stream by its name on the record."""
