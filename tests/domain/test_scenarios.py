"""What-ifs are branches of a plan's events: compared, adopted by the proposal that cites one, or left."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from domain import errors
from domain.errors import DomainError
from domain.model import Command
from domain.policy import Policy, ReachPolicy
from domain.scenarios import Outcome, Scenario, Supposed, branch, outcome
from domain.unit import commands as c
from domain.unit import events as e
from domain.unit import values as v
from projections import view
from tests.domain import stages as s
from tests.domain.company import eur, halden, usd
from tests.domain.given import Plan, refused, sentences, types

PROPOSED = Scenario(name="Eight percent", proposal=s.proposal())
REVISED = Scenario(name="Two percent less", revision=s.revision())


def cites(scenario: Scenario, **changed: Any) -> Any:
    cited = v.ScenarioCited(scenario="eight", sha256=scenario.sha256)
    return scenario.command.model_copy(update={"scenario": cited, **changed})


def outcome_of(plan: Plan, scenario: Scenario) -> Outcome:
    return outcome(branch(plan.state, scenario, plan.at), plan.state, plan.at)


def test_a_branch_is_the_plan_as_it_would_be_and_leaves_the_plan_as_it_is() -> None:
    plan = s.drafted()
    before = plan.state

    there = branch(before, PROPOSED, plan.at)

    assert (there.stage, len(there.versions)) == ("proposed", 1)
    assert plan.state is before
    assert there.policy == before.policy


def test_a_what_if_needs_no_session_and_says_that_there_was_none() -> None:
    plan = s.opened().by("system", s.OPEN_GOAL).on("2026-10-10")
    refused(plan, "dana", s.proposal(), errors.GateClosed, practice="S0-05")

    found = outcome_of(plan, PROPOSED)

    assert ("S0-05", True) in {(one.practice, one.blocks) for one in found.findings}


def test_totals_gap_and_each_seat_stand_beside_those_of_now() -> None:
    plan = s.in_pushback().by("ana", c.StateBottomUp(seat="emea", amount=eur("24.6")))
    now, then = outcome(plan.state, plan.state, plan.at), outcome_of(plan, REVISED)

    assert (now.carried, then.carried) == (usd("108"), usd("106"))
    assert [line.add_on for line in then.targets] == [usd("6")]
    emea = next(one for one in then.seats if one.seat == "emea")
    assert (emea.now, emea.amount, emea.percent) == (eur("26.4"), eur("25.4"), Decimal("96.85"))
    assert now.gap is not None
    assert then.gap is not None
    assert then.gap < now.gap


def test_the_gap_is_the_one_of_the_plan_where_a_unit_below_has_offered() -> None:
    plan = s.in_pushback().by("system", c.ReceiveBottomUp(unit="emea", amount=eur("24"), items=0))
    (target,) = view.of(plan.state, "dana").targets

    found = outcome(plan.state, plan.state, plan.at)

    assert found.gap == target.gap == usd("2.64")


def test_a_plan_goal_can_be_supposed_and_is_not_recorded() -> None:
    plan = s.drafted()
    higher = PROPOSED.model_copy(update={"goals": (Supposed(amount=usd("104")),)})
    same = PROPOSED.model_copy(update={"goals": (Supposed(amount=usd("100")),)})

    with pytest.raises(errors.GateClosed):
        branch(plan.state, higher, plan.at)
    assert branch(plan.state, same, plan.at).goal("revenue") == plan.state.goal("revenue")
    drafts = (c.TargetDraft(add_on=usd("4")),)
    fits = higher.model_copy(update={"proposal": s.proposal(targets=drafts)})
    (line,) = outcome_of(plan, fits).targets
    assert (line.goal, line.stretch) == (usd("104"), usd("108"))


def test_a_what_if_voids_as_many_signatures_as_it_must() -> None:
    plan = s.signing()
    smaller = Scenario(name="A little less", revision=s.smaller())

    assert outcome_of(plan, smaller).version == 3


REACH: list[tuple[str, tuple[v.SeatOutlook, ...], tuple[int, int, str | None]]] = [
    ("nothing is foreseen of anybody", (), (0, 0, None)),
    ("one of two reaches it", tuple(
        v.SeatOutlook(seat=seat, run_rate=amount) for seat, amount in
        (("americas", usd("50")), ("emea", eur("1")))
    ), (2, 1, "below 55 %: attainable for too few")),
    ("all reach it", (v.SeatOutlook(seat="americas", run_rate=usd("50")),),
     (1, 1, "above 75 %: not aggressive")),
    ("two of three reach it", tuple(
        v.SeatOutlook(seat=seat, run_rate=amount) for seat, amount in
        (("americas", usd("50")), ("emea", eur("30")), ("apac", usd("1")))
    ), (3, 2, None)),
]  # fmt: skip


@sentences("outlook expected", REACH)
def test_how_many_people_are_foreseen_at_or_above_quota(
    outlook: tuple[v.SeatOutlook, ...], expected: tuple[int, int, str | None]
) -> None:
    scenario = Scenario(name="As seen", proposal=s.proposal(outlook=outlook))
    found = outcome_of(s.drafted(), scenario).distribution

    assert (found.people, found.reach, found.warning) == expected


def test_how_many_are_enough_or_too_many_is_the_policy_s() -> None:
    policy = Policy(reach=ReachPolicy(least=Decimal(30), most=Decimal(60)))
    outlook = tuple(
        v.SeatOutlook(seat=seat, run_rate=amount)
        for seat, amount in (("americas", usd("50")), ("emea", eur("30")), ("apac", usd("1")))
    )
    plan = s.drafted()
    there = branch(plan.state, Scenario(name="x", proposal=s.proposal(outlook=outlook)), plan.at)

    found = outcome(there.model_copy(update={"policy": policy}), plan.state, plan.at)

    assert found.distribution.warning == "above 60 %: not aggressive"


def test_a_seat_without_a_number_is_foreseen_nothing() -> None:
    portions = (
        s.portion("americas", usd("108")), s.portion("emea", eur("0")),
        s.portion("apac", usd("0")), s.portion("nordics", eur("0")),
    )  # fmt: skip
    scenario = Scenario(name="All to one", proposal=s.proposal(portions=portions))

    seats = outcome_of(s.drafted(), scenario).seats
    assert {one.seat for one in seats if one.percent is None} == {"emea", "apac", "nordics"}


NO_SCENARIO: list[tuple[str, Callable[[], Plan], Scenario, type[DomainError]]] = [
    ("neither a proposal nor a revision", s.drafted, Scenario(name="Nothing"), errors.Invalid),
    ("both at once", s.drafted,
     Scenario(name="Both", proposal=s.proposal(), revision=s.revision()), errors.Invalid),
    ("a proposal where one is on the table", s.proposed, PROPOSED, errors.WrongStage),
    ("portions that do not add up", s.drafted,
     Scenario(name="Short", proposal=s.proposal(portions=s.V1[:2])), errors.GateClosed),
]  # fmt: skip


@sentences("stage scenario error", NO_SCENARIO)
def test_what_cannot_be_proposed_is_no_branch(
    stage: Callable[[], Plan], scenario: Scenario, error: type[DomainError]
) -> None:
    plan = stage()
    with pytest.raises(error):
        branch(plan.state, scenario, plan.at)


def test_a_plan_without_a_version_comes_to_nothing_yet() -> None:
    plan = s.drafted()
    with pytest.raises(errors.WrongStage):
        outcome(plan.state, plan.state, plan.at)


ADOPTED: list[tuple[str, Callable[[], Plan], Command, str]] = [
    ("a proposal cites the scenario that it was", s.drafted, cites(PROPOSED),
     "StretchTargetProposed"),
    ("so does a revision", s.answered, cites(REVISED), "PlanRevised"),
]  # fmt: skip


@sentences("stage command kind", ADOPTED)
def test_a_scenario_is_adopted_by_the_event_that_cites_its_hash(
    stage: Callable[[], Plan], command: Command, kind: str
) -> None:
    plan = stage()
    events = plan.decides("dana", command)

    (one,) = [event for event in events if event.type == kind]
    assert isinstance(one, e.StretchTargetProposed | e.PlanRevised)
    assert one.scenario is not None
    assert types(events) == types(plan.decides("dana", _without(command)))


def _without(command: Any) -> Any:
    return command.model_copy(update={"scenario": None})


def test_other_amounts_under_a_scenario_s_name_are_refused() -> None:
    less = s.proposal(targets=(c.TargetDraft(add_on_percent=Decimal(9)),))
    cited = cites(PROPOSED).scenario
    refused(
        s.drafted(), "dana", less.model_copy(update={"scenario": cited}), errors.Invalid,
        words="not the amounts of scenario",
    )  # fmt: skip
    refused(Plan(halden()), "marco", cites(PROPOSED), errors.NotAuthorised)


def test_words_are_no_part_of_the_hash_and_amounts_are() -> None:
    other = s.proposal(words="Told otherwise", look_back="Another look")

    assert Scenario(name="x", proposal=other).sha256 == PROPOSED.sha256
    assert REVISED.sha256 != PROPOSED.sha256
