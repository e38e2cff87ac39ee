"""One plain sentence for every event of a seller's plan."""

from __future__ import annotations

from typing import Final

from domain.model import Event
from domain.seller import events as s

SENTENCES: Final[dict[type[Event], str]] = {
    s.SellerPlanOpened: "The plan of {seller} opened, managed by {manager}.",
    s.SellerGoalSet: "The unit asks for {goals}.",
    s.SellerManagerChanged: "{manager} manages this plan from here.",
    s.LineManagerRecorded: "{actor} recorded to whom this person reports: {line_manager}.",
    s.SellerRolesChanged: "Offices around this plan changed hands.",
    s.BusinessPlanWritten: "{actor} wrote the business plan: {lines}.",
    s.TopAccountsNamed: "{actor} named the top accounts: {accounts}.",
    s.TopAccountsNotAppropriate: "{actor} has no top accounts: {reason}",
    s.TrainingPlanned: "{actor} planned training: {trainings}.",
    s.TrainingLapsed: "Training no longer covers the next 90 days.",
    s.SellingRoleAssigned: "{actor} assigned the role {role} from {from_on}.",
    s.AccountWon: "{actor} won the account {account}; {farmer} takes it over by {hand_over_by}.",
    s.AccountHandedOver: "{confirmed_by} took over the account {account}.",
    s.HandoverOverdue: "The account {account} was not handed over in time.",
    s.PlanCoached: "{coached_by} coached the plan: {words}",
    s.SellerPlanSubmitted: "{actor} submitted version {version} of the plan.",
    s.SellerPlanPresented: "Version {version} was presented to {attendees}, rated {rating} of 5: {words}",
    s.SellerPlanRated: "{rated_by} rated whether version {version} is {aspect}: {words}",
    s.SellerPlanAgreed: "{agreed_by} agreed to version {version} of the plan.",
    s.SellerPlanReturned: "{returned_by} returned version {version}: {words}",
    s.CompensationImported: "{actor} imported the compensation plan {compensation}: {components}.",
    s.CompensationExplained: "{explained_by} explained the compensation plan {compensation}.",
    s.CompensationUnderstood: "{actor} confirmed that {compensation} was explained.",
    s.CompensationAgreed: "{actor} said what they think of the compensation plan {compensation}. {words}",
    s.CompanyWinConfirmed: "{confirmed_by} said that {compensation} is a win for the company.",
    s.MeetingHeld: "{held_by} held the {kind} meeting: {agenda}",
    s.SellerReviewHeld: "{held_by} held the seller review {period}: {words}",
    s.SellerReviewConfirmed: "{actor} confirmed the record of the review {period}. {words}",
    s.SellerReviewReminded: "A reminder went to {to}: the seller review {period}.",
    s.SellerReviewMoved: "The seller review {period} moved to {due_at}: {reason}",
    s.SellerReviewEscalated: "The seller review {period} is still not held, and was escalated to {to}.",
    s.SellerReviewMissed: "The seller review {period} did not happen by its date; {to} is told.",
    s.PromiseMade: "{actor} promised: {promise}.",
    s.PromiseReported: "{actor} reported on the promise {promise} ({outcome}): {words}",
    s.SellerFindingRaised: "{practice} warns: {words}.",
    s.SellerPlanClosed: "The plan was closed with its unit: {ended_as}.",
}
