"""Everything that somebody can ask of a unit's plan, in the order of its loop.

A command names neither the unit nor the person: the way in knows both. `version` is the
proposal's version that the person was looking at.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from domain.model import Command
from domain.money import Money, Percent
from domain.people import (
    Action,
    Deadline,
    DeadlineKind,
    Document,
    FiscalPeriod,
    Person,
    PlanRate,
    Role,
    Roles,
    Seat,
)
from domain.policy import Policy
from domain.portions import Basis
from domain.signature import Evidence
from domain.unit import values as v
from domain.unit.buying_in import commands as buying_in
from domain.unit.lookback import commands as lookback
from domain.unit.measuring import commands as measuring
from domain.unit.measuring.values import ValueCorrection
from domain.unit.readiness import commands as readiness
from domain.unit.reviewing import commands as reviewing
from domain.words import Day, Identifier, Instant, Later, Name, Title, Words


class OpenUnitPlan(Command):
    """By the cycle, when it is announced."""

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


class SetGoal(Command):
    """By the cycle for the top unit, by the unit above for every other."""

    target: Identifier
    amount: Money
    standing: v.GoalStanding
    confirmed_by: Identifier | None = None
    document: Document | None = None


class HoldSession(Command):
    """Opens the planning session in which the leader presents (S0-05)."""

    held_at: Instant
    agenda: Words
    attendees: tuple[Identifier, ...]


Cited = Annotated[v.ScenarioCited | None, Field(exclude_if=lambda cited: cited is None)]
"""The scenario that is adopted by this; where there is none, nothing is written."""


class PortionDraft(Command):
    """A portion as the leader enters it; `rolled_up` is needed only where rounding must be told."""

    seat: Identifier
    amount: Money
    basis: Basis = Basis.JUDGEMENT
    rolled_up: Money | None = None
    adjustment: Words | None = None


class TargetDraft(Command):
    """The add-on, and what the portions exceed the stretch target by; the goal is not entered.

    `held` is a part that nobody carries yet: a line that the leader holds (S0-10).
    """

    target: Identifier = "revenue"
    add_on: Money | None = None
    add_on_percent: Percent | None = Field(default=None, ge=0, le=1000)
    over_assignment: Money | None = None
    held: Money | None = None


class ProposeStretchTarget(Command):
    targets: tuple[TargetDraft, ...]
    portions: tuple[PortionDraft, ...]
    outlook: tuple[v.SeatOutlook, ...] = ()
    look_back: Words | None = None
    words: Words | None = None
    skip_pushback_reason: Words | None = None
    scenario: Cited = None


class ConfirmUnderstanding(Command):
    version: int


class RaisePushback(Command):
    item: Identifier
    version: int
    kind: v.ItemKind
    words: Words
    seat: Identifier | None = None
    evidence: Words | None = None
    documents: tuple[Document, ...] = ()
    counter: Money | None = None


class CapturePushback(Command):
    """By a scribe, in a person's name; counts once that person confirms."""

    item: Identifier
    version: int
    person: Identifier
    kind: v.ItemKind
    words: Words
    seat: Identifier | None = None
    counter: Money | None = None


class ConfirmCapturedPushback(Command):
    item: Identifier


class ReplyToPushback(Command):
    item: Identifier
    words: Words


class WithdrawPushback(Command):
    item: Identifier
    reason: Words


class StateNoConcerns(Command):
    version: int


class AnswerPushback(Command):
    item: Identifier
    outcome: v.Outcome
    reason: Words


class ContestAnswer(Command):
    item: Identifier
    words: Words


class NoteView(Command):
    item: Identifier
    words: Words


class StateBottomUp(Command):
    seat: Identifier
    amount: Money
    words: Words | None = None


class SetStrategicGoal(Command):
    """With the steps of its plan, or the day by which the owner promises them (S1-21).

    A goal that names a `deliverable` of the cycle names the intent that it is for, too.
    """

    goal: Identifier
    kind: v.StrategicKind
    words: Words
    metric: Name
    baseline: Percent
    target: Percent
    owner: Identifier
    contributors: tuple[Identifier, ...] = ()
    due_on: Day
    intent: Identifier | None = None
    deliverable: Later = None
    groups: tuple[Name, ...] = ()
    steps: tuple[v.Step, ...] = ()
    plan_by: Day | None = None


class ReceiveGoal(Command):
    goal: Identifier
    reaction: v.Reaction
    words: Words | None = None


class RecordPlanningTime(Command):
    """Time that was given to making action plans, by whom, once it was (S1-16)."""

    held_at: Instant
    minutes: Annotated[int, Field(ge=5, le=1440)]
    attendees: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    words: Words


class AddActionStep(Command):
    step: v.Step
    goal: Identifier | None = None


class CompleteActionStep(Command):
    step: Identifier
    words: Words


class ReportGoalProgress(Command):
    goal: Identifier
    period: str
    value: Percent
    words: Words


class HandOverGoal(Command):
    """A person's part in a goal, as its owner or a contributor, goes to a successor.

    Without one a contributor's part ends; a goal is never without its owner (S1-10).
    """

    goal: Identifier
    person: Identifier
    successor: Identifier | None = None
    reason: Words


class HandOverStep(Command):
    step: Identifier
    successor: Identifier
    reason: Words


class DropGoal(Command):
    goal: Identifier
    reason: Words


class BeginSellerPlans(Command):
    """For these people, or with none named for everyone here who carries a number and leads no unit."""

    people: tuple[Identifier, ...] = ()


class ReceiveSellerPlan(Command):
    """By a seller's plan."""

    person: Identifier
    stage: v.SellerStage
    submitted: int
    planned: Money
    double_a: bool
    unattainable: Words | None = None


class ReceiveBottomUp(Command):
    """By a unit below."""

    unit: Identifier
    amount: Money
    items: int


class ClosePushback(Command):
    version: int
    nobody_objected: bool = False


class AddKeySuccessFactor(Command):
    factor: Identifier
    words: Words
    owner: Identifier
    due_on: Day
    actions: tuple[Action, ...] = ()
    items: tuple[Identifier, ...] = ()


class RequestResource(Command):
    request: Identifier
    words: Words
    needed_by: Day
    item: Identifier | None = None
    factor: Identifier | None = None
    amount: Money | None = None
    quantity: Percent | None = None


class GrantBudget(Command):
    budget: Identifier
    amount: Money
    words: Words | None = None
    signature: Evidence = None


class DecideResourceRequest(Command):
    request: Identifier
    outcome: v.GrantOutcome
    reason: Words
    amount: Money | None = None
    instead: v.Alternative | None = None


class RevisedPortion(PortionDraft):
    """A portion of the new version; `causes` are ids of items, decisions or events it answers."""

    causes: tuple[str, ...] = ()


class RevisePlan(Command):
    """A new version; `voids` says how many signatures the leader knows this voids."""

    targets: tuple[TargetDraft, ...]
    portions: tuple[RevisedPortion, ...]
    reason: Words
    answers: tuple[Identifier, ...] = ()
    voids: int = 0
    below_goal_reason: Words | None = None
    scenario: Cited = None


class FinalisePlan(Command):
    version: int


class AcceptPlan(Command):
    version: int
    signature: Evidence = None


class ObjectToPlan(Command):
    version: int
    words: Words
    signature: Evidence = None


class SignPlan(Command):
    """`content_hash` is what the person was shown; it must be what is open."""

    version: int
    content_hash: str
    dissent: Words | None = None
    signature: Evidence = None


class TakeBackSignature(Command):
    reason: Words


class DeclineToSign(Command):
    version: int
    words: Words
    signature: Evidence = None


class PutInForce(Command):
    """First by the leader above, then by an approver; after the deadline and one escalation."""

    version: int
    reason: Words
    signature: Evidence = None


class CoverAbsence(Command):
    person: Identifier
    cover: Identifier
    until: Day


class AddCommitment(Command):
    commitment: Identifier
    words: Words
    asked_by: Identifier
    due_on: Day
    reason: Words
    amount: Money | None = None
    quantity: Percent | None = None


class FulfilCommitment(Command):
    commitment: Identifier
    words: Words


class OfferSubstitute(Command):
    commitment: Identifier
    substitute: Identifier
    words: Words
    due_on: Day
    reason: Words
    amount: Money | None = None
    quantity: Percent | None = None


class AcceptSubstitute(Command):
    commitment: Identifier


class RefuseSubstitute(Command):
    commitment: Identifier
    words: Words


class DeclareBreach(Command):
    commitment: Identifier
    reason: Words


class RevokeCommitment(Command):
    """Always refused, and the attempt recorded (S0-22)."""

    commitment: Identifier
    words: Words


class OpenAmendment(Command):
    """`cites` are ids of what on the plan's record it follows from: a breach, a goal, a seat's change."""

    amendment: Identifier
    reason: Words
    cause: str
    cites: Annotated[
        tuple[Identifier, ...], Field(max_length=20, exclude_if=lambda told: not told)
    ] = ()
    sign_by: Instant


class WithdrawAmendment(Command):
    """While no version of it is in force; the versions stay readable."""

    reason: Words


class RequestAmendment(Command):
    request: Identifier
    words: Words
    item: Identifier | None = None


class ReceiveAmendmentRequest(Command):
    """By a unit below."""

    request: Identifier
    unit: Identifier
    words: Words


class ClaimAccount(Command):
    account: v.Account
    seat: Identifier
    last_year: Money


class ReceiveClaim(Command):
    """By a unit below."""

    unit: Identifier
    account: v.Account
    claimant: v.Claimant


class DecideAccount(Command):
    """`winner` is the claimant's seat; `moves` is the part of a portion that goes with it."""

    account: Identifier
    winner: Identifier
    reason: Words
    moves: Money | None = None


class SettleClaim(Command):
    """By the unit in which two claims met: they are contested there, or decided."""

    account: v.Account
    seat: Identifier
    standing: v.ClaimStanding
    decided_by: Identifier


class FillSeat(Command):
    seat: Identifier
    person: Person
    joins_on: Day
    ramp: tuple[Percent, ...] | None = None


class HandOverSeat(Command):
    """A seat's owner leaves; without a successor the seat is vacant."""

    seat: Identifier
    successor: Person | None
    left_on: Day


class ReplaceLeader(Command):
    successor: Person
    acts_from: Day


class ReplaceLeaderAbove(Command):
    """By the cycle, when the unit above gets another leader."""

    successor: Identifier


class RecordActuals(Command):
    period: str
    lines: tuple[v.ActualLine, ...]
    source: Document


class ProposeCorrection(Command):
    """`source` is the file that the lines come from, where they come from one."""

    correction: Identifier
    lines: tuple[v.CorrectionLine, ...]
    reason: Words
    source: Document | None = None
    values: tuple[ValueCorrection, ...] = ()


class ApproveCorrection(Command):
    correction: Identifier


class HoldReview(Command):
    period: str
    decisions: Words
    next_actions: tuple[Action, ...] = ()


class PromiseSupport(Command):
    support: Identifier
    person: Identifier
    words: Words
    due_on: Day


class GiveSupport(Command):
    support: Identifier
    words: Words


class ProposeWaiver(Command):
    """By the leader above or an approver; the other of the two then agrees or refuses."""

    waiver: Identifier
    practice: str
    reason: Words
    expires_at: Instant
    subject: Identifier | None = None
    signature: Evidence = None


class AgreeToWaiver(Command):
    waiver: Identifier
    signature: Evidence = None


class RefuseWaiver(Command):
    waiver: Identifier
    reason: Words
    signature: Evidence = None


class ChangeRules(Command):
    """By the cycle, once two people have agreed to it there."""

    policy: Policy | None
    deadlines: tuple[Deadline, ...]
    decided_by: tuple[Identifier, ...]


class ChangeRoles(Command):
    """By the cycle, once its offices have changed hands there."""

    grants: tuple[Role, ...]
    revokes: tuple[Role, ...]
    decided_by: tuple[Identifier, ...]


class DelegateDuty(Command):
    delegate: Identifier
    starts_at: Instant
    ends_at: Instant


class MarkTime(Command):
    """By the clock: a deadline's reminder, its passing, or an escalation is due."""

    kind: DeadlineKind
    key: str
    days: int


class PassTime(Command):
    """In a rehearsal, which is told the time: let the deadlines until then come, and no more."""


class CancelPlan(Command):
    reason: Words


class EndPlanEarly(Command):
    reason: Words
    closing_review: Words


class ClosePlan(Command):
    pass


COMMANDS: dict[str, type[Command]] = (
    {
        kind.__name__: kind
        for kind in tuple(globals().values())
        if isinstance(kind, type)
        and issubclass(kind, Command)
        and kind.__name__ not in {"Command", "PortionDraft", "TargetDraft", "RevisedPortion"}
    }
    | buying_in.COMMANDS
    | lookback.COMMANDS
    | measuring.COMMANDS
    | readiness.COMMANDS
    | reviewing.COMMANDS
)
"""Every command by its name on the wire."""
