"""Everything that can have happened to a unit's plan, in the order of its loop.

Amounts are in the currency they carry; instants are UTC. `version` is the proposal's version,
not the stream's. Who did it, for whom and when stands in the entry around the event.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from domain.model import Event
from domain.money import Money, Percent
from domain.people import (
    Action,
    Deadline,
    DeadlineKind,
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
from domain.signature import Evidence
from domain.unit import values as v
from domain.unit.buying_in import events as buying_in
from domain.unit.lookback import events as lookback
from domain.unit.measuring import events as measuring
from domain.unit.measuring.values import ValueCorrection
from domain.unit.readiness import events as readiness
from domain.unit.reviewing import events as reviewing
from domain.unit.reviewing.values import Record
from domain.words import Day, Identifier, Instant, Later, Name, Sentence, Title, Words

OfGoals = Annotated[tuple[ValueCorrection, ...], Field(exclude_if=lambda found: not found)]
"""Corrected values of goals: where there are none, it is written without."""

Cited = Annotated[v.ScenarioCited | None, Field(exclude_if=lambda cited: cited is None)]
"""The scenario that was adopted by this, where it was one."""

# ── opening, goal, session ────────────────────────────────────────────────────────────────


class UnitPlanOpened(Event):
    """The unit exists in this cycle, with its people, seats, rules and calendar."""

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
    deadlines: tuple[Deadline, ...]
    periods: tuple[FiscalPeriod, ...]
    zone: str
    rehearsal: bool = False


class AdvanceNoticeGiven(Event):
    """These people know that a plan is coming, and by when they will be asked (S0-03)."""

    people: tuple[Identifier, ...]


class GoalSet(Event):
    """The number this unit plans for: the plan goal at the top, the portion from above below."""

    target: Identifier
    amount: Money
    standing: v.GoalStanding
    confirmed_by: Identifier | None = None
    document: Document | None = None


class SessionHeld(Event):
    """The leader gathered the team to present the target (S0-05)."""

    held_at: Instant
    agenda: Words
    attendees: tuple[Identifier, ...]
    proposal_due_at: Instant


class StretchTargetProposed(Event):
    """Version 1, or the first version of a loop begun again; provisional below an open portion."""

    version: int
    targets: tuple[v.TargetLine, ...]
    portions: tuple[v.Portion, ...]
    outlook: tuple[v.SeatOutlook, ...] = ()
    look_back: Words | None = None
    words: Words | None = None
    provisional: bool = False
    scenario: Cited = None


class WindowsOpened(Event):
    """These people may answer this version until then (S0-11)."""

    version: int
    windows: tuple[v.Window, ...]


class PushbackSkipped(Event):
    """The leader goes on without a pushback window, for this reason (S0-11)."""

    version: int
    reason: Words


class UnderstandingConfirmed(Event):
    """A member says that they understand their portion; no acceptance (S0-09)."""

    version: int
    person: Identifier


# ── pushback ──────────────────────────────────────────────────────────────────────────────


class PushbackCaptured(Event):
    """A scribe wrote an objection in a person's name; it counts once that person confirms."""

    item: Identifier
    version: int
    person: Identifier
    kind: v.ItemKind
    words: Words
    seat: Identifier | None = None
    counter: Money | None = None


class PushbackRaised(Event):
    """An objection on a version (S0-12); unsubstantiated without evidence or a counter (S0-13)."""

    item: Identifier
    version: int
    person: Identifier
    kind: v.ItemKind
    words: Words
    seat: Identifier | None = None
    evidence: Words | None = None
    documents: tuple[Document, ...] = ()
    counter: Money | None = None


class PushbackReplied(Event):
    item: Identifier
    person: Identifier
    words: Words


class PushbackWithdrawn(Event):
    item: Identifier
    reason: Words


class NoConcernsStated(Event):
    """A member or stakeholder has taken part and has no concern (S0-02)."""

    version: int
    person: Identifier


class PushbackAnswered(Event):
    """The leader decided whether an item is a real issue, with a reason (S0-14, S0-15)."""

    item: Identifier
    outcome: v.Outcome
    reason: Words
    answered_by: Identifier


class AnswerContested(Event):
    item: Identifier
    words: Words


class ViewNoted(Event):
    """The leader above said what they think of a contested answer."""

    item: Identifier
    words: Words
    noted_by: Identifier


class BottomUpStated(Event):
    """What a seat's owner offers from below; evidence, not a portion."""

    seat: Identifier
    amount: Money
    words: Words | None = None


class BottomUpReceived(Event):
    """What a unit below adds up to from its own people."""

    unit: Identifier
    seat: Identifier
    amount: Money
    items: int


class PushbackClosed(Event):
    """Every item of the version is answered; `nobody_objected` was confirmed where it is so."""

    version: int
    nobody_objected: bool


# ── success factors, resources, revision ──────────────────────────────────────────────────


class KeySuccessFactorAdded(Event):
    """What must be true to reach the target, from the issues it answers (S0-16, S0-17)."""

    factor: Identifier
    words: Words
    owner: Identifier
    due_on: Day
    actions: tuple[Action, ...] = ()
    items: tuple[Identifier, ...] = ()


class ResourceRequested(Event):
    """What the team needs, tied to an item or a factor (S0-23)."""

    request: Identifier
    words: Words
    asked_by: Identifier
    needed_by: Day
    item: Identifier | None = None
    factor: Identifier | None = None
    amount: Money | None = None
    quantity: Percent | None = None


class BudgetGranted(Event):
    """A sponsor's money for this unit's resources; `holder` keeps the budget."""

    budget: Identifier
    holder: Identifier
    amount: Money
    words: Words | None = None
    signature: Evidence = None


class ResourceRequestDecided(Event):
    """The leader granted, granted in part or declined a request, with a reason (S0-23)."""

    request: Identifier
    outcome: v.GrantOutcome
    reason: Words
    amount: Money | None = None
    instead: v.Alternative | None = None
    budget_holder: Identifier | None = None


class PlanRevised(Event):
    """A new version that cites what it answers (S0-18); the one before stays readable."""

    version: int
    targets: tuple[v.TargetLine, ...]
    portions: tuple[v.Portion, ...]
    changes: tuple[v.Change, ...]
    answers: tuple[Identifier, ...]
    reason: Words
    below_goal_reason: Words | None = None
    scenario: Cited = None


class SignaturesVoided(Event):
    """A later version asks these people again (S0-20)."""

    version: int
    people: tuple[Identifier, ...]


# ── final, accepted, signed ───────────────────────────────────────────────────────────────


class PlanFinalised(Event):
    """The content that acceptances and signatures are bound to, by its hash (S0-20)."""

    version: int
    content_hash: str
    factors: tuple[v.Factor, ...]
    resources: tuple[v.ResourceLine, ...]
    owners: tuple[v.SeatOwner, ...]


class PlanAccepted(Event):
    version: int
    person: Identifier
    signature: Evidence = None


class PlanObjected(Event):
    """An approver or executive sends the plan back to revision (S3-36)."""

    version: int
    person: Identifier
    words: Words
    signature: Evidence = None


class AcceptanceCompleted(Event):
    """Nothing stands between this version and the signatures; `short_loop` needed nobody."""

    version: int
    short_loop: bool = False


class PlanSigned(Event):
    """One person's signature under one content hash; dissent, if any, is kept (S0-19)."""

    version: int
    content_hash: str
    person: Identifier
    role: v.SignerRole
    meanings: tuple[v.Meaning, ...]
    seats: tuple[Identifier, ...]
    dissent: Words | None = None
    signature: Evidence = None


class SignatureTakenBack(Event):
    version: int
    person: Identifier
    reason: Words


class SignatureDeclined(Event):
    """Declining is an act; nothing of it ever reads as acceptance."""

    version: int
    person: Identifier
    words: Words
    signature: Evidence = None


class JointOwnershipReached(Event):
    """Everyone signed the same version (S0-19, S0-20)."""

    version: int
    content_hash: str
    people: tuple[Identifier, ...]


class ResourcesCommitted(Event):
    """The leader's promise binds the office from here on (S0-22)."""

    version: int
    commitments: tuple[v.ResourceLine, ...]


class InForceProposed(Event):
    """The leader above asks an approver to put an unsigned version in force."""

    version: int
    reason: Words
    proposed_by: Identifier
    signature: Evidence = None


class PlanPutInForce(Event):
    """Quotas run and commitments bind; these people have not signed, and why."""

    version: int
    content_hash: str
    missing: tuple[v.Missing, ...]
    decided_by: tuple[Identifier, ...]
    signature: Evidence = None


class AbsenceCovered(Event):
    """A named owner covers an absent member until they return; no signature."""

    person: Identifier
    cover: Identifier
    until: Day


# ── promises ──────────────────────────────────────────────────────────────────────────────


class AmendmentWithdrawn(Event):
    """The loop that ran again was given up; what is in force was never touched."""

    amendment: Identifier
    reason: Words


class CommitmentAdded(Event):
    commitment: v.ResourceLine
    reason: Words


class CommitmentFulfilled(Event):
    commitment: Identifier
    words: Words


class SubstituteOffered(Event):
    """Something else in place of a promise; counts only when who asked accepts it."""

    commitment: Identifier
    substitute: v.ResourceLine
    reason: Words


class SubstituteAccepted(Event):
    commitment: Identifier
    substitute: Identifier
    accepted_by: Identifier


class SubstituteRefused(Event):
    commitment: Identifier
    substitute: Identifier
    words: Words


class CommitmentBreached(Event):
    """Declared by either side, or by itself when overdue past policy (`declared_by` system)."""

    commitment: Identifier
    reason: Words
    declared_by: Identifier


class RevocationRefused(Event):
    """Somebody tried to take a commitment back; it stands (S0-22)."""

    commitment: Identifier
    words: Words
    tried_by: Identifier


# ── amendments, account claims, people ────────────────────────────────────────────────────


class AmendmentOpened(Event):
    """The loop runs again on a part; what is in force stays in force until it is signed.

    `cites` are the ids of what on the plan's record it follows from.
    """

    amendment: Identifier
    reason: Words
    cause: str
    cites: Annotated[tuple[Identifier, ...], Field(exclude_if=lambda told: not told)] = ()
    opened_by: Identifier
    sign_by: Instant


class AmendmentRequested(Event):
    """A real issue found here asks the unit above to amend."""

    request: Identifier
    words: Words
    asked_by: Identifier
    item: Identifier | None = None


class AmendmentRequestReceived(Event):
    request: Identifier
    unit: Identifier
    words: Words


class AccountClaimed(Event):
    """A named account stands in a person's plan; `claimant.via` is this unit's seat."""

    account: v.Account
    claimant: v.Claimant


class AccountContested(Event):
    """Two branches claim the same account; it counts in neither until this leader decides."""

    account: Identifier
    claimants: tuple[v.Claimant, ...]
    decide_by: Instant


class AccountDecided(Event):
    """The nearest common leader gave an account to one claimant."""

    account: Identifier
    winner: Identifier
    reason: Words
    moves: Money | None = None


class ClaimSettled(Event):
    """What became of a claim of this unit where it met another: it counts only when kept."""

    account: Identifier
    seat: Identifier
    standing: v.ClaimStanding
    decided_by: Identifier


class SeatFilled(Event):
    """A joiner was given a vacant seat; its leader carries the amount until they sign.

    `amount` is the joiner's quota after ramp and `remainder` what stays with the leader.
    """

    seat: Identifier
    person: Person
    joins_on: Day
    ramp: tuple[Percent, ...]
    amount: Money
    remainder: Money
    respond_by: Instant


class SeatHandedOver(Event):
    """A seat's owner left; the leader covers it until the successor signs."""

    seat: Identifier
    leaver: Identifier
    successor: Person | None
    left_on: Day


class SeatTakenOver(Event):
    """A joiner or successor signed: the seat's quota is theirs from here."""

    seat: Identifier
    person: Identifier
    amount: Money
    remainder: Money | None = None


class LeaderReplaced(Event):
    """The unit has another leader; promises bind the office and pass with it."""

    leaver: Identifier
    successor: Person
    acts_from: Day


class LeaderAboveReplaced(Event):
    """The unit above has another leader, who accepts and notes views here from now on."""

    leaver: Identifier
    successor: Identifier


# ── facts, reviews, support ───────────────────────────────────────────────────────────────


class ActualsRecorded(Event):
    """What a period brought, per seat; the file it came from by its hash."""

    period: str
    lines: tuple[v.ActualLine, ...]
    source: Document


class CorrectionProposed(Event):
    """Somebody says that recorded facts are wrong; a second person decides."""

    correction: Identifier
    lines: tuple[v.CorrectionLine, ...]
    reason: Words
    proposed_by: Identifier
    source: InFile = None
    values: OfGoals = ()


class ActualsRestated(Event):
    """Facts were reversed and rebooked; closed reviews stand and are marked restated."""

    correction: Identifier
    lines: tuple[v.CorrectionLine, ...]
    approved_by: Identifier
    reviews: tuple[str, ...]
    values: OfGoals = ()


class ReviewHeld(Event):
    """A quarter was looked at: numbers, the leader's own deliveries, what follows (S1-12)."""

    period: str
    numbers: tuple[tuple[Identifier, v.Attainment], ...]
    deliveries: tuple[v.Delivery, ...]
    decisions: Words
    next_actions: tuple[Action, ...] = ()
    record: Annotated[Record | None, Field(exclude_if=lambda record: record is None)] = None
    """Of a guided review: each section with what was said, and the facts as of the close."""


class ReviewMissed(Event):
    """A quarter's review did not happen by its date (S1-12)."""

    period: str


class SupportPromised(Event):
    """Help that the leader promised one member (S0-25)."""

    support: Identifier
    person: Identifier
    words: Words
    due_on: Day


class SupportGiven(Event):
    support: Identifier
    words: Words


# ── rules, duties and time ────────────────────────────────────────────────────────────────


class WaiverProposed(Event):
    """One of two asks to waive one gate for one case until a date; `missing` is what it lacks."""

    waiver: Identifier
    practice: str
    subject: Identifier | None
    reason: Words
    expires_at: Instant
    missing: tuple[Sentence, ...]
    proposed_by: Identifier
    signature: Evidence = None


class GateWaived(Event):
    """One gate, one case, until a date: `waived_by` agreed to what `proposed_by` proposed.

    An older one names no proposal: it was one person's act, and stands.
    """

    practice: str
    subject: Identifier | None
    reason: Words
    waived_by: Identifier
    expires_at: Instant
    signature: Evidence = None
    waiver: Later = None
    proposed_by: Later = None


class WaiverRefused(Event):
    """The other of the two refused, with a reason; nothing is waived."""

    waiver: Identifier
    reason: Words
    refused_by: Identifier
    signature: Evidence = None


class WaiverExpired(Event):
    """Nobody agreed before the day on which it would have ended."""

    waiver: Identifier


class RulesChanged(Event):
    """Two people changed the policy or moved deadlines; never backwards."""

    policy: Policy | None
    deadlines: tuple[Deadline, ...]
    decided_by: tuple[Identifier, ...]


class UnitRolesChanged(Event):
    """Offices changed hands; `withheld` from who leads this unit or carries a portion of it."""

    grants: tuple[Role, ...]
    revokes: tuple[Role, ...]
    withheld: tuple[Role, ...]
    decided_by: tuple[Identifier, ...]


class DutyDelegated(Event):
    """One person acts for another between two instants; never signs or commits for them."""

    delegator: Identifier
    delegate: Identifier
    starts_at: Instant
    ends_at: Instant


class ReminderDue(Event):
    kind: DeadlineKind
    key: str
    people: tuple[Identifier, ...]
    days: int


class DeadlineMissed(Event):
    kind: DeadlineKind
    key: str
    people: tuple[Identifier, ...]


class Escalated(Event):
    kind: DeadlineKind
    key: str
    people: tuple[Identifier, ...]
    to: Identifier
    days: int


class TookNoPart(Event):
    """Silent after reminders and escalation: recorded, and no acceptance (S0-02)."""

    kind: DeadlineKind
    key: str
    people: tuple[Identifier, ...]


class DeadlineExtended(Event):
    """A deadline passed while the service was away, and was moved."""

    kind: DeadlineKind
    key: str
    due_at: Instant
    reason: Words


class FindingRaised(Event):
    """A practice or guardrail warns: shown, never blocks."""

    practice: str
    words: Words
    subject: Identifier | None = None
    waived: bool = False


# ── strategic goals ───────────────────────────────────────────────────────────────────────


class StrategicGoalSet(Event):
    """A goal beside the number, with its own metric (S1-04 … S1-09) and one accountable owner (S1-10).

    `baseline` and `target` are numbers of the metric; `intent` and `deliverable` are the cycle's,
    where it serves one; `plan_by` is the day by which its plan of steps was promised (S1-21).
    """

    goal: Identifier
    kind: v.StrategicKind
    words: Words
    metric: Name
    baseline: Percent
    target: Percent
    owner: Identifier
    contributors: tuple[Identifier, ...]
    due_on: Day
    intent: Identifier | None
    deliverable: Later = None
    groups: tuple[Name, ...]
    plan_by: Day | None


class GoalReceived(Event):
    """How its owner or a contributor took a goal; silence is no acceptance (S1-11)."""

    goal: Identifier
    person: Identifier
    reaction: v.Reaction
    words: Words | None = None


class PlanningTimeRecorded(Event):
    """Time that was given to making action plans, and who was there (S1-16)."""

    held_at: Instant
    minutes: int
    attendees: tuple[Identifier, ...]
    words: Words
    recorded_by: Identifier


class ActionStepAdded(Event):
    """A step of a goal's plan; of no goal, it is a tactic that serves none (S2-21)."""

    goal: Identifier | None
    step: v.Step
    author: Identifier


class ActionStepCompleted(Event):
    step: Identifier
    words: Words
    completed_by: Identifier


class GoalProgressReported(Event):
    """Where a goal's metric stands at a period's end."""

    goal: Identifier
    period: str
    value: Percent
    words: Words
    reported_by: Identifier


class GoalHandedOver(Event):
    """A person's part in a goal went to a successor, who is asked how they take it (S1-11)."""

    goal: Identifier
    person: Identifier
    successor: Identifier | None
    reason: Words
    handed_over_by: Identifier


class ActionStepHandedOver(Event):
    """Somebody else does a step from here."""

    step: Identifier
    person: Identifier
    successor: Identifier
    reason: Words
    handed_over_by: Identifier


class GoalDropped(Event):
    """A goal is given up, with a reason (S2-03)."""

    goal: Identifier
    reason: Words
    dropped_by: Identifier


# ── sellers' plans ────────────────────────────────────────────────────────────────────────


class SellerPlansBegun(Event):
    """These people are to write a plan of their own (S4-09)."""

    people: tuple[Identifier, ...]
    begun_by: Identifier


class SellerPlanReported(Event):
    """How far one person's plan is, and what it adds up to in their currency."""

    person: Identifier
    stage: v.SellerStage
    submitted: int
    planned: Money
    double_a: bool
    unattainable: Words | None = None


# ── the end ───────────────────────────────────────────────────────────────────────────────


class PlanCancelled(Event):
    """Given up before it was in force."""

    reason: Words


class PlanEndedEarly(Event):
    """Ended after it was in force, with a reason and a closing review."""

    reason: Words
    closing_review: Words


class PlanClosed(Event):
    """The year is over: original, current and against the plan goal, and who was right."""

    figures: tuple[v.Figures, ...]
    calibration: tuple[v.Calibration, ...]


EVENTS: dict[str, type[Event]] = (
    {
        kind.__name__: kind
        for kind in tuple(globals().values())
        if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
    }
    | buying_in.EVENTS
    | lookback.EVENTS
    | measuring.EVENTS
    | readiness.EVENTS
    | reviewing.EVENTS
)
"""Every event type of the stream by its name on the record."""
