"""Who may read what: each class of fields with the offices that come to it, and how far."""

from __future__ import annotations

from typing import Final

from domain.authority.ruling import ANYONE, TAKES_PART, Rule, Scope

DELEGATE = "delegate"
"""Somebody who acts for an office's holder reads what they need until the delegation ends."""

FORMER = "former"
"""Somebody who left, and reads where a signature, an item or a decision of theirs stands."""

Grants = tuple[tuple[str, Scope], ...]

PLAN: Final[Grants] = (
    ("leader", "tree"),
    ("member", "unit"),
    ("joiner", "unit"),
    ("leader_above", "tree"),
    ("approver", "tree"),
    ("executive", "tree"),
    ("sponsor", "tree"),
    ("planner", "cycle"),
    ("auditor", "cycle"),
    (DELEGATE, "tree"),
    (FORMER, "unit"),
)
"""Approvers, executives and sponsors come to the units whose roles name them, and below."""

PEOPLE: Final[Grants] = (*PLAN, ("hr_partner", "cycle"), ("administrator", "cycle"))

PREPARED: Final[Grants] = (
    ("planner", "cycle"),
    ("auditor", "cycle"),
    ("sponsor", "cycle"),
    ("approver", "cycle"),
    ("executive", "cycle"),
    ("leader_above", "tree"),
    ("leader", "tree"),
    ("member", "unit"),
    ("joiner", "unit"),
    (DELEGATE, "tree"),
    (FORMER, "unit"),
)

READ_CYCLE = Rule("read cycle", ((TAKES_PART, "cycle"),))
"""That there is the cycle, its calendar, policy, rates and roles: whoever has a part in it."""

READ_OWN_VIEW = Rule("read within own view", ((TAKES_PART, "cycle"),))
"""A list that holds what `read plan` lets through, and may so be empty."""

READ_PLAN = Rule("read plan", PLAN)
"""Plan goal, add-on, over-assignment, every portion, items, factors, resources, signatures."""

READ_GOAL = Rule("read the company's goal", PREPARED)
"""What finance confirmed for the top unit, and the totals of files; from the start on."""

READ_PEOPLE = Rule("read people", PEOPLE)
"""Names, addresses, who leads, who reports to whom, who holds which seat."""

READ_PERSON = Rule(
    "read a person's page",
    (
        ("leader", "tree"),
        ("leader_above", "tree"),
        ("planner", "cycle"),
        ("auditor", "cycle"),
        (ANYONE, "own"),
    ),
)
"""One person's numbers with all that led to them: their own, and their leaders' up the line."""

READ_HOLDINGS = Rule(
    "list what somebody holds",
    (
        ("leader", "tree"),
        ("leader_above", "tree"),
        ("planner", "cycle"),
        ("hr_partner", "cycle"),
        ("auditor", "cycle"),
        (ANYONE, "own"),
    ),
)
"""For a guided change: an HR partner is told of leads, seats and offices, without amounts."""

READ_SELLER_PLAN = Rule(
    "read a seller's plan",
    (
        ("leader", "tree"),
        ("leader_above", "tree"),
        ("approver", "tree"),
        ("executive", "tree"),
        ("planner", "cycle"),
        ("auditor", "cycle"),
        (ANYONE, "own"),
    ),
)
"""One person's plan for the year: their own, and whoever leads, approves or looks after it."""

READ_TIMELINE = Rule("read timeline", PLAN)
READ_REPLAY = Rule("read replay", PLAN)
READ_EXPLANATION = Rule("explain a number", PLAN)
"""The steps that lead to an amount, from as far up the tree as the reader comes."""

REPLAY_AS_ANYONE = Rule("replay as another saw it", (("auditor", "cycle"),))
READ_RECEIPT = Rule("read receipt", PLAN)
READ_OWN_RECEIPT = Rule("read the receipt of one's own decision", ((ANYONE, "own"),))
"""In any plan, for whoever gave the command: a proof holds none of its words."""

READ_EXPORT = Rule("export", PLAN)
AUDIT = Rule("audit", (("auditor", "cycle"),))
"""Populations and samples with their evidence, who had access, changes of rules, files that came in."""

BACKTEST = Rule(
    "backtest a policy",
    (("leader", "tree"), ("leader_above", "tree"), ("planner", "cycle"), ("auditor", "cycle")),
)
"""What another policy would have made of recorded decisions: those of plans that one may read."""

KEEP_SCENARIOS = Rule("keep scenarios", (("leader", "tree"), ("planner", "cycle")))
"""What-ifs of a unit's plan: whoever proposes, and who prepares it; read by whom they are shown."""

READ_ALL_UNITS = Rule("read every unit", (("planner", "cycle"), ("auditor", "cycle")))

OWN = Rule("read and keep one's own", ((ANYONE, "own"),))
"""Drafts, what waits for one, one's account, calendar feed, letters: nobody else's."""

COMPUTE = Rule("compute a calendar", ((ANYONE, "cycle"),))
"""Says what a form would give; reads nothing of anybody's."""

IMPORT = Rule("import", (("planner", "cycle"), ("sponsor", "cycle"), ("administrator", "cycle")))
"""To have a file checked; what it becomes is asked again, command by command."""

STARTS = Rule("StartCycle", (("planner", "cycle"), ("administrator", "cycle")))
"""Once an organisation has either, in any cycle of it; before that, whoever has an account there."""

KEEP_WEBHOOKS = Rule("keep webhooks", (("administrator", "cycle"),))
"""Where the record's news goes beyond the service: administrators of the organisation."""

KEEP_ACCOUNTS = Rule("keep accounts", (("administrator", "cycle"),))
"""Who may sign in: listed, invited, ended, begun again. Decides nothing for anyone, and grants nothing."""

READ_PAY = Rule("read pay", (("leader", "reports"), (ANYONE, "own")))
"""How somebody is paid: themselves, and who leads them."""

READ_INCENTIVES = Rule(
    "read incentives",
    (
        ("leader_above", "unit"),
        ("approver", "unit"),
        ("executive", "unit"),
        ("sponsor", "unit"),
        ("hr_partner", "cycle"),
    ),
)
"""What everyone who leads is paid for, as metrics and weights: offices of the top unit, and HR.

Beside them it is read as pay is: by oneself, and by who leads one.
"""

READ_CUSTODY = Rule(
    "read custody",
    tuple(
        (office, "cycle")
        for office in ("approver", "sponsor", "hr_partner", "auditor", "administrator")
    ),
)
"""Keys of the log, holds, periods and the register of erasures: offices of announced cycles."""

READ_CULTURE = Rule("read the culture", ((TAKES_PART, "cycle"),))
"""Values, expectations, why planning is worth it, initiatives, contests, recognition, ideas."""

READ_ACKNOWLEDGED = Rule(
    "read who acknowledged",
    (
        ("leader", "tree"),
        ("leader_above", "tree"),
        ("hr_partner", "cycle"),
        ("auditor", "cycle"),
        (ANYONE, "own"),
    ),
)
"""Who acknowledged values and expectations, and read the reason: leaders up the line, and oneself."""

READ_SURVEY_SCORES = Rule("read survey scores", (("leader", "reports"), (ANYONE, "own")))
"""How far values are seen in somebody: themselves, and who leads them."""

READ_VALUES_CASES = Rule("read values cases", (("hr_partner", "cycle"), ("leader", "reports")))
"""Who leads the person, and HR partners; never whom it is about, and nobody up the line."""

READ_PULSE = Rule(
    "read how a unit feels",
    (("leader", "tree"), ("leader_above", "tree"), ("member", "unit"), ("hr_partner", "cycle")),
)
"""A mean of enough people's answers, of weeks that are over; a single answer is read by nobody."""

READ_SUCCESSION = Rule(
    "read who stands for succession",
    (("leader_above", "unit"), ("executive", "unit"), ("hr_partner", "cycle"), (ANYONE, "own")),
)
"""Who chose to be a candidate, and whom peers nominated: themselves, and offices of the top unit."""

COUNT_VALUES_CASES = Rule("count values cases", (("hr_partner", "cycle"), ("auditor", "cycle")))
"""How many there are of each reason and standing, and nothing else."""

READ_SECURITY_LOG = Rule("read security log")
"""Not kept, or shown to nobody, yet: the row stands so that the first field of it is refused."""

READS: tuple[Rule, ...] = (
    READ_CYCLE,
    READ_OWN_VIEW,
    READ_PLAN,
    READ_GOAL,
    READ_PEOPLE,
    READ_PERSON,
    READ_HOLDINGS,
    READ_SELLER_PLAN,
    READ_TIMELINE,
    READ_REPLAY,
    READ_EXPLANATION,
    REPLAY_AS_ANYONE,
    READ_RECEIPT,
    READ_OWN_RECEIPT,
    READ_EXPORT,
    AUDIT,
    BACKTEST,
    KEEP_SCENARIOS,
    READ_ALL_UNITS,
    OWN,
    COMPUTE,
    IMPORT,
    KEEP_WEBHOOKS,
    KEEP_ACCOUNTS,
    READ_CUSTODY,
    READ_PAY,
    READ_INCENTIVES,
    READ_CULTURE,
    READ_ACKNOWLEDGED,
    READ_SURVEY_SCORES,
    READ_VALUES_CASES,
    COUNT_VALUES_CASES,
    READ_SUCCESSION,
    READ_PULSE,
    READ_SECURITY_LOG,
)
