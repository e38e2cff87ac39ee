"""How acts and their fields are called on pages, where the name alone does not say it."""

from __future__ import annotations

from collections.abc import Mapping

from domain.model import Command
from web.commands import kebab

TITLES: dict[str, str] = {
    "propose-stretch-target": "Propose the stretch target",
    "confirm-understanding": "I understand my portion",
    "raise-pushback": "Push back",
    "capture-pushback": "Capture an objection",
    "confirm-captured-pushback": "Confirm what was captured in my name",
    "reply-to-pushback": "Reply",
    "withdraw-pushback": "Withdraw my item",
    "state-no-concerns": "I have no concerns",
    "answer-pushback": "Answer this item",
    "contest-answer": "Contest this answer",
    "note-view": "Note my view",
    "state-bottom-up": "State a bottom-up number",
    "close-pushback": "Close the pushback window",
    "add-key-success-factor": "Add a key success factor",
    "request-resource": "Ask for a resource",
    "grant-budget": "Grant a budget",
    "decide-resource-request": "Decide this request",
    "revise-plan": "Revise the plan",
    "finalise-plan": "Make this version final",
    "accept-plan": "Accept this version",
    "object-to-plan": "Object to this version",
    "take-back-signature": "Take back my signature",
    "decline-to-sign": "Decline to sign",
    "put-in-force": "Put this version in force unsigned",
    "cover-absence": "Name who covers an absence",
    "add-commitment": "Add a resource commitment",
    "fulfil-commitment": "Record that it is fulfilled",
    "offer-substitute": "Offer a substitute",
    "accept-substitute": "Accept the substitute",
    "refuse-substitute": "Refuse the substitute",
    "declare-breach": "Declare a breach",
    "revoke-commitment": "Try to take a commitment back",
    "open-amendment": "Open an amendment",
    "withdraw-amendment": "Withdraw the amendment",
    "request-amendment": "Ask the unit above to amend",
    "claim-account": "Claim an account",
    "decide-account": "Decide who has the account",
    "fill-seat": "Fill a vacant seat",
    "hand-over-seat": "Hand over a seat",
    "give-support": "Record that support was given",
    "delegate-duty": "Delegate my duties",
    "propose-waiver": "Propose to waive a gate for one case",
    "agree-to-waiver": "Agree to this waiver",
    "refuse-waiver": "Refuse this waiver",
    "propose-roles": "Propose a change of offices",
    "set-strategic-goal": "Set a strategic goal",
    "receive-goal": "Say how I take this goal",
    "add-action-step": "Add a step",
    "complete-action-step": "Record that it is done",
    "report-goal-progress": "Report where it stands",
    "drop-goal": "Give this goal up",
    "state-intent": "State a strategic intent",
    "define-deliverable": "Define what sales must deliver",
    "begin-seller-plans": "Begin the sellers' plans",
    "write-business-plan": "Write the business plan",
    "name-top-accounts": "Name the top accounts",
    "decline-top-accounts": "Say why top accounts are not appropriate",
    "plan-training": "Plan training",
    "assign-selling-role": "Assign hunter or farmer",
    "record-line-manager": "Record whom the person reports to",
    "record-account-won": "Record an account that was won",
    "confirm-handover": "I have taken this account over",
    "coach-plan": "Record a round of coaching",
    "submit-seller-plan": "Submit the plan",
    "present-seller-plan": "Record the presentation",
    "rate-seller-plan": "Rate one half of double A",
    "agree-to-seller-plan": "Agree to this plan",
    "return-seller-plan": "Return the plan",
    "explain-compensation": "I have explained it",
    "confirm-compensation-understood": "It was explained to me",
    "agree-compensation": "Say what I think of it",
    "confirm-company-win": "It is a win for the company",
    "hold-seller-review": "Hold a review of the plan",
    "confirm-seller-review": "Confirm the record of a review",
    "hold-meeting": "Record a meeting",
    "make-promise": "Promise something for myself",
    "report-promise": "Say what became of it",
    "agree-to-roles": "Agree to a change of offices",
}

LEADS: dict[str, str] = {
    "hold-session": "The leader gathers the team and presents. The proposal follows.",
    "revoke-commitment": (
        "A commitment cannot be taken back by anybody. The attempt is refused, and the attempt "
        "itself is recorded. Offer a substitute instead."
    ),
    "put-in-force": (
        "The version's quotas run and its commitments bind, and every page says who has not "
        "signed and why. It never reads as acceptance."
    ),
    "answer-pushback": "Accept it as a real issue, or say why not. A bare no is refused.",
    "close-pushback": "Every item is answered first, and every window has ended.",
    "open-amendment": "The loop runs again. What is in force stays in force until all have signed.",
    "fill-seat": "The joiner gets a ramped quota and a window of their own; nobody else re-signs.",
    "delegate-duty": "Both names stand on every act. Signing and committing stay yours.",
    "cover-absence": "Whoever covers answers for them until the day; they do not sign for them.",
    "state-bottom-up": "What you see from below. It is evidence, not a portion.",
    "propose-waiver": (
        "One gate, one case, with a reason and an end. It takes the leader above and an approver: "
        "you propose it, and it holds once the other of the two agrees. It heads the cycle's page."
    ),
    "refuse-waiver": "The gate holds as before. Your reason goes to who proposed it.",
}

LABELS: dict[str, str] = {
    "words": "In words",
    "held_at": "Held at",
    "attendees": "Who attended",
    "kind": "What kind of objection",
    "seat": "Seat",
    "evidence": "Evidence",
    "counter": "The number I would sign",
    "due_on": "Due on",
    "needed_by": "Needed by",
    "asked_by": "Who it serves",
    "cover": "Who covers",
    "until": "Until",
    "outcome": "Answer",
    "reason": "Because",
    "instead": "What is offered instead",
    "version": "Version",
    "winner": "Who has it from now on",
    "moves": "Part of the portion that moves with it",
    "nobody_objected": "I confirm that nobody objected",
    "last_year": "Its business last year",
    "joins_on": "First day",
    "ramp": "Ramp, percent of the quota for each first month",
    "left_on": "Last day",
    "sign_by": "To be signed by",
    "cause": "What causes it",
    "expires_at": "Ends at",
    "subject": "For whom",
    "sha256": "SHA-256 of the document",
    "source": "From which file",
    "items": "Which items it takes up",
    "item": "Item",
    "owner": "Owner",
    "actions": "Action steps",
    "next_actions": "Next actions",
    "targets": "Target",
    "portions": "Portions",
    "outlook": "What is already expected",
    "quantity": "Quantity",
    "account": "Account",
    "request": "Request",
    "factor": "Key success factor",
    "practice": "Gate",
    "waiver": "Waiver",
    "metric": "Metric",
    "baseline": "From",
    "contributors": "With whom",
    "groups": "For which customers, one on each line",
    "intent": "Intent that it serves",
    "steps": "Steps",
    "step": "Step",
    "plan_by": "Or its steps are promised by",
    "reaction": "How I take it",
    "goal": "Goal",
    "people": "For whom; nobody chosen means everyone",
    "lines": "Lines",
    "value": "Worth",
    "accounts": "Accounts",
    "plan": "What is planned there",
    "trainings": "Trainings",
    "starts_on": "First day",
    "ends_on": "Last day",
    "from_on": "From",
    "until_on": "Until",
    "farmer": "Who takes it over",
    "rating": "Rated, 1 to 5",
    "passes": "It passes",
    "next_steps": "Next steps",
    "attainment": "Attainment",
    "promise": "Promise",
    "beyond": "Beyond what is expected of me",
    "commitment": "Commitment",
    "answers": "Which items this version answers",
    "voids": "How many signatures this voids",
    "below_goal_reason": "Why below the plan goal",
    "look_back": "Look-back",
    "skip_pushback_reason": "Reason to skip the pushback window",
    "successor": "Successor; left empty, the seat is vacant",
}

HINTS: dict[str, str] = {
    "ramp": "One percentage on each line. Left empty, the cycle's policy applies.",
    "sha256": "64 hexadecimal digits.",
    "skip_pushback_reason": "Only if the team shall not be asked; it is recorded as skipped.",
    "quantity": "A number, such as 2, where there is no amount.",
    "evidence": "Orders, surveys, a document: what shows it. Without it the item is kept, and marked.",
    "counter": "In the seat's currency. Leave it empty if your objection is not about the amount.",
}

OPTIONS: dict[str, str] = {
    "realism": "Realism: the assumption does not hold",
    "attainability": "Attainability: it cannot be reached",
    "obstacle": "An obstacle stands in the way",
    "resource": "A resource is missing",
    "other": "Something else",
    "real_issue": "Accepted as a real issue",
    "not_accepted": "Not accepted",
    "granted": "Granted",
    "granted_in_part": "Granted in part",
    "declined": "Declined",
    "share_of_last_year": "Share of last year",
    "equal_growth": "Equal growth for all",
    "potential": "Potential",
    "weights": "Weights",
    "judgement": "Judgement, with a reason for each",
}

SPECIAL: Mapping[tuple[str, str], str] = {
    ("set-strategic-goal", "kind"): "Kind of goal",
    ("set-strategic-goal", "words"): "What is to be reached",
    ("set-strategic-goal", "target"): "To",
    ("complete-action-step", "words"): "What came of it",
    ("write-business-plan", "kind"): "Kind of business",
    ("write-business-plan", "words"): "In words",
    ("hold-meeting", "kind"): "Which meeting",
    ("name-top-accounts", "name"): "Its name",
    ("contest-answer", "words"): "Why the answer does not settle it",
    ("note-view", "words"): "My view",
    ("state-bottom-up", "words"): "Where it comes from",
    ("decline-to-sign", "words"): "Why this is not my plan",
    ("object-to-plan", "words"): "What must change",
    ("fulfil-commitment", "words"): "What was delivered, and when",
    ("withdraw-pushback", "reason"): "Why I withdraw it",
    ("request-resource", "words"): "What is needed",
    ("grant-budget", "words"): "What it is for",
    ("add-key-success-factor", "words"): "What must be true",
    ("offer-substitute", "words"): "What is offered in its place",
    ("raise-pushback", "words"): "What stands against it",
    ("revise-plan", "reason"): "Why this version",
    ("propose-stretch-target", "words"): "What the team should know",
    ("claim-account", "name"): "Its name",
    ("hold-session", "agenda"): "Agenda",
}


def title(kind: type[Command]) -> str:
    """`Push back` for RaisePushback: what the act is called on a button."""
    return TITLES.get(kebab(kind)) or kebab(kind).replace("-", " ").capitalize()


def lead(kind: type[Command]) -> str:
    return LEADS.get(kebab(kind), "")


def label(kind: type[Command], name: str) -> str:
    """What a field is called beside it."""
    found = SPECIAL.get((kebab(kind), name)) or LABELS.get(name)
    return found or name.replace("_", " ").capitalize()


def option(value: str) -> str:
    return OPTIONS.get(value, value.replace("_", " "))
