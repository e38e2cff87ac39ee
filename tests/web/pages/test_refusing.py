"""A refusal in words for people: whose a thing is, and names where the domain says ids."""

from __future__ import annotations

import pytest

from domain.authority.reads import READ_PERSON, READ_SELLER_PLAN
from domain.authority.ruling import Rule
from domain.cycle.authority import RULES
from domain.cycle.commands import AnnounceCycle
from web.pages.acting import Trouble
from web.pages.refusing import of_trouble, whose

TREE = "of the unit or of one above it"
REST = "the planner or auditor of the cycle; the person whom it is about"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (RULES[AnnounceCycle], "This is for the planner of the cycle."),
        (READ_PERSON, f"This is for the leader or leader above {TREE}; {REST}."),
        (READ_SELLER_PLAN, f"This is for the leader, leader above, approver or executive {TREE}; {REST}."),
        (Rule("sign", (("member", "unit"), ("joiner", "unit"))), "This is for the member of the unit."),
        (Rule("read security log"), "This is for nobody."),
    ],
)  # fmt: skip
def test_whose_a_thing_is_stands_there_without_a_code_word(rule: Rule, words: str) -> None:
    assert whose(rule.grants) == words


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (
            "ana may not do this in unit sales: SignPlan is for the leader or member.",
            "Ana Roth may not do this in unit Sales: “Sign plan” is for the leader or member.",
        ),
        ("This waits for ana, and nobody else.", "This waits for Ana Roth, and nobody else."),
        ("Seat north is not bo's.", "Seat north is not Bo Vik's."),
        ("There is no unit elsewhere.", "There is no unit elsewhere."),
    ],
)
def test_a_refusal_on_a_page_has_names_where_the_domain_says_ids(said: str, shown: str) -> None:
    people, units = {"ana": "Ana Roth", "bo": "Bo Vik"}, {"sales": "Sales"}

    told = of_trouble(Trouble(403, said, missing=(said,)), people, units)

    assert (told.words, told.missing) == (shown, (shown,))
