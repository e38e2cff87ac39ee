"""A guided review: prepared from facts, gone through section by section, closed when its gates let it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain import errors
from domain.errors import DomainError
from domain.model import Command
from domain.people import Action
from domain.policy import CarryingOutPolicy, GateMode, Policy
from domain.unit import commands as c
from domain.unit import events as e
from domain.unit.reviewing import commands as w
from domain.unit.reviewing.events import ReviewOpened
from domain.unit.reviewing.values import SECTIONS, Section, Settled
from tests.domain import stages as s
from tests.domain.given import Plan, refused, sentences, types
from tests.domain.test_unit_facts import APPROVE, REVIEW, wrong
from tests.domain.test_unit_goals import ADD, DONE, SOUTH, behind_twice, brought, green

Stage = Callable[[], Plan]
OPEN = w.OpenReview(period="Q1", attendees=("dana", "marco", "kenji"))
HIRE = Action(words="Hire in Lyon", owner="ana", due_on=date(2027, 6, 1))
CALL = Action(words="Call the partner", owner="kenji", due_on=date(2027, 5, 1))
CLOSE = w.CloseReview(period="Q1", words="Behind in the South; a partner is looked for.")
AGREED = ("r1-goals-decision-1", "r1-goals-next_action-1")
GUIDED = CarryingOutPolicy(planning_hours=0)


def said(section: Section, period: str = "Q1", **more: Any) -> w.ConfirmReviewSection:
    return w.ConfirmReviewSection(period=period, section=section, said="Gone through", **more)


GOALS = said("goals", decisions=(HIRE,), next_actions=(CALL,))


def ready() -> Plan:
    """The first quarter's actuals are in, and reviews are guided."""
    plan = s.settled().by("dana", SOUTH)
    policy = Policy(carrying_out=GUIDED)
    plan.by("system", c.ChangeRules(policy=policy, deadlines=(), decided_by=("olu", "ruth")))
    return plan.on("2027-04-05").by("ines", s.actuals("Q1"))


def opened() -> Plan:
    return ready().by("dana", OPEN)


def gone_through(plan: Plan, period: str = "Q1", *kept: w.ConfirmReviewSection) -> Plan:
    """Every section in order, with what was said of some of them."""
    known = {one.section: one for one in kept}
    record = plan.state.open_review(period)
    assert record is not None
    for section in record.needed:
        plan.by("dana", known.get(section, said(section, period)))
    return plan


def to_be_closed() -> Plan:
    return gone_through(opened(), "Q1", GOALS)


def held() -> Plan:
    return to_be_closed().by("dana", CLOSE)


def next_time() -> Plan:
    """The second quarter's review is open: it begins with what the first agreed."""
    plan = held().by("kenji", ADD, DONE).on("2027-07-05").by("ines", s.actuals("Q2"))
    return plan.by("dana", OPEN.model_copy(update={"period": "Q2"}))


def settled(*became: str) -> w.ConfirmReviewSection:
    answers = tuple(
        Settled(agreed=one, became=how, words="As it is")
        for one, how in zip(AGREED, became, strict=False)
    )
    return said("last_time", "Q2", settled=answers)


HAPPENS: list[tuple[str, Stage, str, Command, list[str]]] = [
    ("S1-12 a review is opened once the actuals are in", ready, "dana", OPEN, ["ReviewOpened"]),
    ("its first section is gone through", opened, "dana", said("numbers"),
     ["ReviewSectionConfirmed"]),
    ("and said again while it is open", lambda: opened().by("dana", said("numbers")), "dana",
     said("numbers"), ["ReviewSectionConfirmed"]),
    ("what follows has an owner and a date", lambda: opened().by("dana", said("numbers")), "dana",
     GOALS, ["ReviewSectionConfirmed"]),
    ("gone through, it is closed", to_be_closed, "dana", CLOSE, ["ReviewHeld", *["FindingRaised"] * 2]),
    ("the next begins with what the last agreed", next_time, "dana", settled("done", "not_done"),
     ["ReviewSectionConfirmed"]),
    ("S1-14 a goal that stood still is told to the leader above", behind_twice, "dana",
     OPEN.model_copy(update={"period": "Q2"}), ["ReviewOpened", "StandstillEscalated"]),
    ("in one act where the policy asks for none", lambda: brought(block=()), "dana", REVIEW,
     ["ReviewHeld", *["FindingRaised"] * 2]),
]  # fmt: skip


@sentences("stage who command expected", HAPPENS)
def test_a_review_is_gone_through(
    stage: Stage, who: str, command: Command, expected: list[str]
) -> None:
    assert types(stage().gives(who, command)) == expected


REFUSALS: list[tuple[str, Stage, str, Command, type[DomainError], dict[str, str]]] = [
    ("before the actuals are in", lambda: ready().on("2027-04-06"), "dana",
     OPEN.model_copy(update={"period": "Q2"}), errors.WrongStage, {"practice": "S1-12"}),
    ("of a period that nobody has", ready, "dana", OPEN.model_copy(update={"period": "Q9"}),
     errors.Unknown, {}),
    ("by a member", ready, "marco", OPEN, errors.NotAuthorised, {}),
    ("with somebody nobody knows", ready, "dana",
     OPEN.model_copy(update={"attendees": ("nobody",)}), errors.Unknown, {}),
    ("opened twice", opened, "dana", OPEN, errors.NothingToDo, {}),
    ("S1-14 the next, while one is open",
     lambda: opened().on("2027-07-05").by("ines", s.actuals("Q2")), "dana",
     OPEN.model_copy(update={"period": "Q2"}), errors.WrongStage, {"practice": "S1-14"}),
    ("opened again once held", held, "dana", OPEN, errors.NothingToDo, {}),
    ("S1-12 in one act, where it is guided", ready, "dana", REVIEW, errors.WrongStage,
     {"practice": "S1-12"}),
    ("in one act, while it is open", lambda: brought(block=()).by("dana", OPEN), "dana", REVIEW,
     errors.WrongStage, {"practice": "S1-12"}),
    ("a section before it is opened", ready, "dana", said("numbers"), errors.WrongStage, {}),
    ("S1-12 a section before its turn", opened, "dana", GOALS, errors.WrongStage,
     {"practice": "S1-12"}),
    ("what last time agreed, where there was no last time", opened, "dana", said("last_time"),
     errors.NothingToDo, {}),
    ("an owner nobody knows", opened, "dana",
     said("numbers", decisions=(HIRE.model_copy(update={"owner": "nobody"}),)), errors.Unknown, {}),
    ("an action of yesterday", opened, "dana",
     said("numbers", next_actions=(HIRE.model_copy(update={"due_on": date(2027, 1, 1)}),)),
     errors.DeadlinePassed, {}),
    ("S1-12 closed before it was gone through", lambda: opened().by("dana", said("numbers")),
     "dana", CLOSE, errors.GateClosed, {"practice": "S1-12", "missing": "deliveries"}),
    ("S1-14 without saying what became of what was agreed", next_time, "dana", settled("done"),
     errors.GateClosed, {"practice": "S1-14", "missing": "what became of: Call the partner"}),
    ("of something nobody agreed", next_time, "dana",
     said("last_time", "Q2", settled=(Settled(agreed="none", became="done", words="So it is"),)),
     errors.Unknown, {}),
    ("of one thing twice", next_time, "dana",
     said("last_time", "Q2", settled=(*settled("done", "done").settled, *settled("done").settled)),
     errors.Invalid, {}),
    ("S1-13 closed while the number hides a goal",
     lambda: gone_through(green().by("dana", OPEN)), "dana", CLOSE, errors.GateClosed,
     {"practice": "S1-13", "missing": "its plan must change"}),
    ("S1-14 closed with a reminder",
     lambda: gone_through(behind_twice().by("dana", OPEN.model_copy(update={"period": "Q2"})), "Q2"),
     "dana", CLOSE.model_copy(update={"period": "Q2"}), errors.GateClosed,
     {"practice": "S1-14", "missing": "a reminder is not enough"}),
]  # fmt: skip


@sentences("stage who command error more", REFUSALS)
def test_a_review_is_refused(
    stage: Stage, who: str, command: Command, error: type[DomainError], more: dict[str, str]
) -> None:
    refused(stage(), who, command, error, **more)


def test_the_record_is_prepared_from_the_plan() -> None:
    plan = opened()
    event = plan.last(ReviewOpened)
    assert isinstance(event, ReviewOpened)
    facts = event.facts
    assert {seat for seat, _ in facts.numbers} >= {"americas", "emea", "apac"}
    (south,) = facts.goals
    assert (south.owner, south.target, south.actual) == ("kenji", Decimal(4), None)
    assert (south.steps_due, south.steps_done) == (1, 0)
    assert [(one.step, one.goal, one.standing) for one in facts.steps] == [
        ("visit", "south", "late")
    ]
    assert {one.standing for one in facts.deliveries} == {"open"}
    assert {one.practice for one in facts.findings} == {"S1-17", "S1-15"}
    assert facts.last_time == ()


def test_what_is_closed_stands_as_of_the_close() -> None:
    """A step that was done during the record is done in the record."""
    plan = to_be_closed().by("kenji", DONE).by("dana", CLOSE)
    event = plan.last(e.ReviewHeld)
    assert isinstance(event, e.ReviewHeld)
    record = event.record
    assert record is not None
    assert [one.standing for one in record.facts.steps] == ["done"]
    assert [one.section for one in record.sections] == list(SECTIONS[1:])
    assert event.next_actions == (CALL,)
    assert event.decisions == CLOSE.words
    before = record.facts.numbers
    plan.on("2027-04-20").by("ines", wrong()).by("olu", APPROVE)
    (review,) = [one for one in plan.state.reviews if one.period == "Q1"]
    assert review.restated
    assert review.numbers == before


def test_what_was_not_done_comes_back_until_it_is_done_or_dropped() -> None:
    plan = gone_through(next_time(), "Q2", settled("done", "not_done"))
    plan.by("dana", CLOSE.model_copy(update={"period": "Q2"})).on("2027-10-05")
    plan.by("ines", s.actuals("Q3")).by("dana", OPEN.model_copy(update={"period": "Q3"}))
    record = plan.state.open_review("Q3")
    assert record is not None
    assert [one.id for one in record.facts.last_time] == [AGREED[1]]
    assert record.needed[0] == "last_time"


def test_next_actions_of_a_review_in_one_act_come_back_too() -> None:
    plan = brought(block=()).by("dana", REVIEW.model_copy(update={"next_actions": (CALL,)}))
    plan.on("2027-07-05").by("ines", s.actuals("Q2"))
    plan.by("dana", OPEN.model_copy(update={"period": "Q2"}))
    record = plan.state.open_review("Q2")
    assert record is not None
    assert [one.action for one in record.facts.last_time] == [CALL]


@pytest.mark.parametrize(
    ("policy", "guided"),
    [(Policy(), False), (Policy(carrying_out=CarryingOutPolicy()), True)],
    ids=["a policy that says nothing", "a policy of carrying out"],
)
def test_a_cycle_says_whether_reviews_are_guided(policy: Policy, guided: bool) -> None:
    assert policy.of_carrying_out.guided_reviews is guided


def test_a_practice_that_is_off_finds_nothing() -> None:
    off = GateMode(practice="S1-14", mode="off")
    plan = behind_twice()
    policy = Policy(overrides=(off,), carrying_out=GUIDED)
    plan.by("system", c.ChangeRules(policy=policy, deadlines=(), decided_by=("olu", "ruth")))
    assert types(plan.gives("dana", OPEN.model_copy(update={"period": "Q2"}))) == ["ReviewOpened"]
