"""A unit's plan as it stands: what folding its events gives, and what can be read off it.

Tuples, never mappings, wherever order could matter: the state travels as JSON with sorted keys.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from domain.marking import OpenDeadline
from domain.model import Value
from domain.money import EXACT, Money, Percent, percent
from domain.people import (
    Document,
    FiscalPeriod,
    Person,
    PlanRate,
    Roles,
    Seat,
)
from domain.policy import Policy
from domain.signature import Graded, Hashed
from domain.unit import events as e
from domain.unit import values as v
from domain.unit.buying_in.values import BuyIn
from domain.unit.lookback.values import LookBack, YearBefore
from domain.unit.readiness.values import Readiness
from domain.unit.reviewing.values import Agreed, Record, Reported, Settled
from domain.words import Identifier, Instant, Name, Title, Words

Stage = Literal[
    "drafted", "proposed", "in_pushback", "revised", "final", "accepted", "signing", "settled",
    "closed", "cancelled", "ended_early",
]  # fmt: skip
"""Where the version that is being agreed stands; `settled` when there is none open."""

HELD = "held."
"""What the id of a leader's own line begins with: a part of a target that nobody carries yet."""

OVER: frozenset[str] = frozenset({"closed", "cancelled", "ended_early"})


class Goal(Value):
    target: Identifier
    amount: Money
    standing: v.GoalStanding
    confirmed_by: Identifier | None
    stated: int


class Version(Value):
    """A proposal's version; factors, resources and hash are fixed when it is final."""

    number: int
    targets: tuple[v.TargetLine, ...]
    portions: tuple[v.Portion, ...]
    outlook: tuple[v.SeatOutlook, ...]
    by: Identifier
    written_by: Identifier
    at: Instant
    stated: int
    provisional: bool = False
    changes: tuple[v.Change, ...] = ()
    reason: Words | None = None
    content_hash: str | None = None
    factors: tuple[v.Factor, ...] = ()
    resources: tuple[v.ResourceLine, ...] = ()
    owners: tuple[v.SeatOwner, ...] = ()

    def portion(self, seat: str) -> v.Portion | None:
        return next((one for one in self.portions if one.seat == seat), None)

    def target(self, target: str) -> v.TargetLine | None:
        return next((one for one in self.targets if one.target == target), None)


class Item(Value):
    """A pushback item; `captured` until the person in whose name it was written confirms."""

    id: Identifier
    version: int
    person: Identifier
    kind: v.ItemKind
    words: Words
    seat: Identifier | None
    counter: Money | None
    substantiated: bool
    raised_at: Instant
    stage: Literal["captured", "open", "withdrawn", "answered"]
    evidence: Words | None = None
    scribe: Identifier | None = None
    outcome: v.Outcome | None = None
    reason: Words | None = None
    answered_by: Identifier | None = None
    answered_at: Instant | None = None
    contested: Words | None = None
    view: Words | None = None
    replies: tuple[e.PushbackReplied, ...] = ()


class Request(Value):
    asked: e.ResourceRequested
    decided: e.ResourceRequestDecided | None = None


class Answer(Value):
    """A person's response to a version: understood, no concerns, accepted or objected."""

    kind: Literal["understood", "no_concerns", "accepted", "objected"]
    version: int
    person: Identifier
    words: Words | None = None


class Signature(Value):
    person: Identifier
    role: v.SignerRole
    version: int
    content_hash: str
    at: Instant
    dissent: Words | None
    standing: Literal["valid", "taken_back", "void"] = "valid"
    grade: Graded = None
    manifest_sha256: Hashed = None


class Decline(Value):
    person: Identifier
    version: int
    words: Words
    at: Instant


class InForce(Value):
    """A version whose quotas run; not jointly owned while anyone is missing."""

    version: int
    content_hash: str
    targets: tuple[v.TargetLine, ...]
    portions: tuple[v.Portion, ...]
    since: Instant
    jointly_since: Instant | None
    missing: tuple[v.Missing, ...] = ()

    def portion(self, seat: str) -> v.Portion | None:
        return next((one for one in self.portions if one.seat == seat), None)


class Commitment(Value):
    """A promise that binds the leader's office."""

    line: v.ResourceLine
    since: Instant
    standing: Literal["open", "fulfilled", "substituted", "breached"] = "open"
    offered: v.ResourceLine | None = None
    words: Words | None = None


class Claim(Value):
    account: v.Account
    claimant: v.Claimant
    stated: int
    standing: v.ClaimStanding = "open"


class Contest(Value):
    account: Identifier
    claimants: tuple[v.Claimant, ...]
    decide_by: Instant
    stated: int
    decider: Identifier
    winner: Identifier | None = None
    moves: Money | None = None
    decided: int | None = None


class Joining(Value):
    """Someone who will carry a seat once they sign; until then the leader does."""

    seat: Identifier
    person: Identifier
    amount: Money
    remainder: Money | None
    respond_by: Instant


class Review(Value):
    """`record` while it is open; what it `agreed`, and what it said of earlier ones, once held.

    `reported` is what of that was said to be done since, and no later review found otherwise.
    """

    period: str
    record: Record | None = None
    held_at: Instant | None = None
    numbers: tuple[tuple[Identifier, v.Attainment], ...] = ()
    agreed: tuple[Agreed, ...] = ()
    settled: tuple[Settled, ...] = ()
    reported: tuple[Reported, ...] = ()
    missed: bool = False
    restated: bool = False


class Booking(Value):
    """When a period's facts came in, and by whom."""

    period: str
    at: Instant
    by: Identifier


class Ended(Value):
    """How a correction ended that nobody approved, by whom and why."""

    how: Literal["withdrawn", "refused"]
    by: Identifier
    at: Instant
    reason: Words


class Correction(Value):
    """It waits until somebody else approves or refuses it, or who proposed it withdraws it."""

    proposed: e.CorrectionProposed
    proposed_at: Instant | None = None
    approved_by: Identifier | None = None
    approved_at: Instant | None = None
    ended: Ended | None = None

    @property
    def waits(self) -> bool:
        return self.approved_by is None and self.ended is None


class AmendmentAsked(Value):
    """A request from below; `taken_up` by the next amendment that is opened."""

    unit: Identifier
    request: Identifier
    words: Words
    taken_up: bool = False


class Finding(Value):
    practice: str
    words: Words
    subject: Identifier | None
    at: Instant
    stated: int
    waived: bool


class WaiverProposal(Value):
    """A waiver on its way: the other of the two agrees or refuses, or it expires."""

    proposed: e.WaiverProposed
    standing: Literal["proposed", "agreed", "refused", "expired"] = "proposed"
    answered_by: Identifier | None = None
    answer: Words | None = None


class Support(Value):
    promised: e.SupportPromised
    given: Words | None = None


class Progress(Value):
    period: str
    value: Percent
    at: Instant


class GoalFact(Value):
    """Where a goal's metric stood at a period's end, as known from `at` on.

    The last of a period is what is known; with a `correction` it came in the place of the one before.
    """

    goal: Identifier
    period: str
    value: Percent
    measured_in: Name
    source: Document | None
    at: Instant
    by: Identifier
    correction: Identifier | None = None


class PlannedStep(Value):
    """A step with who wrote it, and whether it is done."""

    step: v.Step
    author: Identifier
    added_at: Instant
    done_at: Instant | None = None


class StrategicGoal(Value):
    """A goal beside the number, with its action plan, reactions and progress."""

    set: e.StrategicGoalSet
    set_at: Instant
    steps: tuple[PlannedStep, ...] = ()
    received: tuple[e.GoalReceived, ...] = ()
    progress: tuple[Progress, ...] = ()
    """One a period: the fact where there is one, else what was reported."""
    facts: tuple[GoalFact, ...] = ()
    dropped: Words | None = None

    def fact(self, period: str) -> GoalFact | None:
        """What is known of a period, corrections included."""
        return next((one for one in reversed(self.facts) if one.period == period), None)

    @property
    def measured_in(self) -> Name | None:
        return self.facts[0].measured_in if self.facts else None

    def attained(self, value: Decimal) -> Decimal:
        """The percent of the way from baseline to target."""
        way = EXACT.subtract(value, self.set.baseline)
        whole = EXACT.subtract(self.set.target, self.set.baseline)
        return percent(way, whole) if whole > 0 else percent(-way, -whole)

    def reached_by(self, value: Decimal) -> bool:
        """Whether a value is the target or beyond it."""
        rising = self.set.target >= self.set.baseline
        return value >= self.set.target if rising else value <= self.set.target

    def overdue(self, day: date) -> tuple[PlannedStep, ...]:
        """The steps due by a day that are not done (S1-14); a goal with none due yet has none."""
        return tuple(one for one in self.steps if one.step.due_on <= day and one.done_at is None)

    @property
    def reached(self) -> bool:
        """Whether the last reported value is the target or beyond it."""
        return bool(self.progress) and self.reached_by(self.progress[-1].value)


class SellerPlan(Value):
    """The plan that a person writes, as far as this unit knows of it.

    `begun` is a stream version, and so is `seated`: the last at which they gained or lost a seat.
    """

    person: Identifier
    begun: int
    seated: int = 0
    stage: v.SellerStage = "writing"
    submitted: int = 0
    planned: Money | None = None
    double_a: bool = False
    unattainable: Words | None = None


class FromBelow(Value):
    """What a unit below reported, or asked for."""

    unit: Identifier
    seat: Identifier
    amount: Money
    items: int


class UnitState(Value):
    """Everything that holds now; `version` is the stream's."""

    version: int
    opened_at: Instant
    cycle: Identifier
    unit: Identifier
    name: Title
    parent: Identifier | None
    leader: Identifier
    currency: str
    people: tuple[Person, ...]
    seats: tuple[Seat, ...]
    rates: tuple[PlanRate, ...]
    roles: Roles
    policy: Policy
    periods: tuple[FiscalPeriod, ...]
    zone: str
    rehearsal: bool
    stage: Stage = "drafted"
    goals: tuple[Goal, ...] = ()
    noticed: tuple[Identifier, ...] = ()
    noticed_at: Instant | None = None
    session: e.SessionHeld | None = None
    pushback_due_at: Instant | None = None
    versions: tuple[Version, ...] = ()
    windows: tuple[v.Window, ...] = ()
    pushback_closed: bool = False
    pushback_skipped: bool = False
    answers: tuple[Answer, ...] = ()
    no_part: tuple[Identifier, ...] = ()
    items: tuple[Item, ...] = ()
    bottom_up: tuple[e.BottomUpStated, ...] = ()
    bottom_up_stated: int = 0
    below: tuple[FromBelow, ...] = ()
    factors: tuple[v.Factor, ...] = ()
    requests: tuple[Request, ...] = ()
    budgets: tuple[e.BudgetGranted, ...] = ()
    signatures: tuple[Signature, ...] = ()
    declines: tuple[Decline, ...] = ()
    in_force_proposed: e.InForceProposed | None = None
    in_force: tuple[InForce, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    amendment: e.AmendmentOpened | None = None
    amended_from: int = 0
    amendments: tuple[Identifier, ...] = ()
    asked_amendments: tuple[tuple[int, e.AmendmentRequested], ...] = ()
    received_amendments: tuple[AmendmentAsked, ...] = ()
    claims: tuple[Claim, ...] = ()
    contests: tuple[Contest, ...] = ()
    joining: tuple[Joining, ...] = ()
    covers: tuple[e.AbsenceCovered, ...] = ()
    actuals: tuple[e.ActualsRecorded, ...] = ()
    bookings: tuple[Booking, ...] = ()
    passed_over: tuple[v.SeatHeld, ...] = ()
    """Who was asked to sign for a seat that another is asked to sign for since."""
    held: tuple[v.SeatHeld, ...] = ()
    """Who held a seat and since when, of seats that ever changed hands."""
    led: tuple[v.UnitLed, ...] = ()
    corrections: tuple[Correction, ...] = ()
    reviews: tuple[Review, ...] = ()
    support: tuple[Support, ...] = ()
    waiver_proposals: tuple[WaiverProposal, ...] = ()
    waivers: tuple[e.GateWaived, ...] = ()
    delegations: tuple[e.DutyDelegated, ...] = ()
    deadlines: tuple[OpenDeadline, ...] = ()
    findings: tuple[Finding, ...] = ()
    quota_changes: tuple[tuple[Identifier, int], ...] = ()
    strategic: tuple[StrategicGoal, ...] = ()
    tactics: tuple[PlannedStep, ...] = ()
    planning_time: tuple[e.PlanningTimeRecorded, ...] = ()
    seller_plans: tuple[SellerPlan, ...] = ()
    look_back: LookBack | None = None
    year_before: YearBefore | None = None
    readiness: Readiness = Readiness()
    buy_in: BuyIn = BuyIn()
    led_since: int = 0
    """The stream version at which its leader, or the leader above, last changed."""
    roles_since: int = 0
    """The stream version at which its offices last changed hands."""
    closed: e.PlanClosed | None = None
    ended: int | None = None

    # ── reading ───────────────────────────────────────────────────────────────────────────

    @property
    def current(self) -> Version | None:
        """The version that is being agreed; while there is none, the one that runs."""
        running = self.running
        amended = self.amendment is not None and len(self.versions) > self.amended_from
        settled = self.stage == "settled" or self.stage in OVER or self.amendment is not None
        if running is not None and settled and not amended:
            return self.versions[running.version - 1]
        return self.versions[-1] if self.versions else None

    @property
    def running(self) -> InForce | None:
        """The version whose quotas run."""
        return self.in_force[-1] if self.in_force else None

    def runs(self, version: Version | None) -> bool:
        """Whether a version's quotas run."""
        running = self.running
        return running is not None and version is not None and running.version == version.number

    @property
    def runs_unsigned(self) -> bool:
        """Whether the version before us is in force, not jointly owned: it can be signed at any time."""
        running = self.running
        return running is not None and running.jointly_since is None and self.runs(self.current)

    @property
    def status(self) -> str:
        """The stage in the words of the product."""
        running = self.running
        if self.stage in OVER or running is None or self.stage != "settled":
            return self.stage.replace("_", " ")
        return "in execution" if self.actuals or self.reviews else "jointly owned"

    @property
    def sells(self) -> bool:
        """Whether no seat of this unit leads another: a unit of sellers."""
        return all(seat.leads is None for seat in self.seats)

    def seat(self, seat: str) -> Seat | None:
        return next((one for one in self.seats if one.id == seat), None)

    def person(self, person: str) -> Person | None:
        return next((one for one in self.people if one.id == person), None)

    def item(self, item: str) -> Item | None:
        return next((one for one in self.items if one.id == item), None)

    def goal(self, target: str) -> Goal | None:
        return next((one for one in self.goals if one.target == target), None)

    def strategic_goal(self, goal: str) -> StrategicGoal | None:
        return next((one for one in self.strategic if one.set.goal == goal), None)

    @property
    def live_goals(self) -> tuple[StrategicGoal, ...]:
        return tuple(one for one in self.strategic if one.dropped is None)

    @property
    def planning_minutes(self) -> int:
        """How long people sat over action plans, whoever was there (S1-16)."""
        return sum(one.minutes for one in self.planning_time)

    @property
    def steps(self) -> tuple[PlannedStep, ...]:
        """Every step, of no goal first, then goal by goal."""
        return (*self.tactics, *(one for goal in self.strategic for one in goal.steps))

    @property
    def live_steps(self) -> tuple[tuple[Identifier | None, PlannedStep], ...]:
        """Each with the goal that it is for, or none; nothing of a goal that was given up."""
        return (
            *((None, one) for one in self.tactics),
            *((goal.set.goal, one) for goal in self.live_goals for one in goal.steps),
        )

    def seller_plan(self, person: str) -> SellerPlan | None:
        return next((one for one in self.seller_plans if one.person == person), None)

    def open_review(self, period: str) -> Record | None:
        """The guided review of a period, while it is open."""
        return next((one.record for one in self.reviews if one.period == period), None)

    def commitment(self, commitment: str) -> Commitment | None:
        return next((one for one in self.commitments if one.line.id == commitment), None)

    def owner(self, seat: Seat) -> Identifier:
        """Who answers for a seat: its owner, and the leader for a vacant one (S0-10)."""
        return seat.owner or self.leader

    def owners_in(self, version: Version) -> tuple[v.SeatOwner, ...]:
        """Who would sign for each seat of a version if it were final now."""
        return tuple(
            v.SeatOwner(seat=seat.id, owner=self.owner(seat))
            for seat in self.seats
            if version.portion(seat.id) is not None
        )

    def seats_of(self, person: str) -> tuple[Seat, ...]:
        return tuple(seat for seat in self.seats if self.owner(seat) == person)

    @property
    def members(self) -> tuple[Identifier, ...]:
        """Who owns a seat, beside the leader, in the seats' order."""
        leader = self.leader
        owners = dict.fromkeys([seat.owner for seat in self.seats])
        return tuple([one for one in owners if one is not None and one != leader])

    @property
    def sellers(self) -> tuple[Identifier, ...]:
        """The members who lead no unit: whose plan is their own (S4-09)."""
        leading = {seat.owner for seat in self.seats if seat.leads is not None}
        return tuple(one for one in self.members if one not in leading)

    @property
    def signers(self) -> tuple[Identifier, ...]:
        """Whose signature joint ownership takes: the leader first (S0-19).

        Once a version is final, these are who carried its seats then: nobody stops being needed
        because a seat was taken from them.
        """
        current = self.current
        if current is None or current.content_hash is None:
            return (self.leader, *self.members)
        owners = dict.fromkeys(one.owner for one in current.owners)
        return (self.leader, *(one for one in owners if one != self.leader))

    def rate(self, currency: str) -> Decimal:
        """The plan rate into the unit's currency; both rates are against the cycle's own."""
        if currency == self.currency:
            return Decimal(1)
        rates = {one.currency: one.rate for one in self.rates}
        return rates.get(currency, Decimal(1)) / rates.get(self.currency, Decimal(1))

    def rolled_up(self, amount: Money) -> Money:
        """An amount in the unit's currency, at plan rates."""
        if amount.currency == self.currency:
            return amount
        return amount.converted(self.rate(amount.currency), self.currency)

    def signed(self, version: int) -> tuple[Identifier, ...]:
        """Whose valid signature stands under a version."""
        return tuple(
            one.person
            for one in self.signatures
            if one.version == version and one.standing == "valid"
        )

    def answered(self, kind: str, person: str, version: int | None = None) -> bool:
        return any(
            one.kind == kind and one.person == person and version in {None, one.version}
            for one in self.answers
        )

    def deadline(self, kind: str, key: str = "") -> OpenDeadline | None:
        return next((one for one in self.deadlines if (one.kind, one.key) == (kind, key)), None)

    def waiver_proposal(self, waiver: str) -> WaiverProposal | None:
        found = (one for one in self.waiver_proposals if one.proposed.waiver == waiver)
        return next(found, None)

    def waived(self, practice: str, subject: str | None, at: datetime) -> bool:
        return any(
            one.practice == practice and one.subject in {None, subject} and one.expires_at > at
            for one in self.waivers
        )

    def has_responded(self, person: str, version: int) -> bool:
        """Whether somebody pushed back on a version or said they have no concern."""
        return self.answered("no_concerns", person, version) or any(
            one.person == person and one.version == version and one.stage in {"open", "answered"}
            for one in self.items
        )

    def understood(self, person: str) -> bool:
        """Whether somebody confirmed their portion as it is now (S0-09)."""
        current = self.current
        confirmed = [
            self.versions[one.version - 1]
            for one in self.answers
            if one.kind == "understood" and one.person == person
        ]
        if current is None or not confirmed:
            return False
        if any(one is current for one in confirmed):
            return True
        mine = [current.portion(seat.id) for seat in self.seats if seat.owner == person]
        amounts = {one.seat: one.amount for one in mine if one is not None}
        return any(
            all(
                (was := version.portion(seat)) is not None and was.amount == amount
                for seat, amount in amounts.items()
            )
            for version in confirmed
        )

    def actual(self, seat: str, periods: Iterable[str] | None = None) -> Money:
        """What a seat brought in, restated, in its own currency; all periods unless named."""
        place = self.seat(seat)
        total = Money.zero(place.currency if place else self.currency)
        named = None if periods is None else set(periods)
        for recorded in self.actuals:
            if named is None or recorded.period in named:
                for line in recorded.lines:
                    total = total + line.amount if line.seat == seat else total
        for correction in self.corrections:
            if correction.approved_by is not None:
                for change in correction.proposed.lines:
                    if change.seat == seat and (named is None or change.period in named):
                        total = total + change.delta
        return total

    @property
    def fiscal_year(self) -> tuple[date, date]:
        return self.periods[0].starts_on, self.periods[-1].ends_on

    @property
    def documents(self) -> tuple[Document, ...]:
        return tuple(one.source for one in self.actuals)
