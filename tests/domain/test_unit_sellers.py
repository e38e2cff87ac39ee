"""Sellers' plans as their unit begins them, hears of them, and holds signatures by them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from domain import errors
from domain.errors import DomainError
from domain.model import Command
from domain.people import Role
from domain.policy import GateMode, Policy, SellerPolicy
from domain.practices import ahead
from domain.seller import commands as s
from domain.seller.values import SeatGoal
from domain.unit import commands as c
from domain.unit import events as e
from domain.unit.due import due
from tests.domain import stages
from tests.domain.company import on, person, usd
from tests.domain.given import Plan, refused, sentences, types

Stage = Callable[[], Plan]
BEGIN = c.BeginSellerPlans()
REPORT = c.ReceiveSellerPlan(
    person="bea", stage="agreed", submitted=1, planned=usd("30"), double_a=True
)
SHORT = REPORT.model_copy(update={"planned": usd("12")})
DOUBTED = REPORT.model_copy(update={"double_a": False, "unattainable": "Nobody won twelve"})


def begun() -> Plan:
    return stages.sellers().by("marco", BEGIN)


def signing(*reports: c.ReceiveSellerPlan, block: tuple[str, ...] = ()) -> Plan:
    """Marco has signed; `block` are practices that this policy makes gates."""
    plan = stages.sellers_accepted().by("marco", BEGIN)
    gates = tuple(GateMode(practice=one, mode="block") for one in block)
    rules = c.ChangeRules(policy=Policy(overrides=gates), deadlines=(), decided_by=("olu", "ruth"))
    if gates:
        plan.by("system", rules)
    for report in reports:
        plan.by("system", report)
    return plan.by("marco", stages.signs(plan))


HAPPENS: list[tuple[str, Stage, str, Command, list[str]]] = [
    ("S4-09 a leader begins the plans of all sellers", stages.sellers, "marco", BEGIN,
     ["SellerPlansBegun"]),
    ("S4-09 a seller begins their own", stages.sellers, "bea",
     c.BeginSellerPlans(people=("bea",)), ["SellerPlansBegun"]),
    ("S4-09 a planner for those named", stages.sellers, "ines",
     c.BeginSellerPlans(people=("dev",)), ["SellerPlansBegun"]),
    ("whose plan was begun is not asked again",
     lambda: stages.sellers().by("bea", c.BeginSellerPlans(people=("bea",))), "marco", BEGIN,
     ["SellerPlansBegun"]),
    ("the unit hears how far a plan is", begun, "system", REPORT, ["SellerPlanReported"]),
    ("S3-27 not attainable becomes an item that its person may confirm", begun, "system", DOUBTED,
     ["SellerPlanReported", "PushbackCaptured"]),
    ("S3-27 once for each submission", lambda: begun().by("system", DOUBTED), "system",
     DOUBTED.model_copy(update={"planned": usd("31")}), ["SellerPlanReported"]),
    ("S3-27 and no longer once the plan is final",
     lambda: stages.sellers_accepted().by("marco", BEGIN), "system", DOUBTED,
     ["SellerPlanReported"]),
    ("S3-15 who is covered signs without a finding", lambda: signing(REPORT), "bea",
     stages.signs(signing()), ["PlanSigned"]),
    ("S3-15 who is short signs with one, under standard", lambda: signing(SHORT), "bea",
     stages.signs(signing()), ["PlanSigned", "FindingRaised"]),
    ("S3-27 as does who is not double A", lambda: signing(DOUBTED), "bea",
     stages.signs(signing()), ["PlanSigned", "FindingRaised"]),
]  # fmt: skip


@sentences("stage who command expected", HAPPENS)
def test_a_unit_begins_and_hears(
    stage: Stage, who: str, command: Command, expected: list[str]
) -> None:
    assert types(stage().gives(who, command)) == expected


def test_the_unit_is_told_that_a_plan_was_rated_not_attainable_and_not_in_which_words() -> None:
    """S3-27."""
    (item,) = begun().by("system", DOUBTED).state.items
    assert (item.person, item.kind, item.stage) == ("bea", "attainability", "captured")
    assert "rated not attainable" in item.words
    assert "Nobody won twelve" not in item.words


REFUSALS: list[tuple[str, Stage, str, Command, type[DomainError], dict[str, str]]] = [
    ("who leads a unit writes no seller's plan", stages.proposed, "dana",
     c.BeginSellerPlans(people=("marco",)), errors.Unknown, {"practice": "S4-09"}),
    ("a member begins nobody else's", stages.sellers, "bea", BEGIN, errors.NotAuthorised,
     {"practice": "S4-09"}),
    ("plans are begun once", begun, "marco", BEGIN, errors.NothingToDo, {}),
    ("nothing is heard of a plan that was not begun", stages.sellers, "system", REPORT,
     errors.Unknown, {}),
    ("nor anything that is known", lambda: begun().by("system", REPORT), "system", REPORT,
     errors.NothingToDo, {}),
    ("S4-09 nobody signs before their plan is submitted", signing, "bea",
     stages.signs(signing()), errors.GateClosed,
     {"practice": "S4-09", "missing": "bea has not submitted their plan"}),
    ("S3-15 nor short of their portion where the policy blocks",
     lambda: signing(SHORT, block=("S3-15",)), "bea", stages.signs(signing()),
     errors.GateClosed, {"practice": "S3-15", "missing": "run-rate and plan lines fall"}),
    ("S3-27 nor on a plan that two people did not find double A",
     lambda: signing(DOUBTED, block=("S3-27",)), "bea", stages.signs(signing()),
     errors.GateClosed, {"practice": "S3-27"}),
]  # fmt: skip


@sentences("stage who command error more", REFUSALS)
def test_a_unit_refuses(
    stage: Stage, who: str, command: Command, error: type[DomainError], more: dict[str, Any]
) -> None:
    refused(stage(), who, command, error, **more)


def owed_to(plan: Plan, who: str) -> list[Command]:
    return [
        one.command
        for one in due(plan.state).commands
        if (one.aggregate, one.to) == ("seller", who)
    ]


def test_a_begun_plan_is_opened_with_what_the_unit_knows() -> None:
    opening, goal = owed_to(begun(), "bea")
    assert isinstance(opening, s.OpenSellerPlan)
    assert (opening.manager, opening.leader_above, opening.role) == ("marco", "dana", "hunter")
    assert [one.key for one in opening.reviews] == ["q1", "q2", "q3", "q4"]
    assert goal == s.SetSellerGoal(goals=(SeatGoal(seat="boston", amount=usd("30")),))
    assert owed_to(stages.sellers(), "bea") == []


def test_reviews_come_each_month_where_the_policy_says_so() -> None:
    plan = stages.sellers()
    monthly = Policy(sellers=SellerPolicy(reviews="monthly"))
    rules = c.ChangeRules(policy=monthly, deadlines=(), decided_by=("olu", "ruth"))
    opening = owed_to(plan.by("system", rules).by("marco", BEGIN), "bea")[0]
    assert isinstance(opening, s.OpenSellerPlan)
    assert [one.key for one in opening.reviews][::11] == ["2027-01", "2027-12"]
    assert opening.reviews[0].due_at == on("2027-02-10T00:00")


def test_another_leader_manages_the_plans_that_were_begun() -> None:
    plan = begun().by(
        "system", c.ReplaceLeader(successor=person("sofia"), acts_from=date(2026, 12, 1))
    )
    manager = owed_to(plan, "bea")[-1]
    assert manager == s.ChangeSellerManager(manager="sofia", leader_above="dana")


def test_a_leader_who_comes_back_manages_the_plans_again() -> None:
    plan = begun()
    commands = []
    for successor in ("sofia", "marco", "sofia"):
        leader = c.ReplaceLeader(successor=person(successor), acts_from=date(2026, 12, 1))
        owed = due(plan.by("system", leader).state).commands
        commands.append(next(one for one in reversed(owed) if one.to == "bea"))
    assert [one.command for one in commands] == [
        s.ChangeSellerManager(manager=successor, leader_above="dana")
        for successor in ("sofia", "marco", "sofia")
    ]
    assert len({one.command_id("unit/fy27/americas") for one in commands}) == 3


def test_offices_that_change_hands_do_so_in_the_plans_that_were_begun() -> None:
    petra = Role(office="planner", person="petra")
    change = c.ChangeRoles(grants=(petra,), revokes=(), decided_by=("ada", "ruth"))
    before = stages.sellers().by("system", change).by("marco", BEGIN)
    assert not any(isinstance(one, s.ChangeSellerRoles) for one in owed_to(before, "bea"))
    after = begun().by("system", change)
    assert owed_to(after, "bea")[-1] == s.ChangeSellerRoles(roles=after.state.roles)
    assert "petra" in after.state.roles.planners


def test_who_loses_a_seat_and_gets_it_back_is_asked_for_the_same_again() -> None:
    plan = begun()
    commands = [owed for owed in due(plan.state).commands if owed.to == "bea"][1:]
    for successor in ("dev", "bea"):
        day = date(2026, 12, 31)
        plan.by("hana", c.HandOverSeat(seat="boston", successor=person(successor), left_on=day))
        goals = [owed for owed in due(plan.state).commands if owed.to == "bea"]
        commands.append(next(one for one in goals if isinstance(one.command, s.SetSellerGoal)))
    first, without, again = (one.command for one in commands)
    assert first == again == s.SetSellerGoal(goals=(SeatGoal(seat="boston", amount=usd("30")),))
    assert without == s.SetSellerGoal(goals=())
    assert len({one.command_id("unit/fy27/americas") for one in commands}) == 3


def test_plans_close_with_their_unit() -> None:
    plan = begun().by("marco", c.CancelPlan(reason="Merged with EMEA"))
    assert owed_to(plan, "bea") == [s.CloseSellerPlan(ended_as="cancelled")]


def test_whose_plan_is_missing_is_named_to_whoever_asks() -> None:
    found = {
        (one.practice, one.gap.subject) for one in ahead(signing(REPORT).state, on("2026-12-10"))
    }
    assert ("S4-09", "dev") in found
    assert ("S4-09", "bea") not in found


def test_what_a_plan_adds_up_to_is_kept() -> None:
    plan = begun().by("system", REPORT)
    known = plan.state.seller_plan("bea")
    assert known is not None
    assert (known.stage, known.planned, known.double_a) == ("agreed", usd("30"), True)
    assert isinstance(plan.history[-1][0], e.SellerPlanReported)
