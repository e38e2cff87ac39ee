"""One plain sentence for every event type, as a timeline tells it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, cast

from pydantic import BaseModel

from domain.authority.ruling import told as office
from domain.custody import events as k
from domain.cycle import events as c
from domain.model import Actor, Event
from domain.people import Role
from domain.unit import events as u
from domain.unit.measuring import events as m
from domain.unit.reviewing import events as w
from projections import telling_culture, telling_incentives, telling_lookback, telling_sellers
from projections.things import FIELDS

PEOPLE = frozenset(
    {
        "actor", "announced_by", "answered_by", "agreed_by", "approved_by", "accepted_by", "asked_by",
        "attendees", "claimant", "closed_by", "confirmed_by", "cover", "decided_by", "declared_by",
        "delegate", "delegator", "holder", "leader", "leaver", "noted_by", "opened_by", "owner",
        "people", "person", "placed_by", "proposed_by", "refused_by", "successor", "to", "tried_by", "waived_by",
        "begun_by", "coached_by", "explained_by", "farmer", "held_by", "line_manager", "manager", "rated_by",
        "returned_by", "seller", "withdrawn_by", "handed_over_by", "recorded_by", "author", "completed_by", "dropped_by", "reported_by",
        "stated_by", "scored_by", "planned_by", "named_by", "presented_by", "restated_by", "ceo",
        "filed_by", "given_by", "helped", "helper", "nominated_by", "recognised_by", "reviewed_by",
        "winners", "chosen_by", "linked_by", "set_by", "told_by", "published_by",
    }
)  # fmt: skip
"""Fields that hold people's ids, which are told by name where a name is known."""

SENTENCES: Final[dict[type[Event], str]] = {
    # ── a cycle ───────────────────────────────────────────────────────────────────────────
    c.CycleStarted: "{actor} began to prepare {name}, {starts_on} to {ends_on}.",
    c.FileImported: "{actor} imported {source}: {rows} rows ({kind}).",
    c.UnitDefined: "Unit {name} was defined, led by {leader}.",
    c.PlanGoalConfirmed: "{confirmed_by} confirmed the plan goal of {target}: {amount} ({document}).",
    c.IntentStated: "{stated_by} stated the intent {intent}: {words} ({objective} {number}, for {groups}).",
    c.DeliverableDefined: "For {intent}, {owner} is to deliver: {words} ({measure}).",
    c.CycleAnnounced: "{announced_by} announced the cycle; every unit's plan opens.",
    c.IncentivesBegun: "{begun_by} began the incentives of the cycle: what managers and executives are paid for.",
    c.CultureBegun: "{begun_by} began the culture of the cycle: its values, and what is expected.",
    c.LeaderLeft: "{leaver} leaves unit {unit}; {successor} leads it from {acts_from}.",
    c.MarketRateRecorded: "{actor} recorded {currency} at {rate} on {on}: a currency effect, nobody's attainment.",
    c.MarketRateRestated: "{restated_by} restated {currency} of {on}: {rate} in place of {was}: {reason}",
    c.RuleChangeProposed: "{proposed_by} proposed other rules: {reason}",
    c.RuleChangeAgreed: "{agreed_by} agreed; the rules change from here.",
    c.RolesProposed: "{proposed_by} proposed a change of offices: {offices}. {reason}",
    c.RolesChanged: "Offices changed hands: {offices}. {proposed_by} proposed it, {agreed_by} agreed.",
    c.UnitPlanEnded: "The plan of unit {unit} ended: {ended_as}.",
    c.CycleCancelled: "{actor} cancelled the cycle: {reason}",
    c.CycleClosed: "{closed_by} closed the cycle.",
    # ── custody ───────────────────────────────────────────────────────────────────────────
    k.LogKeyCreated: "The log has its first key, which signs from {signs_from} entries on: {words}.",
    k.LogKeyRotated: "Another key of the log signs from {signs_from} entries on, and the one before vouches for it: {words}.",
    k.LogKeyLost: "A key of the log is lost, and trusted up to {trusted_until} entries; another signs from {signs_from} on: {words}.",
    k.OfficesReceived: "Who holds which office in {cycle} was noted, as it was at version {version}.",
    k.StandingReceived: "What the cycles say of {person} was noted.",
    k.HoldPlaced: "{placed_by} placed the hold {hold}{subject} ({scope}, {reference}): {reason}",
    k.HoldReleaseAsked: "{asked_by} asks to release the hold {hold}: {reason}",
    k.HoldReleased: "The hold {hold} was released: {reason} {asked_by} asked, {agreed_by} agreed.",
    k.RetentionProposed: "{proposed_by} proposed other periods of retention: {reason}",
    k.RetentionChanged: "Other periods of retention hold. {proposed_by} proposed it, {agreed_by} agreed.",
    k.ErasureAsked: "{asked_by} asked to erase {person} ({ground}, {reference}).",
    k.ErasureWithdrawn: "{withdrawn_by} withdrew the erasure of {person}: {reason}",
    k.PersonErased: "{person} is erased ({ground}). {asked_by} asked, {agreed_by} agreed.",
    k.ErasureCompleted: "Nothing is left of what was to be destroyed of {person}.",
    **telling_lookback.SENTENCES,
    **telling_culture.SENTENCES,
    **telling_sellers.SENTENCES,
    **telling_incentives.SENTENCES,
    # ── opening, goal, session ────────────────────────────────────────────────────────────
    u.UnitPlanOpened: "The plan of {name} opened, led by {leader}.",
    u.AdvanceNoticeGiven: "Notice that a plan is coming went to {people}.",
    u.GoalSet: "The goal of {target} is {amount} ({standing}).",
    u.SessionHeld: "{actor} opened the planning session; the proposal is due {proposal_due_at}.",
    u.StretchTargetProposed: "{actor} proposed version {version}: {targets}.",
    u.WindowsOpened: "Version {version} is open to answers from {windows}.",
    u.PushbackSkipped: "{actor} goes on without a pushback window: {reason}",
    u.UnderstandingConfirmed: "{person} understands their portion of version {version}.",
    # ── pushback ──────────────────────────────────────────────────────────────────────────
    u.PushbackCaptured: "{actor} captured an objection in {person}'s name ({kind}): {words}",
    u.PushbackRaised: "{person} pushed back on version {version} ({kind}): {words}{counter}",
    u.PushbackReplied: "{person} replied to {item}: {words}",
    u.PushbackWithdrawn: "{actor} withdrew {item}: {reason}",
    u.NoConcernsStated: "{person} has no concern about version {version}.",
    u.PushbackAnswered: "{answered_by} answered {item} ({outcome}): {reason}",
    u.AnswerContested: "{actor} contests the answer to {item}: {words}",
    u.ViewNoted: "{noted_by} noted a view on {item}: {words}",
    u.BottomUpStated: "From below, {actor} offers {amount} for seat {seat}.",
    u.BottomUpReceived: "Unit {unit} adds up to {amount} from its own people, with {items} items.",
    u.PushbackClosed: "{actor} closed the pushback on version {version}.",
    # ── success factors, resources, revision ──────────────────────────────────────────────
    u.KeySuccessFactorAdded: "{actor} added a key success factor, owned by {owner}, due {due_on}: {words}",
    u.ResourceRequested: "{asked_by} asked for {words}, needed by {needed_by}.",
    u.BudgetGranted: "{actor} granted {amount} for resources.",
    u.ResourceRequestDecided: "{actor} decided {request}: {outcome}. {reason}",
    u.PlanRevised: "{actor} revised the plan to version {version}: {reason}",
    u.SignaturesVoided: "With version {version}, {people} are asked to sign again.",
    # ── final, accepted, signed ───────────────────────────────────────────────────────────
    u.PlanFinalised: "{actor} made version {version} final.",
    u.PlanAccepted: "{person} accepted version {version}.",
    u.PlanObjected: "{person} objected to version {version}: {words}",
    u.AcceptanceCompleted: "Version {version} is accepted and can be signed.",
    u.PlanSigned: "{person} signed version {version} as {role}.{dissent}",
    u.SignatureTakenBack: "{person} took their signature back: {reason}",
    u.SignatureDeclined: "{person} declined to sign version {version}: {words}",
    u.JointOwnershipReached: "Version {version} is jointly owned by {people}.",
    u.ResourcesCommitted: "The resources of version {version} are committed and cannot be taken back.",
    u.InForceProposed: "{proposed_by} asks to put version {version} in force unsigned: {reason}",
    u.PlanPutInForce: "{decided_by} put version {version} in force, not jointly owned; not signed: {missing}.",
    u.AbsenceCovered: "{cover} covers {person} until {until}; no signature.",
    # ── promises ──────────────────────────────────────────────────────────────────────────
    u.CommitmentAdded: "{actor} added a promise: {commitment}.",
    u.CommitmentFulfilled: "{actor} kept the promise {commitment}: {words}",
    u.SubstituteOffered: "{actor} offered a substitute for {commitment}: {substitute}.",
    u.SubstituteAccepted: "{accepted_by} accepted the substitute for {commitment}.",
    u.SubstituteRefused: "{actor} refused the substitute for {commitment}: {words}",
    u.CommitmentBreached: "The promise {commitment} is breached, declared by {declared_by}: {reason}",
    u.RevocationRefused: "{tried_by} tried to take back the promise {commitment}; it stands.",
    # ── amendments, account claims, people ────────────────────────────────────────────────
    u.AmendmentOpened: "{opened_by} opened an amendment, to be signed by {sign_by}: {reason}",
    u.AmendmentWithdrawn: "{actor} withdrew the amendment {amendment}: {reason}",
    u.AmendmentRequested: "{asked_by} asks the unit above to amend: {words}",
    u.AmendmentRequestReceived: "Unit {unit} asks this unit to amend: {words}",
    u.AccountClaimed: "{claimant} claims the account {account}.",
    u.AccountContested: "The account {account} is claimed twice; it counts in neither plan until decided.",
    u.AccountDecided: "{actor} gave the account {account} to seat {winner}: {reason}",
    u.ClaimSettled: "The claim of seat {seat} to {account} is {standing}, decided by {decided_by}.",
    u.SeatFilled: "{person} joins seat {seat} on {joins_on}, with {amount} to sign by {respond_by}.",
    u.SeatHandedOver: "{leaver} left seat {seat} on {left_on}; {successor} is to follow.",
    u.SeatTakenOver: "{person} carries {amount} of seat {seat} from here.",
    u.LeaderReplaced: "{successor} leads from {acts_from} in place of {leaver}; promises pass with the office.",
    u.LeaderAboveReplaced: "{successor} leads the unit above in place of {leaver}.",
    # ── facts, reviews, support ───────────────────────────────────────────────────────────
    u.ActualsRecorded: "{actor} recorded the actuals of {period} from {source}.",
    m.GoalActualsRecorded: "{actor} recorded where goals stood at the end of {period}, from {source}.",
    u.CorrectionProposed: "{proposed_by} says that recorded facts are wrong: {reason}",
    m.CorrectionWithdrawn: "{withdrawn_by} withdrew the correction {correction}: {reason}",
    m.CorrectionRefused: "{refused_by} refused the correction {correction}: {reason}",
    u.ActualsRestated: "{approved_by} approved the correction {correction}; closed reviews stand, restated.",
    w.ReviewOpened: "{opened_by} opened the review of {period} with {attendees}; its record was prepared from the plan.",
    w.ReviewSectionConfirmed: "{confirmed_by} went through {section} in the review of {period}: {said}",
    w.AgreedActionReported: "{reported_by} reported as done what a review agreed, {agreed}: {words}",
    w.StandstillEscalated: "The goal {goal} was behind in two quarters and its plan did not change; {to} is told.",
    u.ReviewHeld: "{actor} held the review of {period}: {decisions}",
    u.ReviewMissed: "The review of {period} did not happen by its date.",
    u.SupportPromised: "{actor} promised {person} help by {due_on}: {words}",
    u.SupportGiven: "{actor} gave the help {support}: {words}",
    # ── rules, duties and time ────────────────────────────────────────────────────────────
    u.WaiverProposed: "{proposed_by} proposed to waive {practice}{subject} until {expires_at}: {reason}",
    u.GateWaived: "{waived_by} waived {practice}{subject} until {expires_at}: {reason}",
    u.WaiverRefused: "{refused_by} refused the waiver {waiver}: {reason}",
    u.WaiverExpired: "The waiver {waiver} expired; nobody had agreed to it.",
    u.RulesChanged: "The rules changed, decided by {decided_by}.",
    u.UnitRolesChanged: "Offices changed hands, decided by {decided_by}: {offices}.",
    u.DutyDelegated: "{delegate} acts for {delegator} from {starts_at} to {ends_at}.",
    u.ReminderDue: "A reminder went to {people}: {kind}{key}.",
    u.DeadlineMissed: "The deadline {kind}{key} passed, still waiting for {people}.",
    u.Escalated: "The deadline {kind}{key}, still waiting for {people}, was escalated to {to}.",
    u.TookNoPart: "{people} took no part ({kind}{key}); that is no acceptance.",
    u.DeadlineExtended: "The deadline {kind}{key} moved to {due_at}: {reason}",
    u.FindingRaised: "{practice} warns: {words}.",
    # ── strategic goals ───────────────────────────────────────────────────────────────────
    u.StrategicGoalSet: "{actor} set the goal {goal}, owned by {owner}: {words} ({metric}, {baseline} to {target}).",
    u.GoalReceived: "{person} received the goal {goal} ({reaction}). {words}",
    u.PlanningTimeRecorded: "{recorded_by} recorded {minutes} minutes of making action plans, with {attendees}: {words}",
    u.ActionStepAdded: "{author} added a step: {step}.",
    u.ActionStepCompleted: "{completed_by} completed the step {step}: {words}",
    u.GoalProgressReported: "{reported_by} reported {value} on the goal {goal} for {period}: {words}",
    u.GoalHandedOver: "{handed_over_by} handed the part of {person} in the goal {goal} over; it goes to {successor}: {reason}",
    u.ActionStepHandedOver: "{handed_over_by} handed the step {step} over from {person} to {successor}: {reason}",
    u.GoalDropped: "{dropped_by} gave the goal {goal} up: {reason}",
    # ── sellers' plans ────────────────────────────────────────────────────────────────────
    u.SellerPlansBegun: "{begun_by} asked {people} to write a plan of their own.",
    u.SellerPlanReported: "The plan of {person} is {stage}.",
    # ── the end ───────────────────────────────────────────────────────────────────────────
    u.PlanCancelled: "{actor} cancelled the plan: {reason}",
    u.PlanEndedEarly: "{actor} ended the plan early: {reason}",
    u.PlanClosed: "{actor} closed the year: {figures}.",
}


def sentence(event: Event, by: Actor, names: Mapping[str, str]) -> str:
    """What happened, in words; an unknown type is told by its name rather than not at all."""
    told = SENTENCES.get(type(event), f"{event.type}.")
    facts = {"actor": by.on_behalf_of or by.person} | dict(event)
    shown = {field: _told(field, value, names) for field, value in facts.items()}
    if "key" in facts:
        key = str(facts["key"])
        thing = names.get(f"{facts.get('kind')} {key}", key)
        shown["key"] = f" {thing}" if key else ""
    if "counter" in facts:
        shown["counter"] = f" Counter-proposal: {facts['counter']}." if facts["counter"] else ""
    if "dissent" in facts:
        shown["dissent"] = f" Dissent: {facts['dissent']}" if facts["dissent"] else ""
    if "contributions" in facts:
        shown["contributions"] = f" ({shown['contributions']})." if facts["contributions"] else ""
    if "subject" in facts:
        about = facts["subject"]
        shown["subject"] = f" for {names.get(str(about), about)}" if about else ""
    if "waived_by" in facts and facts["proposed_by"]:
        shown["waived_by"] = f"{shown['proposed_by']} and {shown['waived_by']}"
    if "grants" in facts:
        shown["offices"] = _offices(facts, names)
    return " ".join(told.format_map(shown).split())


def _offices(facts: Mapping[str, object], names: Mapping[str, str]) -> str:
    """Who becomes what, and who is it no more."""
    said = {
        "grants": "{person} becomes {office}",
        "revokes": "{person} is {office} no more",
        "withheld": "{person}, of this team, does not become {office} here",
    }
    return "; ".join(
        words.format(person=names.get(one.person, one.person), office=office(one.office))
        for field, words in said.items()
        for one in cast("tuple[Role, ...]", facts.get(field, ()))
    )


def _told(field: str, value: object, names: Mapping[str, str]) -> str:
    match value:
        case tuple():
            return ", ".join(_told(field, one, names) for one in value) or "nobody"
        case None:
            return "nobody" if field in PEOPLE else ""
        case BaseModel():
            return _value(value, names)
        case datetime():
            return f"{value:%Y-%m-%d %H:%M} UTC"
        case str():
            return _text(field, value, names)
        case _:
            return str(value)


def _text(field: str, text: str, names: Mapping[str, str]) -> str:
    if field in PEOPLE:
        return names.get(text, text)
    if field in FIELDS:
        return names.get(f"{field} {text}", text)
    return (
        text.replace("_", " ")
        if field in {"outcome", "ended_as", "ground", "standing", "section", "reaction"}
        else text
    )


def _value(value: BaseModel, names: Mapping[str, str]) -> str:
    """The part of a value by which people know it."""
    facts = dict(value)
    if "stretch" in dir(value):
        return f"{facts['target']} {facts['goal']} + {facts['add_on']}"
    if "current" in facts:
        return f"{facts['target']} {facts['actual']} of {facts['plan_goal']}"
    for field in ("person", "name", "words"):
        if field in facts:
            text = str(facts[field])
            return names.get(text, text) if field == "person" else text
    return str(value)
