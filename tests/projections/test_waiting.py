"""What waits for whom, stage by stage of the loop."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from domain.cycle.state import CycleState
from domain.model import Command
from domain.seller.commands import MarkSellerTime
from domain.unit import commands as c
from domain.unit.plan import UnitState
from projections.waiting import in_cycle, in_unit
from projections.waiting_sellers import in_seller
from tests.domain import cycles, sellers
from tests.domain import stages as s
from tests.domain.company import OPEN_GOAL, eur, on, person, usd
from tests.domain.given import Plan, sentences
from tests.domain.test_unit_facts import rebooked
from tests.domain.test_unit_waivers import AGREE, REFUSE, WAIVE, by_ruth

Waits = set[tuple[str, str]]


def waits(state: UnitState) -> Waits:
    return {(one.kind, one.person) for one in in_unit(state)}


def cycle_waits(state: CycleState) -> Waits:
    return {(one.kind, one.person) for one in in_cycle(state)}


@sentences(
    "stage expected",
    [
        ("a goal without a proposal waits for the leader", s.drafted, {("proposal", "dana")}),
        (
            "a proposal waits for each member to understand and respond",
            s.proposed,
            {(kind, who) for kind in ("understanding", "pushback") for who in s.MEMBERS},
        ),
        ("an objection waits for its answer", s.in_pushback, {("answer", "dana")}),
        ("a final plan waits for who accepts it", s.final,
             {("acceptance", who) for who in ("ruth", "olu", "sven")}),
        ("an accepted plan waits for the leader's signature", s.accepted, {("signing", "dana")}),
        ("the leader's signature asks every member", s.signing,
         {("signing", who) for who in s.MEMBERS}),
        ("where all have answered and one declined, the leader who signed is asked for more than that",
         s.escalated, {("unsigned", "dana")}),
        ("what is in force waits for its promises and reviews", s.settled,
         {("commitment", "dana"), ("review", "dana")}),
    ],
)  # fmt: skip
def test_a_stage_waits_for_those_whose_turn_it_is(
    stage: Callable[[], Plan], expected: Waits
) -> None:
    found = waits(stage().state)

    assert expected <= found
    assert {who for kind, who in found if kind in {one for one, _ in expected}} == {
        who for _, who in expected
    }


CAPTURED = c.CapturePushback(
    item="c-1", version=1, person="kenji", kind="other", words="He said so."
)
CORRECTION = c.ProposeCorrection.model_validate(
    {
        "correction": "c-1",
        "lines": [{"period": "Q1", "seat": "americas", "delta": usd("-0.5")}],
        "reason": "Booked twice",
    }
)


@sentences(
    "stage given expected",
    [
        ("what was captured waits for who is named", s.proposed, [("ines", CAPTURED)],
         ("captured", "kenji")),
        ("a contested answer waits for the leader above", s.answered,
         [("ana", c.ContestAnswer(item="ana-1", words="No."))], ("view", "ruth")),
        ("a request waits for the leader", s.answered,
         [("ana", s.REQUEST.model_copy(update={"request": "r-9"}))], ("request", "dana")),
        ("a raised goal waits for the leader", s.settled,
         [("system", OPEN_GOAL.model_copy(update={"amount": usd("104")}))], ("goal", "dana")),
        ("a substitute waits for who asked", s.settled,
         [("dana", c.OfferSubstitute(commitment="manager", substitute="contractor",
                                     words="A contractor", due_on=date(2027, 4, 1),
                                     reason="A freeze", amount=eur("0.06")))],
         ("substitute", "ana")),
        ("promised help waits for the leader", s.settled,
         [("dana", c.PromiseSupport(support="coaching", person="kenji", words="Fridays",
                                    due_on=date(2027, 3, 1)))], ("support", "dana")),
        ("an unsigned plan waits for an approver", s.escalated,
         [("ruth", c.PutInForce(version=2, reason="The year begins."))], ("in_force", "olu")),
        ("a waiver of the leader above waits for an approver", s.proposed, [("ruth", WAIVE)],
         ("waiver", "olu")),
        ("a waiver of an approver waits for the leader above", s.proposed, [("olu", WAIVE)],
         ("waiver", "ruth")),
        ("a joiner is asked to sign", s.settled,
         [("dana", c.FillSeat(seat="nordics", person=person("mika"), joins_on=date(2027, 3, 1)))],
         ("joining", "mika")),
        ("a correction waits for a second person", s.measured, [("ines", CORRECTION)],
         ("correction", "olu")),
        ("a request from below waits for the leader", s.settled,
         [("system", c.ReceiveAmendmentRequest(request="r", unit="americas", words="Amend."))],
         ("amendment", "dana")),
    ],
)  # fmt: skip
def test_an_act_makes_another_wait(
    stage: Callable[[], Plan], given: list[tuple[str, Command]], expected: tuple[str, str]
) -> None:
    plan = stage()
    before = waits(plan.state)

    for who, command in given:
        plan.by(who, command)

    assert expected not in before
    assert expected in waits(plan.state)


def test_nothing_waits_in_a_plan_that_is_over() -> None:
    plan = s.proposed().by("dana", c.CancelPlan(reason="The unit is dissolved."))

    assert in_unit(plan.state) == ()


@sentences(
    "stage expected",
    [
        ("a cycle that begins waits for people and a goal", cycles.started,
         {("people", "ines"), ("plan_goal", "olu")}),
        ("a cycle with people waits for its goal", cycles.imported, {("plan_goal", "olu")}),
        ("a cycle that has everything waits to be announced", cycles.ready, {("announce", "ines")}),
        ("a cycle under way waits for nothing", cycles.announced, set()),
    ],
)  # fmt: skip
def test_a_cycle_waits_for_what_it_lacks(
    stage: Callable[[], cycles.Cycle], expected: Waits
) -> None:
    assert cycle_waits(stage().state) == expected


def test_other_rules_wait_for_a_second_person() -> None:
    cycle = cycles.announced().by("olu", cycles.proposal())

    found = cycle_waits(cycle.state)

    assert ("rules", "olu") not in found
    assert {("rules", "dana"), ("rules", "ruth")} <= found


def test_what_waits_has_its_date() -> None:
    (signing, *_) = [one for one in in_unit(s.signing().state) if one.kind == "signing"]

    assert signing.due_at is not None
    assert signing.due_at >= on("2026-12-01")


@pytest.mark.parametrize("stage", [s.proposed, s.signing, s.amending])
def test_no_two_waits_share_a_key(stage: Callable[[], Plan]) -> None:
    keys = [(one.person, one.kind, one.subject) for one in in_unit(stage().state)]

    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("answer", [AGREE, REFUSE])
def test_an_answered_waiver_waits_for_nobody(answer: Command) -> None:
    plan = by_ruth()
    (wait,) = (one for one in in_unit(plan.state) if one.kind == "waiver")

    plan.by("olu", answer)

    assert (wait.person, wait.subject, wait.due_at) == ("olu", "at-sea", on("2026-12-18"))
    assert wait.words == "ruth proposes to waive S0-02 for kenji until 2026-12-18: Away at sea"
    assert "waiver" not in {kind for kind, _ in waits(plan.state)}


def test_a_waiver_that_expired_waits_for_nobody() -> None:
    assert "waiver" not in {kind for kind, _ in waits(by_ruth().until("2026-12-18").state)}


def test_a_correction_of_what_another_changed_meanwhile_waits_for_nobody() -> None:
    other = rebooked().model_copy(update={"correction": "other"})
    plan = s.measured().by("ines", rebooked()).by("ines", other)
    assert [one.subject for one in in_unit(plan.state) if one.kind == "correction"] == [
        "swap", "other",
    ]  # fmt: skip

    plan.by("olu", c.ApproveCorrection(correction="other"))

    assert "correction" not in {kind for kind, _ in waits(plan.state)}


def test_a_seller_review_that_was_missed_waits_for_who_leads_the_manager() -> None:
    """S4-12: until it is held."""
    plan = sellers.agreed().on("2027-04-15").by("system", MarkSellerTime(kind="review", key="q1"))
    (told,) = [one for one in in_seller(plan.state) if one.kind == "missed_review"]
    held = [one for one in in_seller(sellers.reviewed().state) if one.kind == "missed_review"]

    assert (told.person, told.subject) == (plan.state.leader_above, f"{plan.state.seller.id}/q1")
    assert held == []
