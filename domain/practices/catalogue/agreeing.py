"""S0: the loop in which a number is agreed."""

from __future__ import annotations

from domain.practices.catalogue.row import row

ROWS = (
    row("S0-01", "G", "Exceeding goals needs a plan", "rule:S0-01 PlanFinalised"),
    row("S0-02", "GV", "Everyone whom it concerns takes part", "rule:S0-02 TookNoPart members"),
    row("S0-03", "WR", "A plan to exceed goals surprises nobody", "rule:S0-03 AdvanceNoticeGiven", "notice_days"),
    row("S0-04", "W", "A stretch add-on is the default", "rule:S0-04"),
    row("S0-05", "G", "The leader presents the target early, in a session", "rule:S0-05 SessionHeld", "proposal_days_after_session"),
    row("S0-06", "R", "A year may have several targets", "CycleStarted targets"),
    row("S0-07", "G", "Plan goal and add-on are kept apart", "rule:S0-07 PlanGoalConfirmed"),
    row("S0-08", "G", "Each member's portion is stated, and the portions sum", "rule:S0-08 StretchTargetProposed"),
    row("S0-09", "GR", "Understanding is confirmed, and is no acceptance", "rule:S0-09 UnderstandingConfirmed", "understanding_days"),
    row("S0-10", "G", "Every amount has exactly one owner", "rule:S0-10 seats"),
    row("S0-11", "GW", "Pushback is expected, and has its window", "rule:S0-11 WindowsOpened PushbackClosed PushbackSkipped", "first_window_days reopened_window_days"),
    row("S0-12", "R", "An objection has a kind and may have a counter", "PushbackRaised"),
    row("S0-13", "WR", "An objection without evidence is marked, not dropped", "rule:S0-13 PushbackRaised"),
    row("S0-14", "GV", "Each objection is answered with a reason", "rule:S0-14 PushbackAnswered"),
    row("S0-15", "RV", "Real issues are identified", "PushbackAnswered issues"),
    row("S0-16", "G", "Key success factors come out of the exchange", "rule:S0-16 KeySuccessFactorAdded"),
    row("S0-17", "RV", "The factors are the blueprint", "KeySuccessFactorAdded blueprint"),
    row("S0-18", "RV", "A revision cites what it answers", "PlanRevised differences"),
    row("S0-19", "G", "Everyone signs the shared goal and their own portion", "rule:S0-19 JointOwnershipReached"),
    row("S0-20", "G", "All signatures are on the same content", "PlanSigned SignaturesVoided"),
    row("S0-21", "W", "The new goal is still aggressive", "rule:S0-21"),
    row("S0-22", "GR", "Resources are committed for good", "ResourcesCommitted RevocationRefused"),
    row("S0-23", "G", "Each request for a resource is decided with a reason", "rule:S0-23 ResourceRequestDecided"),
    row("S0-24", "V", "What the leader delivers stands beside what members bring", "ReviewHeld reviews", "breach_after_days"),
    row("S0-25", "RS", "The leader helps each member", "SupportPromised SupportGiven"),
    row("S0-26", "VS", "Potential stands beside the portion", "seats suggestions"),
)  # fmt: skip
