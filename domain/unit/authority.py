"""Who may ask what of a unit's plan: deny by default, decided by office, never by account.

One table, after the matrix of the design's trust document. Content rules (whose item, whose
seat) stand with the commands.
"""

from __future__ import annotations

from datetime import datetime

from domain import errors
from domain.authority.offices import require_allowed, rules_of
from domain.authority.ruling import Subject
from domain.model import SYSTEM, Actor, Command
from domain.unit import commands as c
from domain.unit.buying_in import commands as i
from domain.unit.lookback import commands as b
from domain.unit.measuring import commands as m
from domain.unit.plan import UnitState
from domain.unit.readiness import commands as r
from domain.unit.reviewing import commands as w

NOT_DELEGATED: frozenset[type[Command]] = frozenset(
    {
        c.SignPlan, c.TakeBackSignature, c.DeclineToSign, c.AddCommitment, c.OfferSubstitute,
        c.GrantBudget, c.DelegateDuty, c.PutInForce, c.RevokeCommitment, c.FulfilCommitment,
        c.ConfirmUnderstanding, c.StateNoConcerns, c.ConfirmCapturedPushback,
        c.AcceptSubstitute, c.RefuseSubstitute, c.DecideResourceRequest, c.ProposeWaiver,
        c.AgreeToWaiver, c.RefuseWaiver, c.ApproveCorrection, m.RefuseCorrection, c.ReceiveGoal,
        i.AnswerDependency,
    }
)  # fmt: skip
"""What nobody does for another: signing, declining, consenting, committing, granting."""

NOT_FOR: dict[str, tuple[str, ...]] = {
    "leader": (
        "member", "joiner", "leader_above", "approver", "executive", "sponsor", "planner",
        "auditor",
    ),
    "member": ("leader", "leader_above", "approver", "executive", "sponsor", "auditor"),
    "joiner": ("leader", "leader_above", "approver", "executive", "sponsor", "auditor"),
    "leader_above": ("leader", "member", "joiner", "auditor"),
    "approver": ("leader", "member", "joiner", "auditor"),
    "executive": ("leader", "member", "joiner", "auditor"),
    "sponsor": ("leader", "member", "joiner", "sponsor", "auditor"),
    "planner": ("leader", "member", "joiner", "sponsor", "auditor"),
    "hr_partner": ("leader", "member", "joiner", "auditor"),
}  # fmt: skip
"""Whose duty nobody who holds one of these offices takes on: a delegate never decides for both
sides (who proposes and who accepts, who owes and who is owed, who records and who approves)."""


def _with_joiners(offices: tuple[str, ...]) -> tuple[str, ...]:
    """A joiner answers like a member."""
    joins = "member" in offices and "joiner" not in offices
    return (*offices, "joiner") if joins else offices


OFFICES: dict[type[Command], tuple[str, ...]] = {
    c.OpenUnitPlan: ("system",),
    c.SetGoal: ("system",),
    b.BeginLookBack: ("leader", "planner"),
    b.ScoreLookBack: ("leader",),
    b.ScoreHandoff: ("executive",),
    b.PlanToHundred: ("leader", "member", "executive"),
    b.ReportWhyNot: ("leader", "member", "executive"),
    b.ReceiveYear: ("system",),
    b.CloseLookBack: ("leader",),
    r.ListRunRate: ("leader", "planner"),
    r.AddPlanLine: ("leader", "member"),
    r.DropPlanLine: ("leader", "member"),
    r.ReportPlanLine: ("leader", "member"),
    r.AttachMarketingPlan: ("leader", "planner", "executive"),
    r.SplitTarget: ("leader",),
    c.HoldSession: ("leader",),
    c.ProposeStretchTarget: ("leader",),
    c.ConfirmUnderstanding: ("member",),
    c.RaisePushback: ("member",),
    c.CapturePushback: ("leader", "planner", "member"),
    c.ConfirmCapturedPushback: ("member",),
    c.ReplyToPushback: ("member", "leader", "leader_above", "approver", "sponsor"),
    c.WithdrawPushback: ("member",),
    c.StateNoConcerns: ("member",),
    c.AnswerPushback: ("leader",),
    c.ContestAnswer: ("member",),
    c.NoteView: ("leader_above",),
    c.StateBottomUp: ("member",),
    c.ReceiveBottomUp: ("system",),
    c.SetStrategicGoal: ("leader",),
    c.ReceiveGoal: ("member",),
    c.RecordPlanningTime: ("leader",),
    c.AddActionStep: ("leader", "member"),
    c.CompleteActionStep: ("leader", "member"),
    c.ReportGoalProgress: ("leader", "member"),
    c.HandOverGoal: ("leader", "leader_above"),
    c.HandOverStep: ("leader", "leader_above"),
    c.DropGoal: ("leader",),
    c.BeginSellerPlans: ("leader", "member", "planner"),
    c.ReceiveSellerPlan: ("system",),
    c.ClosePushback: ("leader",),
    c.AddKeySuccessFactor: ("leader", "member"),
    c.RequestResource: ("member", "leader"),
    c.GrantBudget: ("sponsor",),
    c.DecideResourceRequest: ("leader",),
    c.RevisePlan: ("leader",),
    i.NameDependency: ("leader",),
    i.AnswerDependency: ("approver", "executive", "sponsor"),
    i.DropDependency: ("leader",),
    i.AlignWithCeo: ("leader",),
    i.PresentToExecutives: ("leader",),
    c.FinalisePlan: ("leader",),
    c.AcceptPlan: ("approver", "executive", "leader_above"),
    c.ObjectToPlan: ("approver", "executive", "leader_above"),
    c.SignPlan: ("leader", "member", "joiner"),
    c.TakeBackSignature: ("leader", "member"),
    c.DeclineToSign: ("member", "joiner"),
    c.PutInForce: ("leader_above", "approver"),
    c.CoverAbsence: ("leader", "leader_above"),
    c.AddCommitment: ("leader",),
    c.FulfilCommitment: ("leader",),
    c.OfferSubstitute: ("leader",),
    c.AcceptSubstitute: ("member", "leader_above"),
    c.RefuseSubstitute: ("member", "leader_above"),
    c.DeclareBreach: ("leader", "member"),
    c.RevokeCommitment: (
        "leader", "member", "leader_above", "approver", "executive", "sponsor", "planner",
        "hr_partner", "administrator",
    ),
    c.OpenAmendment: ("leader", "member"),
    c.WithdrawAmendment: ("leader",),
    c.RequestAmendment: ("member", "leader"),
    c.ReceiveAmendmentRequest: ("system",),
    c.ClaimAccount: ("member",),
    c.ReceiveClaim: ("system",),
    c.SettleClaim: ("system",),
    c.DecideAccount: ("leader",),
    c.FillSeat: ("leader", "hr_partner"),
    c.HandOverSeat: ("hr_partner", "leader_above", "system"),
    c.ReplaceLeader: ("system",),
    c.ReplaceLeaderAbove: ("system",),
    c.RecordActuals: ("planner",),
    m.RecordGoalActuals: ("planner",),
    c.ProposeCorrection: ("planner", "sponsor"),
    c.ApproveCorrection: ("sponsor",),
    m.WithdrawCorrection: ("planner", "sponsor"),
    m.RefuseCorrection: ("sponsor",),
    c.HoldReview: ("leader",),
    w.OpenReview: ("leader",),
    w.ConfirmReviewSection: ("leader",),
    w.ReportAgreedAction: ("leader", "member"),
    w.CloseReview: ("leader",),
    c.PromiseSupport: ("leader",),
    c.GiveSupport: ("leader",),
    c.ProposeWaiver: ("leader_above", "approver"),
    c.AgreeToWaiver: ("leader_above", "approver"),
    c.RefuseWaiver: ("leader_above", "approver"),
    c.ChangeRules: ("system",),
    c.ChangeRoles: ("system",),
    c.DelegateDuty: ("leader", "member", "approver", "executive", "planner", "hr_partner"),
    c.MarkTime: ("system",),
    c.PassTime: ("leader", "leader_above", "planner", "administrator"),
    c.CancelPlan: ("leader", "leader_above"),
    c.EndPlanEarly: ("leader_above",),
    c.ClosePlan: ("leader", "leader_above"),
}  # fmt: skip


RULES = rules_of({kind: _with_joiners(allowed) for kind, allowed in OFFICES.items()}, "unit")


def offices(state: UnitState, person: str) -> tuple[str, ...]:
    """Every office that a person holds in this unit's plan."""
    roles = state.roles
    held = {
        "system": person == SYSTEM.person,
        "leader": person == state.leader,
        "member": person in state.members,
        "joiner": any(one.person == person for one in state.joining),
        "leader_above": person == roles.leader_above,
        "approver": person in roles.approvers,
        "executive": person in roles.executives,
        "sponsor": person in roles.sponsors,
        "planner": person in roles.planners,
        "hr_partner": person in roles.hr_partners,
        "auditor": person in roles.auditors,
        "administrator": person in roles.administrators,
    }
    return tuple(office for office, holds in held.items() if holds)


def acting(command: Command, state: UnitState, *, at: datetime, by: Actor) -> str:
    """In whose name a command counts; raises NotAuthorised unless an office allows it.

    A delegate, or who covers an absence, counts as the person
    they act for, for as long as that lasts, never for what is not delegated, and never where
    an office of their own stands on the other side.
    """
    person = by.on_behalf_of or by.person
    held = offices(state, person)
    subject = Subject(person, held={state.unit: frozenset(held)})
    require_allowed(command, RULES, subject, unit=state.unit)
    if person != by.person:
        _require_delegate(command, state, at, by.person, person)
        used = RULES[type(command)].offices
        _require_apart(state, by.person, tuple(one for one in held if one in used))
    return person


def _require_delegate(
    command: Command, state: UnitState, at: datetime, delegate: str, delegator: str
) -> None:
    if type(command) in NOT_DELEGATED:
        raise errors.NotAuthorised(
            f"{delegate} cannot do this for {delegator}: signing, declining, consenting, "
            "committing and granting are never delegated.",
            practice="S0-19",
        )
    delegated = any(
        (one.delegator, one.delegate) == (delegator, delegate) and one.starts_at <= at < one.ends_at
        for one in state.delegations
    )
    covered = any(
        (one.person, one.cover) == (delegator, delegate) and at.date() <= one.until
        for one in state.covers
    )
    if not delegated and not covered:
        raise errors.NotAuthorised(f"{delegator} has not delegated to {delegate} at this time.")


def _require_apart(state: UnitState, delegate: str, used: tuple[str, ...]) -> None:
    """The delegate holds no office that stands on the other side of each one used."""
    mine = set(offices(state, delegate))
    if all(mine & set(NOT_FOR.get(office, ())) for office in used):
        raise errors.NotAuthorised(
            f"{delegate} has an office of their own in unit {state.unit} that this duty must be "
            "kept apart from: delegate to somebody else."
        )
