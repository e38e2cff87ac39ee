"""S4: what every salesperson has."""

from __future__ import annotations

from domain.practices.catalogue.row import row

ROWS = (
    row("S4-01", "R", "The message at the kick-off", "MeetingHeld:kind=kick_off"),
    row("S4-02", "R", "And on Mondays", "MeetingHeld:kind=weekly"),
    row("S4-03", "R", "And at the quarterly review", "SellerReviewHeld"),
    row("S4-04", "RS", "Why planning is worth it is told", "ReasonTold ReasonRead culture_people"),
    row("S4-05", "V", "Planned results are told from lucky ones", "PlanLineReported readiness execution"),
    row("S4-06", "R", "What is expected is acknowledged", "ExpectationsSet CultureAcknowledged"),
    row("S4-07", "W", "Each expectation has a measure and a review", "rule:S4-07 ExpectationsSet"),
    row("S4-08", "G", "A low result is not closed as it is", "SellerReviewHeld", "sellers"),
    row("S4-09", "G", "Each salesperson has a plan for the year", "rule:S4-09 SellerPlanOpened sellers"),
    row("S4-10", "G", "The top accounts, or why not", "TopAccountsNamed TopAccountsNotAppropriate"),
    row("S4-11", "W", "Training covers the next 90 days", "TrainingPlanned TrainingLapsed", "training_gap_days"),
    row("S4-12", "R", "Each salesperson is reviewed in person", "SellerReviewHeld SellerReviewReminded SellerReviewMissed SellerReviewEscalated", "sellers"),
    row("S4-13", "R", "Contests for fun and recognition", "ContestOpened contests"),
    row("S4-14", "V", "Wins are shown, not only gaps", "execution"),
    row("S4-15", "V", "What works is measured", "execution"),
    row("S4-16", "V", "How far plans are carried out is shown", "execution"),
    row("S4-17", "S", "How people feel may be asked, in groups", "pulse", "culture"),
    row("S4-18", "R", "Ideas can be filed", "IdeaFiled IdeaLinked"),
    row("S4-19", "RV", "And then some", "PromiseMade PromiseReported sellers"),
    row("S4-20", "V", "Promises are kept", "PromiseReported sellers"),
    row("S4-21", "S", "Colleagues recognise each other", "ColleagueRecognised"),
    row("S4-22", "S", "Each week, one checks oneself", "reflection"),
    row("S4-23", "S", "Occasions of recognition", "AwardGiven"),
    row("S4-24", "V", "The average beside the best", "spread execution"),
)  # fmt: skip
