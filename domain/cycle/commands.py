"""Everything that somebody can ask of a planning cycle as a whole."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from domain.cycle.events import Ending, Entered, KnownRows, LevelCalendar
from domain.model import Command, Value
from domain.money import Money, Percent, Rate
from domain.people import Document, FiscalPeriod, Person, PlanRate, Role, Roles, Seat
from domain.policy import Policy
from domain.words import Day, Identifier, Later, Name, Title, Words


class StartCycle(Command):
    """Prepares a cycle; nothing reaches anyone before it is announced.

    It `follows` the cycle whose closed years its units look back on.
    """

    cycle: Identifier
    name: Name
    starts_on: Day
    ends_on: Day
    currency: str
    zone: str
    roles: Roles
    periods: tuple[FiscalPeriod, ...]
    calendar: tuple[LevelCalendar, ...]
    rates: tuple[PlanRate, ...] = ()
    targets: tuple[Identifier, ...] = ("revenue",)
    policy: Policy = Policy()
    rehearsal: bool = False
    follows: Later = None


class UnitDraft(Value):
    """A unit as a file or a page describes it."""

    unit: Identifier
    name: Title
    parent: Identifier | None
    leader: Identifier
    currency: str
    people: tuple[Person, ...]
    seats: tuple[Seat, ...]


class ImportOrganisation(Command):
    """People, reporting lines, seats and last year's numbers, from one checked file."""

    source: Document
    rows: int
    units: tuple[UnitDraft, ...]
    control_total: Money | None = None
    entered_total: Entered = None


class RecordImport(Command):
    """A file that went elsewhere (actuals, to units) leaves its hash here.

    `known` of its rows said what was recorded already; `control_total` is what the others came to.
    """

    kind: Identifier
    source: Document
    rows: int
    control_total: Money | None = None
    entered_total: Entered = None
    known: KnownRows = 0


class ConfirmPlanGoal(Command):
    """By a sponsor, with the document; again, when the board changes it."""

    amount: Money
    document: Document
    target: Identifier = "revenue"


class StateIntent(Command):
    """`number` is the growth objective's, in its own measure."""

    intent: Identifier
    words: Words
    objective: Name
    number: Percent
    groups: Annotated[tuple[Name, ...], Field(min_length=1)]


class DefineDeliverable(Command):
    """Without customer groups of its own it is for those of its intent."""

    deliverable: Identifier
    intent: Identifier
    words: Words
    measure: Name
    groups: tuple[Name, ...] = ()
    owner: Identifier


class BeginCulture(Command):
    """From here the cycle has values, expectations and what belongs to them."""


class BeginIncentives(Command):
    """From here it is recorded what managers and executives are paid for."""


class AnnounceCycle(Command):
    pass


class ReplaceUnitLeader(Command):
    unit: Identifier
    successor: Person
    acts_from: Day


class RecordMarketRate(Command):
    currency: str
    rate: Rate
    on: Day
    source: Words


class RestateMarketRate(Command):
    """The rate of a day was wrong: it is reversed, and this one booked in its place."""

    currency: str
    rate: Rate
    on: Day
    source: Words
    reason: Words


class DatedRate(Value):
    """What one unit of a currency is worth in the cycle's on a day, and where that is from."""

    currency: str
    rate: Rate
    on: Day
    source: Words


class ImportMarketRates(Command):
    """From one checked file; `restates` is why rates of days that are recorded are other now.

    `known` more rows of it said what was recorded already.
    """

    source: Document
    rates: Annotated[tuple[DatedRate, ...], Field(min_length=1)]
    restates: Words | None = None
    known: KnownRows = 0


class ProposeRuleChange(Command):
    change: Identifier
    reason: Words
    policy: Policy | None = None
    calendar: tuple[LevelCalendar, ...] = ()


class AgreeToRuleChange(Command):
    change: Identifier


class ProposeRoles(Command):
    """By an administrator; granting `leader_above` replaces whoever stands above the top unit."""

    change: Identifier
    reason: Words
    grants: tuple[Role, ...] = ()
    revokes: tuple[Role, ...] = ()


class AgreeToRoles(Command):
    change: Identifier


class CancelCycle(Command):
    reason: Words


class EndUnitPlan(Command):
    """By a unit's workflow: its plan is closed, cancelled or ended early."""

    unit: Identifier
    ended_as: Ending


class CloseCycle(Command):
    pass


COMMANDS: dict[str, type[Command]] = {
    kind.__name__: kind
    for kind in tuple(globals().values())
    if isinstance(kind, type) and issubclass(kind, Command) and kind is not Command
}
"""Every command by its name on the wire."""
