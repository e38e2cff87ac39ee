"""Which commands an event comes of, for whoever has the events and not the commands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.custody import commands as kc
from domain.cycle import commands as cc
from domain.model import Command, Event
from domain.unit import commands as c

LEADING: Mapping[str, tuple[type[Command], ...]] = {
    "AbsenceCovered": (c.CoverAbsence,),
    "AccountClaimed": (c.ClaimAccount, c.ReceiveClaim),
    "AccountDecided": (c.DecideAccount,),
    "ActualsRecorded": (c.RecordActuals,),
    "ActualsRestated": (c.ApproveCorrection,),
    "AmendmentOpened": (c.OpenAmendment,),
    "AmendmentRequestReceived": (c.ReceiveAmendmentRequest,),
    "AmendmentRequested": (c.RequestAmendment,),
    "AmendmentWithdrawn": (c.WithdrawAmendment,),
    "AnswerContested": (c.ContestAnswer,),
    "BottomUpReceived": (c.ReceiveBottomUp,),
    "BottomUpStated": (c.StateBottomUp,),
    "BudgetGranted": (c.GrantBudget,),
    "ClaimSettled": (c.SettleClaim,),
    "CommitmentAdded": (c.AddCommitment,),
    "CommitmentBreached": (c.DeclareBreach, c.MarkTime),
    "CommitmentFulfilled": (c.FulfilCommitment,),
    "CorrectionProposed": (c.ProposeCorrection,),
    "CycleAnnounced": (cc.AnnounceCycle,),
    "CycleCancelled": (cc.CancelCycle,),
    "CycleClosed": (cc.CloseCycle,),
    "CycleStarted": (cc.StartCycle,),
    "DeadlineExtended": (c.MarkTime,),
    "DeadlineMissed": (c.MarkTime,),
    "DutyDelegated": (c.DelegateDuty,),
    "ErasureAsked": (kc.ErasePerson,),
    "ErasureCompleted": (kc.CompleteErasure,),
    "ErasureWithdrawn": (kc.WithdrawErasure,),
    "Escalated": (c.MarkTime,),
    "FileImported": (cc.ImportOrganisation, cc.RecordImport),
    "GateWaived": (c.AgreeToWaiver,),
    "GoalSet": (c.SetGoal,),
    "HoldPlaced": (kc.PlaceHold,),
    "HoldReleaseAsked": (kc.ReleaseHold,),
    "HoldReleased": (kc.ReleaseHold,),
    "InForceProposed": (c.PutInForce,),
    "KeySuccessFactorAdded": (c.AddKeySuccessFactor,),
    "LeaderAboveReplaced": (c.ReplaceLeaderAbove,),
    "LeaderLeft": (cc.ReplaceUnitLeader,),
    "LeaderReplaced": (c.ReplaceLeader,),
    "LogKeyCreated": (kc.RecordLogKey,),
    "LogKeyLost": (kc.RecordLogKey,),
    "LogKeyRotated": (kc.RecordLogKey,),
    "MarketRateRecorded": (cc.RecordMarketRate,),
    "NoConcernsStated": (c.StateNoConcerns,),
    "OfficesReceived": (kc.ReceiveOffices,),
    "PersonErased": (kc.AgreeToErasure,),
    "PlanAccepted": (c.AcceptPlan,),
    "PlanCancelled": (c.CancelPlan,),
    "PlanClosed": (c.ClosePlan,),
    "PlanEndedEarly": (c.EndPlanEarly,),
    "PlanFinalised": (c.FinalisePlan,),
    "PlanGoalConfirmed": (cc.ConfirmPlanGoal,),
    "PlanObjected": (c.ObjectToPlan,),
    "PlanPutInForce": (c.PutInForce,),
    "PlanRevised": (c.RevisePlan,),
    "PlanSigned": (c.SignPlan,),
    "PushbackAnswered": (c.AnswerPushback,),
    "PushbackCaptured": (c.CapturePushback,),
    "PushbackClosed": (c.ClosePushback,),
    "PushbackRaised": (c.RaisePushback, c.ConfirmCapturedPushback),
    "PushbackReplied": (c.ReplyToPushback,),
    "PushbackWithdrawn": (c.WithdrawPushback,),
    "ReminderDue": (c.MarkTime,),
    "ResourceRequestDecided": (c.DecideResourceRequest,),
    "ResourceRequested": (c.RequestResource,),
    "RetentionChanged": (kc.AgreeToRetention,),
    "RetentionProposed": (kc.ProposeRetention,),
    "ReviewHeld": (c.HoldReview,),
    "RevocationRefused": (c.RevokeCommitment,),
    "RolesChanged": (cc.AgreeToRoles,),
    "RolesProposed": (cc.ProposeRoles,),
    "RuleChangeAgreed": (cc.AgreeToRuleChange,),
    "RuleChangeProposed": (cc.ProposeRuleChange,),
    "RulesChanged": (c.ChangeRules,),
    "SeatFilled": (c.FillSeat,),
    "SeatHandedOver": (c.HandOverSeat,),
    "SessionHeld": (c.HoldSession,),
    "SignatureDeclined": (c.DeclineToSign,),
    "SignatureTakenBack": (c.TakeBackSignature,),
    "SignaturesVoided": (c.RevisePlan, c.WithdrawAmendment, c.HandOverSeat),
    "StretchTargetProposed": (c.ProposeStretchTarget,),
    "StandingReceived": (kc.ReceiveStanding,),
    "SubstituteAccepted": (c.AcceptSubstitute,),
    "SubstituteOffered": (c.OfferSubstitute,),
    "SubstituteRefused": (c.RefuseSubstitute,),
    "SupportGiven": (c.GiveSupport,),
    "SupportPromised": (c.PromiseSupport,),
    "UnderstandingConfirmed": (c.ConfirmUnderstanding,),
    "UnitPlanEnded": (cc.EndUnitPlan,),
    "UnitPlanOpened": (c.OpenUnitPlan,),
    "UnitRolesChanged": (c.ChangeRoles,),
    "ViewNoted": (c.NoteView,),
    "WaiverExpired": (c.MarkTime,),
    "WaiverProposed": (c.ProposeWaiver,),
    "WaiverRefused": (c.RefuseWaiver,),
}
"""By the event that a command leads to before all others."""

IN_FULL = frozenset(
    {
        "BudgetGranted", "InForceProposed", "PlanAccepted", "PlanObjected", "PlanSigned",
        "SignatureDeclined", "WaiverProposed", "WaiverRefused",
    }
)  # fmt: skip
"""Events that repeat every word of their command, so that its hash is the test of theirs."""

FOLLOWING = frozenset(
    {
        "AcceptanceCompleted", "AccountContested", "AdvanceNoticeGiven", "AmendmentWithdrawn", "DeadlineExtended",
        "DeadlineMissed", "FindingRaised", "JointOwnershipReached", "PlanRevised",
        "PushbackSkipped", "ResourcesCommitted", "ReviewMissed", "RolesChanged",
        "SeatHandedOver", "SeatTakenOver", "TookNoPart", "UnitDefined", "WindowsOpened",
    }
)  # fmt: skip
"""What a command can bring with it besides; never anybody's own act alone."""


def lead_of(events: Sequence[Event]) -> Event:
    """The event that says which command it was: a finding of the practices can come before it."""
    return next((event for event in events if event.type in LEADING), events[0])
