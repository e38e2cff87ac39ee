"""Events of whose having happened other systems may be told; of any that is not named they hear nothing.

What leaves is what a whole cycle or a whole unit reads. What fewer people read (one person's plan, pay, incentives,
scores, succession, cases, who acknowledged, custody) is named in no feed: a type alone, on a day, tells of somebody.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from domain.authority.reads import READ_CULTURE, READ_CYCLE, READ_PLAN
from domain.authority.ruling import Rule

TOLD: Final[Mapping[Rule, tuple[str, ...]]] = {
    READ_CYCLE: (
        "CycleStarted", "FileImported", "UnitDefined", "PlanGoalConfirmed", "IntentStated",
        "DeliverableDefined", "CycleAnnounced", "CultureBegun", "LeaderLeft",
        "MarketRateRecorded", "MarketRateRestated", "RuleChangeProposed", "RuleChangeAgreed",
        "RolesProposed", "RolesChanged", "UnitPlanEnded", "CycleCancelled", "CycleClosed",
    ),
    READ_PLAN: (
        "UnitPlanOpened", "AdvanceNoticeGiven", "GoalSet", "SessionHeld",
        "StretchTargetProposed", "WindowsOpened", "PushbackSkipped", "UnderstandingConfirmed",
        "PushbackCaptured", "PushbackRaised", "PushbackReplied", "PushbackWithdrawn",
        "NoConcernsStated", "PushbackAnswered", "AnswerContested", "ViewNoted",
        "BottomUpStated", "BottomUpReceived", "PushbackClosed", "KeySuccessFactorAdded",
        "ResourceRequested", "BudgetGranted", "ResourceRequestDecided", "PlanRevised",
        "SignaturesVoided", "PlanFinalised", "PlanAccepted", "PlanObjected",
        "AcceptanceCompleted", "PlanSigned", "SignatureTakenBack", "SignatureDeclined",
        "JointOwnershipReached", "ResourcesCommitted", "InForceProposed", "PlanPutInForce",
        "AbsenceCovered", "CommitmentAdded", "CommitmentFulfilled", "SubstituteOffered",
        "SubstituteAccepted", "SubstituteRefused", "CommitmentBreached", "RevocationRefused",
        "AmendmentOpened", "AmendmentWithdrawn", "AmendmentRequested",
        "AmendmentRequestReceived", "AccountClaimed", "AccountContested", "AccountDecided",
        "ClaimSettled", "SeatFilled", "SeatHandedOver", "SeatTakenOver", "LeaderReplaced",
        "LeaderAboveReplaced", "ActualsRecorded", "CorrectionProposed", "CorrectionWithdrawn",
        "CorrectionRefused", "ActualsRestated",
        "ReviewOpened", "ReviewSectionConfirmed", "ReviewHeld", "ReviewMissed",
        "StandstillEscalated", "AgreedActionReported", "SupportPromised", "SupportGiven", "WaiverProposed",
        "GateWaived", "WaiverRefused", "WaiverExpired", "RulesChanged", "UnitRolesChanged",
        "DutyDelegated", "ReminderDue", "DeadlineMissed", "Escalated", "TookNoPart",
        "DeadlineExtended", "FindingRaised", "StrategicGoalSet", "GoalReceived",
        "PlanningTimeRecorded", "ActionStepAdded", "ActionStepCompleted",
        "GoalProgressReported", "GoalHandedOver", "ActionStepHandedOver", "GoalDropped",
        "SellerPlansBegun", "PlanCancelled", "PlanEndedEarly", "PlanClosed",
        "DependencyNamed", "DependencyAnswered", "DependencyDropped", "CeoAlignmentRecorded",
        "PlanPresentedToExecutives", "LookBackBegun", "LookBackScored", "HandoffScored",
        "PlannedToHundred", "WhyNotReported", "YearReceived", "LookBackClosed",
        "GoalActualsRecorded", "RunRateListed", "PlanLineAdded", "PlanLineDropped",
        "PlanLineReported", "MarketingPlanAttached", "TargetSplit",
    ),
    READ_CULTURE: (
        "CultureOpened", "CircleLeaderReplaced", "CultureRolesChanged", "CircleJoined",
        "CircleLeft", "ValuesChosen", "ExpectationsSet", "ReasonTold", "CulturePublished",
        "InitiativeStarted", "InitiativeStageCompleted", "InitiativeReviewed",
        "InitiativeReviewMissed", "InitiativeCarriedOver", "InitiativeDropped",
        "ContestOpened", "ContestEnded", "AwardGiven", "ColleagueRecognised",
        "PeerHelpRecorded", "IdeaFiled", "IdeaLinked", "CultureClosed",
    ),
}  # fmt: skip
"""By who reads what they say: the rule reaches a whole cycle, or all of a unit."""

OUTSIDE: Final = frozenset(event for named in TOLD.values() for event in named)

CONFIDENTIAL: Final = "confidential"


def named(event: str) -> str:
    """How an event's type is called where its readers are not known: in metrics, for one."""
    return event if event in OUTSIDE else CONFIDENTIAL
