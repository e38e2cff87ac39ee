"""What is shown and never blocks: findings on the receipt, raised once each."""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.model import Event
from domain.money import Money
from domain.policy import Policy
from domain.practices import blockers
from domain.unit import commands as c
from domain.unit import events as e
from domain.unit import values as v
from tests.domain import stages as s
from tests.domain.company import OPEN_GOAL, SEATS, eur, halden, on, person, seat, usd
from tests.domain.given import Plan, types


def words(events: tuple[Event, ...], practice: str) -> list[str]:
    return [
        one.words for one in events if isinstance(one, e.FindingRaised) and one.practice == practice
    ]


def test_a_proposal_soon_after_the_notice_is_a_surprise() -> None:
    """S0-03."""
    plan = Plan(halden()).by("system", OPEN_GOAL).on("2026-10-12")
    plan.by("dana", s.SESSION.model_copy(update={"held_at": on("2026-10-12")}))
    events = plan.decides("dana", s.proposal())
    assert words(events, "S0-03") == [
        "notice was given 6 days before the proposal; 14 are the rule"
    ]


def test_a_member_without_notice_is_named() -> None:
    """S0-03: a successor came after the notice."""
    plan = s.drafted().by("hana", c.HandOverSeat(
        seat="apac", successor=person("sofia"), left_on=on("2026-10-30").date()))  # fmt: skip
    assert words(plan.decides("dana", s.proposal()), "S0-03") == [
        "sofia had no notice before this proposal"
    ]


def test_no_add_on_is_shown_at_the_top_only() -> None:
    """S0-04."""
    rows = (s.portion("americas", usd("40")), *s.V1[1:])
    proposal = s.proposal(targets=(c.TargetDraft(),), portions=rows)
    assert words(s.drafted().decides("dana", proposal), "S0-04") == [
        "revenue has no stretch add-on, and no reason for that is recorded"
    ]
    reason = proposal.model_copy(update={"words": "The goal is a stretch as it stands"})
    plan = s.drafted()
    assert words(plan.gives("dana", reason), "S0-04") == []
    assert plan.state.versions[0].reason == reason.words
    assert all(not isinstance(one, e.FindingRaised) for one, _, _ in s.sellers().history)


HIGH = (
    "revenue: the run-rate is 80.00 % of the goal; the goal may be too low, and plans must be "
    "robust all the same"
)


@pytest.mark.parametrize(
    ("run_rate", "low", "high"),
    [
        ("20", ["revenue: the run-rate is only 20.00 % of the goal; plans must be robust"], []),
        ("20.01", [], []),
        ("79.99", [], []),
        ("80", [], [HIGH]),
    ],
)  # fmt: skip
def test_a_run_rate_at_either_end_is_shown(run_rate: str, low: list[str], high: list[str]) -> None:
    """S3-12, S3-13: at a fifth of the goal and below, at four fifths and above."""
    outlook = (v.SeatOutlook(seat="apac", run_rate=usd(run_rate)),)
    events = s.drafted().decides("dana", s.proposal(outlook=outlook))
    assert (words(events, "S3-12"), words(events, "S3-13")) == (low, high)
    assert words(s.drafted().decides("dana", s.proposal(outlook=())), "S3-12") == []


def test_what_counts_as_a_low_or_high_run_rate_is_the_policys() -> None:
    """S3-12, S3-13."""
    policy = Policy(run_rate_low=Decimal(45), run_rate_high=Decimal(50))
    for share, practices in (("40", ["S3-12"]), ("47", []), ("55", ["S3-13"])):
        plan = Plan(halden(policy=policy)).by("system", OPEN_GOAL).on("2026-11-02")
        plan.by("dana", s.SESSION)
        outlook = (v.SeatOutlook(seat="apac", run_rate=usd(share)),)
        raised = plan.decides("dana", s.proposal(outlook=outlook))
        assert [one.practice for one in raised if isinstance(one, e.FindingRaised)] == practices


def test_a_proposal_after_its_session_stays_one_when_it_is_revised_later() -> None:
    """S0-05: the session is for the first proposal, not for what follows it weeks later."""
    plan = s.revised_once()
    assert plan.state.session is not None
    assert plan.state.current is not None
    assert plan.state.current.at > plan.state.session.proposal_due_at
    assert blockers(plan.state, plan.at, "propose") == ()


def test_an_item_without_evidence_is_marked_once() -> None:
    """S0-13."""
    bare = s.PUSHBACK.model_copy(update={"evidence": None, "counter": None})
    plan = s.proposed()
    first = plan.gives("ana", bare)
    assert words(first, "S0-13") == [
        "item ana-1 is unsubstantiated: it has no evidence and no number"
    ]
    second = plan.gives("marco", s.PUSHBACK.model_copy(
        update={"item": "marco-1", "seat": "americas", "counter": usd("46")}))  # fmt: skip
    assert types(second) == ["PushbackRaised"]


def test_under_core_nothing_warns() -> None:
    plan = Plan(halden(policy=Policy(preset="core"))).by("system", OPEN_GOAL)
    assert types(plan.decides("dana", s.proposal())) == ["StretchTargetProposed", "WindowsOpened"]


def test_several_targets_each_have_their_line() -> None:
    """S0-06: a line of its own for each target, each summing by itself."""
    seats = (*SEATS, seat("margin-all", "kenji", target="margin"))
    margin = OPEN_GOAL.model_copy(update={"target": "margin", "amount": usd("20")})
    plan = Plan(halden(seats=seats)).by("system", OPEN_GOAL, margin).on("2026-11-02")
    plan.by("dana", s.SESSION)
    lines = (c.TargetDraft(add_on_percent=8), c.TargetDraft(target="margin", add_on=usd("2")))
    rows = (*s.V1, s.portion("margin-all", usd("22")))
    proposed = plan.decides("dana", s.proposal(targets=lines, portions=rows))[0]
    assert isinstance(proposed, e.StretchTargetProposed)
    assert [(one.target, one.stretch) for one in proposed.targets] == [
        ("revenue", usd("108")),
        ("margin", usd("22")),
    ]


def test_a_target_of_nothing_has_no_over_assignment_to_measure() -> None:
    none = OPEN_GOAL.model_copy(update={"amount": usd("0")})
    plan = s.opened().by("system", none).on("2026-11-02").by("dana", s.SESSION)
    rows = tuple(one.model_copy(update={"amount": Money.zero(one.amount.currency)}) for one in s.V1)
    events = plan.decides("dana", s.proposal(targets=(c.TargetDraft(),), portions=rows))
    assert words(events, "street-quota") == []


def test_the_potential_of_a_seat_stands_beside_its_portion() -> None:
    """S0-26."""
    state = s.proposed().state
    found = state.seat("emea")
    assert found is not None
    assert found.potential == eur("30")
    assert state.current is not None
    assert state.current.portion("emea") == v.Portion(
        seat="emea", amount=eur("26.4"), rolled_up=usd("29.04"), basis=s.V1[1].basis,
        from_basis=None, adjustment="As agreed")  # fmt: skip
    assert state.policy.street_quota_warn == Decimal(10)
