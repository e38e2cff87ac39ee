"""A seller's plan as it stands: what folding gives, what it owes, and its year by the clock."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

import pytest

from domain import errors
from domain.due import Owed
from domain.model import SYSTEM
from domain.policy import GateMode, Policy, SellerPolicy
from domain.seller import commands as c
from domain.seller import events as e
from domain.seller.due import due
from domain.seller.state import evolve
from domain.unit.commands import ReceiveSellerPlan
from domain.unit.events import PlanCancelled
from tests.domain import sellers as s
from tests.domain.company import on, usd
from tests.domain.given import refused, sentences
from tests.domain.sellers import FARM, HUNT, LOW, WON, Seller, closed, doubted, line, won


def test_writing_on_voids_presentation_and_ratings() -> None:
    plan = s.rated().by("bea", line(quantity=Decimal(14)))
    assert (plan.state.stage, plan.state.presented, plan.state.ratings) == ("writing", None, ())
    plan.by("bea", c.SubmitSellerPlan())
    assert plan.state.submitted == 2


def test_double_a_takes_two_ratings_that_pass() -> None:
    assert s.rated().state.double_a
    assert not s.presented().by("marco", s.AGGRESSIVE).state.double_a
    assert not doubted().state.double_a


def test_the_unit_hears_how_far_the_plan_is() -> None:
    (owed,) = due(doubted().state).commands
    assert owed.command == ReceiveSellerPlan(
        person="bea",
        stage="presented",
        submitted=1,
        planned=usd("1.8"),
        double_a=False,
        unattainable="Nobody won twelve",
    )
    assert (owed.aggregate, owed.to) == ("unit", "americas")
    assert due(s.opened().state).commands == ()


WALKED = (
    ("bea", s.WRITE, True),
    ("bea", s.NAME, False),
    ("bea", s.TRAIN, False),
    ("bea", c.SubmitSellerPlan(), True),
    ("marco", s.PRESENT, True),
    ("marco", s.AGGRESSIVE, False),
    ("dana", s.ATTAINABLE, True),
    ("bea", line(quantity=Decimal(14)), True),
    ("bea", line(quantity=Decimal(13)), False),
    ("bea", c.SubmitSellerPlan(), True),
)
"""By whom, what, and whether it is news to the unit."""


def test_the_unit_hears_nothing_twice_from_a_run_of_today() -> None:
    def owed() -> list[Owed]:
        return [one.once for one in due(plan.state).commands]

    plan = s.opened().by("system", s.GOAL).on("2027-01-12")
    for by, command, news in WALKED:
        before = owed()
        plan.by(by, command)
        assert (owed() != before) is news, command


def test_a_state_from_before_says_its_news_as_it_was_said_then() -> None:
    older = s.submitted().state.model_copy(update={"told_since": 0})
    (owed,) = due(older).commands
    assert owed.once == owed


def test_a_year_by_the_clock() -> None:
    plan = won().by("bea", s.TRAIN).until("2027-08-01")
    told = [(event.type, at.date().isoformat()) for event, at, _ in plan.history[3:]]
    assert told == [
        ("HandoverOverdue", "2027-02-04"),
        ("SellerFindingRaised", "2027-02-04"),
        ("TrainingLapsed", "2027-02-05"),
        ("SellerReviewReminded", "2027-04-08"),
        ("SellerReviewReminded", "2027-04-13"),
        ("SellerReviewMissed", "2027-04-15"),
        ("SellerReviewEscalated", "2027-04-16"),
        ("SellerReviewEscalated", "2027-04-22"),
        ("SellerReviewReminded", "2027-07-08"),
        ("SellerReviewReminded", "2027-07-13"),
        ("SellerReviewMissed", "2027-07-15"),
        ("SellerReviewEscalated", "2027-07-16"),
        ("SellerReviewEscalated", "2027-07-22"),
    ]
    assert due(plan.state).timers == ()
    assert [one.practice for one in plan.state.findings] == ["S3-23", "S4-11"]


def test_training_to_the_year_s_end_never_lapses() -> None:
    whole = s.TRAINING.model_copy(update={"ends_on": date(2027, 12, 31)})
    plan = s.opened().by("bea", c.PlanTraining(trainings=(whole,)))
    assert {one.command.kind for one in marks(plan)} == {"review"}


def marks(plan: s.Seller) -> list[Mark]:
    """What is waited for, and what runs that began before reviews were chased wait for."""
    found = []
    for one in due(plan.state).timers:
        assert isinstance(one.command, c.MarkSellerTime)
        found.append(Mark(one.key, one.command, one.since is None))
    return found


class Mark(NamedTuple):
    key: str
    command: c.MarkSellerTime
    always: bool


def test_a_review_is_waited_for_as_a_unit_s_is_and_by_older_runs_as_it_was() -> None:
    """S4-12: the next mark of each review, and the miss under the name that it had."""
    plan = s.agreed()
    assert [(one.key, one.always) for one in marks(plan) if one.key.startswith("review")] == [
        ("review:q1:-7", False), ("review:q1", True),
        ("review:q2:-7", False), ("review:q2", True),
    ]  # fmt: skip
    plan.until("2027-04-17")
    assert [one.key for one in marks(plan) if "q1" in one.key] == ["review:q1:7"]
    plan.by("marco", s.REVIEW)
    assert [one.key for one in marks(plan) if "q1" in one.key] == []


def test_what_goes_up_the_line_names_who_hears_of_it() -> None:
    """Who manages the plan is reminded; the leader above is told of the miss, and of each day more."""
    plan = s.agreed().until("2027-05-01")
    told = [
        (event.type, event.to)
        for event, _, _ in plan.history
        if isinstance(
            event, e.SellerReviewReminded | e.SellerReviewMissed | e.SellerReviewEscalated
        )
    ]
    assert told == [
        ("SellerReviewReminded", "marco"), ("SellerReviewReminded", "marco"),
        ("SellerReviewMissed", "dana"),
        ("SellerReviewEscalated", "dana"), ("SellerReviewEscalated", "dana"),
    ]  # fmt: skip


def test_a_review_whose_day_passed_unheard_is_due_a_day_later() -> None:
    """And is not reminded of again: nobody could hear it before its day."""
    plan = s.agreed().on("2027-04-20").by("system", c.MarkSellerTime(kind="review", key="q1"))
    moved = plan.state.deadline("q1")
    assert moved is not None
    assert (moved.due_at, moved.marks) == (on("2027-04-21"), ())
    assert [one.key for one in marks(plan) if "q1" in one.key] == ["review:q1"]


def test_a_state_from_before_reviews_were_chased_knows_what_was_missed() -> None:
    plan = s.agreed().until("2027-04-15")
    old = plan.state.model_copy(
        update={
            "reviews": tuple(
                one.model_copy(update={"deadline": None}) for one in plan.state.reviews
            )
        }
    )
    deadline = old.deadline("q1")
    assert deadline is not None
    assert deadline.marks == (0,)


def test_the_role_of_a_day_is_the_last_that_was_assigned_to_it() -> None:
    plan = s.opened().by("marco", HUNT, FARM).state
    assert plan.role_on(date(2027, 6, 30)) == "hunter"
    assert plan.role_on(date(2027, 7, 1)) == "farmer"
    assert s.opened().state.role_on(date(2027, 7, 1)) == "hunter"


def test_a_closed_plan_owes_nothing() -> None:
    owed = due(closed().state)
    assert (owed.timers, owed.commands, owed.ended) == ((), (), True)


def test_a_stream_begins_with_its_opening() -> None:
    event = e.PlanCoached(words="Name the buyers", coached_by="marco")
    with pytest.raises(ValueError, match="begins with SellerPlanOpened"):
        evolve(None, event, at=s.OPENED, by=SYSTEM, version=1)
    with pytest.raises(ValueError, match="holds no"):
        evolve(s.opened().state, PlanCancelled(reason="No"), at=s.OPENED, by=SYSTEM, version=2)


def test_a_policy_says_how_long_a_handover_may_take() -> None:
    short = Policy(sellers=SellerPolicy(handover_days=5))
    (event,) = Seller(s.opening(policy=short)).gives("bea", WON)
    assert isinstance(event, e.AccountWon)
    assert event.hand_over_by == date(2027, 1, 9)


def test_the_gate_that_blocks_is_named_before_those_that_warn() -> None:
    policy = Policy(overrides=(GateMode(practice="S3-28", mode="block"),))
    plan = Seller(s.opening(policy=policy)).by("bea", s.WRITE, s.NAME, s.TRAIN)
    plan.by("bea", c.SubmitSellerPlan())
    refused(plan, "marco", s.AGREE, errors.GateClosed, practice="S3-28", missing="presented")


def test_a_gate_that_is_off_finds_nothing() -> None:
    plan = Seller(s.opening(policy=Policy(preset="core"))).by("bea", c.SubmitSellerPlan())
    plan.by("marco", s.AGREE, LOW)
    assert plan.state.findings == ()


def trained(*spans: tuple[str, str]) -> s.Seller:
    """Planned on 4 January: trainings from one day to another."""
    return s.opened().by("bea", c.PlanTraining(trainings=tuple(
        s.TRAINING.model_copy(update={
            "id": f"t{number}",
            "starts_on": date.fromisoformat(starts_on), "ends_on": date.fromisoformat(ends_on),
        })
        for number, (starts_on, ends_on) in enumerate(spans)
    )))  # fmt: skip


COVERED = (
    ("one course that begins within a month and ends late enough",
     (("2027-01-20", "2027-04-20"),), True),
    ("one course that ends too early", (("2027-01-20", "2027-04-02"),), False),
    ("a course in December leaves the next 90 days empty", (("2027-12-01", "2027-12-03"),), False),
    ("a course each month, in any order",
     (("2027-03-15", "2027-03-17"), ("2027-01-20", "2027-01-22"), ("2027-02-18", "2027-02-19"),
      ("2027-04-10", "2027-04-12")), True),
    ("a gap of more than a month between two courses",
     (("2027-01-20", "2027-01-22"), ("2027-02-24", "2027-12-31")), False),
    ("what went before does not close a gap",
     (("2026-12-01", "2026-12-03"), ("2027-02-08", "2027-12-31")), False),
)  # fmt: skip


@sentences("spans covered", COVERED)
def test_training_covers_the_next_90_days_without_a_gap(
    spans: tuple[tuple[str, str], ...], covered: bool
) -> None:
    """S4-11."""
    plan = trained(*spans)
    assert plan.at.date() == date(2027, 1, 4)
    assert plan.state.covers(plan.at) is covered
    assert not s.opened().state.covers(plan.at)


def test_how_many_days_without_training_are_a_gap_is_for_the_policy_to_say() -> None:
    """S4-11: 32 days lie between the two courses, the default is 31."""
    course = s.TRAINING.model_copy(
        update={"starts_on": date(2027, 1, 20), "ends_on": date(2027, 1, 22)}
    )
    later = course.model_copy(update={
        "id": "later", "starts_on": date(2027, 2, 24), "ends_on": date(2027, 12, 31),
    })  # fmt: skip
    train = c.PlanTraining(trainings=(course, later))
    for days, covered in ((31, False), (32, True)):
        plan = Seller(s.opening(policy=Policy(training_gap_days=days))).by("bea", train)
        assert plan.state.covers(plan.at) is covered


def test_each_gap_in_training_warns_90_days_ahead_and_once() -> None:
    """S4-11."""
    plan = trained(
        ("2027-01-11", "2027-05-05"), ("2027-07-01", "2027-09-30"), ("2027-12-01", "2027-12-31")
    ).until("2027-12-31")
    lapses = [(at.date().isoformat(), event.covered_until) for event, at, _ in plan.history
              if isinstance(event, e.TrainingLapsed)]  # fmt: skip
    assert lapses == [("2027-02-05", date(2027, 5, 5)), ("2027-07-03", date(2027, 9, 30))]


def test_a_gap_that_is_left_is_not_told_again_and_a_closed_one_is() -> None:
    """S4-11: planning anew does not repeat what was said, nor hide what is new."""
    left = trained(("2027-01-11", "2027-05-05")).until("2027-02-06")
    other = s.TRAINING.model_copy(update={"id": "later", "starts_on": date(2027, 8, 1)})
    kept = left.state.trainings
    left.by(
        "bea",
        c.PlanTraining(trainings=(*kept, other.model_copy(update={"ends_on": date(2027, 12, 31)}))),
    )
    assert "training:" not in {one.key for one in due(left.state).timers}
    left.by(
        "bea",
        c.PlanTraining(trainings=(kept[0].model_copy(update={"ends_on": date(2027, 4, 30)}),)),
    )
    assert "training:" in {one.key for one in due(left.state).timers}
