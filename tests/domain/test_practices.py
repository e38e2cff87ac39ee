"""Every row of the practices that is built is held by a test that names it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from domain.policy import FIXED
from domain.practices import RULES

HERE = Path(__file__).parent

ROWS = {
    "S0-01": "exceeding goals needs a plan",
    "S0-02": "everyone takes part",
    "S0-03": "no surprise to anyone",
    "S0-04": "an add-on is the default",
    "S0-05": "the proposal comes first, in a session",
    "S0-06": "targets, plural",
    "S0-07": "plan goal and add-on are apart",
    "S0-08": "each member's portion is stated",
    "S0-09": "understanding is confirmed",
    "S0-10": "one accountable owner each",
    "S0-11": "pushback is expected",
    "S0-12": "an item has its kind and counter",
    "S0-13": "an item has evidence",
    "S0-14": "every item is answered with a reason",
    "S0-15": "real issues are identified",
    "S0-16": "success factors come out of it",
    "S0-17": "the factors are the blueprint",
    "S0-18": "a revision cites what it answers",
    "S0-19": "joint ownership takes every signature",
    "S0-20": "all signatures on the same content",
    "S0-21": "the new goal is still aggressive",
    "S0-22": "resources are promised for good",
    "S0-23": "each request is decided",
    "S0-24": "the leader's deliveries are shown",
    "S0-25": "help for each member",
    "S0-26": "potential beside the portion",
    "S1-03": "a goal has an action plan",
    "S1-04": "a goal has its kind and metric",
    "S1-10": "one owner, many contributors",
    "S1-11": "how a goal was received",
    "S1-12": "a review each quarter",
    "S1-13": "a number on track hides no goal",
    "S1-14": "a reminder closes no goal",
    "S1-15": "a goal nobody touches is named",
    "S1-16": "less time for action plans than the policy asks for is shown",
    "S1-17": "the team writes steps",
    "S1-18": "a goal that nobody is paid for is named",
    "S1-19": "a step has owner and date",
    "S1-21": "a goal comes with its plan",
    "S1-22": "goals are signed with the number",
    "S2-01": "a leader owns the culture",
    "S2-02": "culture takes longer",
    "S2-03": "a goal is given up with a reason",
    "S2-04": "deliverables are defined",
    "S2-05": "goals trace to intents",
    "S2-06": "an intent has a number",
    "S2-07": "deliverables narrow the groups",
    "S2-08": "a goal says for whom",
    "S2-09": "three values",
    "S2-10": "everyone acknowledges the values",
    "S2-11": "people before the sale",
    "S2-12": "colleagues are asked too",
    "S2-13": "the customer before ourselves",
    "S2-14": "one team",
    "S2-15": "first put right what went wrong",
    "S2-16": "reward honours the values",
    "S2-17": "customers say whether values are seen",
    "S2-18": "the incapable",
    "S2-19": "the unwilling",
    "S2-20": "a case that ages",
    "S2-21": "unlinked tactics are listed",
    "S2-22": "the culture process has stages",
    "S3-01": "planning begins before the year",
    "S3-03": "a target is split by kind of revenue",
    "S3-05": "last year is looked back on first",
    "S3-06": "team and individuals are scored",
    "S3-07": "who receives scores the hand-off",
    "S3-08": "each why-not has a plan",
    "S3-09": "years stand side by side",
    "S3-10": "comrades help each other",
    "S3-11": "the run-rate is listed",
    "S3-12": "a low run-rate is shown",
    "S3-13": "a high run-rate is shown",
    "S3-14": "plan lines are concrete",
    "S3-15": "activity meets the portion",
    "S3-16": "components pay for plan lines",
    "S3-17": "the chain reaches the CEO",
    "S3-18": "top incentives rest on profit",
    "S3-19": "and on its percentage",
    "S3-20": "no level gains by what costs the one above",
    "S3-21": "hunter and farmer are separate roles",
    "S3-22": "nobody is both",
    "S3-23": "a won account is handed over",
    "S3-25": "a plan is presented to peers and management",
    "S3-26": "a plan is developed with the manager",
    "S3-27": "a plan is double A",
    "S3-28": "a plan is complete",
    "S3-29": "the plan is aligned with compensation",
    "S3-30": "compensation is explained",
    "S3-31": "compensation is agreed to be double A",
    "S3-32": "compensation is a win for both",
    "S3-33": "a plan is told in plain words",
    "S3-34": "what other functions owe is accepted there",
    "S3-35": "the plan is presented to executives",
    "S3-37": "the CEO comes first",
    "S3-38": "executives share measures",
    "S3-39": "and by leader",
    "S3-40": "no rule caps what a seller earns",
    "S3-41": "succession is chosen by oneself",
    "S3-42": "peers nominate unasked",
    "S3-43": "templates by business model",
    "S3-44": "the marketing plan is quantified",
    "S4-02": "weekly meetings are recorded",
    "S4-04": "why planning is worth it is told",
    "S4-05": "planned results are told from others",
    "S4-06": "what is expected is acknowledged",
    "S4-07": "each expectation is measured and reviewed",
    "S4-08": "a low result is not closed as it is",
    "S4-09": "each seller has a plan",
    "S4-10": "top accounts, or why not",
    "S4-11": "training covers the next 90 days",
    "S4-12": "personal reviews are held",
    "S4-13": "contests",
    "S4-18": "ideas are filed",
    "S4-19": "and then some",
    "S4-20": "promises are kept",
    "S4-21": "colleagues recognise each other",
    "S4-23": "awards are tied to attainment",
}


def cited() -> dict[str, list[str]]:
    """By row, the tests, or rows of a table of tests, that name it."""
    found: dict[str, list[str]] = {row: [] for row in ROWS}
    for file in sorted(HERE.glob("test_*.py")):
        if file.name == Path(__file__).name:
            continue
        for line in file.read_text(encoding="utf-8").splitlines():
            for row in re.findall(r"S[0-4]-\d\d", line):
                found.setdefault(row, []).append(f"{file.name}: {line.strip()}")
    return found


@pytest.mark.parametrize("row", ROWS)
def test_each_row_is_named_by_a_test(row: str) -> None:
    assert cited()[row], f"no test names {row}: {ROWS[row]}"


def test_each_rule_and_fixed_gate_is_a_row() -> None:
    own_steps = {"acceptance", "leader-first", "in-force"}
    assert {rule.practice for rule in RULES} - set(ROWS) == {
        "street-quota", "quota-changes", "goal-above", *own_steps,
    }  # fmt: skip
    assert {rule.practice for rule in RULES if rule.always} == own_steps
    assert set(FIXED) <= set(ROWS)
    assert list(ROWS) == sorted(ROWS)
    assert len(ROWS) == 118
