"""What is said at a deadline's marks, of a unit and of a seller's review, and to whom."""

from __future__ import annotations

from messages import reminding
from messages.notice import Notice
from tests.domain import sellers
from tests.domain.given import Plan
from tests.domain.test_unit_agreed import CALL_ID, held

NAMES = {"marco": "Marco Ricci", "dana": "Dana Weiss", "bea": "Bea Lind", "kenji": "Kenji Mori"}


def of_unit(plan: Plan) -> list[Notice]:
    """In order, what was said of the call that Kenji owes."""
    return [
        notice
        for event, at, _ in plan.history
        for notice in reminding.in_unit(event, plan.state, NAMES, at)
        if (getattr(event, "kind", None), getattr(event, "key", None)) == ("agreed", CALL_ID)
    ]


def of_seller(plan: sellers.Seller) -> list[Notice]:
    return [
        notice
        for event, _, _ in plan.history
        for notice in reminding.in_seller(event, plan.state, NAMES)
    ]


def test_who_owes_what_a_review_agreed_reads_it_in_its_words() -> None:
    told = of_unit(held().until("2027-05-04"))

    assert [(one.person, one.headline.partition(":")[0]) for one in told] == [
        ("kenji", "Reminder"), ("kenji", "Reminder"), ("kenji", "Overdue"), ("kenji", "Overdue"),
        ("dana", "Escalated to you"),
    ]  # fmt: skip
    assert told[0].headline.startswith("Reminder: Do what the review of ")
    assert CALL_ID not in told[0].headline
    assert told[0].words == "Call the partner. This is due in 7 days and waits for you."
    assert told[3].words == "Call the partner. It is 1 day overdue and was escalated to Dana Weiss."
    assert told[4].words.endswith("The deadline passed 1 day ago, without Kenji Mori.")
    assert {one.page for one in told[:4]} == {"/units/halden/review#agreed"}


def test_who_manages_a_seller_is_reminded_of_a_review_and_who_leads_them_hears_of_it_late() -> None:
    """S4-12."""
    told = of_seller(sellers.agreed().until("2027-04-17"))

    assert [(one.person, one.headline.partition(":")[0]) for one in told] == [
        ("marco", "Reminder"), ("marco", "Reminder"), ("marco", "Overdue"), ("marco", "Overdue"),
        ("dana", "Escalated to you"),
    ]  # fmt: skip
    assert told[0].headline.startswith("Reminder: Hold a seller review with ")
    assert told[0].headline.endswith("(q1)")
    assert told[4].headline.endswith("still waits for Marco Ricci")
    assert {one.page for one in told} == {"/sellers/bea#reviews"}


def test_a_review_that_is_moved_says_why() -> None:
    plan = sellers.agreed().on("2027-04-20").by("system", MISS)

    (told,) = of_seller(plan)

    assert (told.person, told.headline.partition(":")[0]) == ("marco", "Later deadline")
    assert "while the service was away" in told.words


MISS = sellers.c.MarkSellerTime(kind="review", key="q1")
