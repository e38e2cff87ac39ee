"""What a target stands on: run-rate, plan lines, marketing, and how much of it is which revenue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from domain import errors
from domain.errors import DomainError
from domain.model import Command
from domain.policy import GateMode, Policy
from domain.unit import commands as c
from domain.unit import events as e
from domain.unit import values as v
from domain.unit.readiness import commands as r
from domain.unit.readiness.covering import coverage
from domain.unit.readiness.values import Contribution, PlanLine, RevenuePart, RunRateComponent
from tests.domain import stages as s
from tests.domain.company import OPEN_GOAL, eur, halden, on, usd
from tests.domain.given import Plan, refused, sentences, types

Stage = Callable[[], Plan]


def component(named: str, amount: str, **more: Any) -> RunRateComponent:
    facts: dict[str, Any] = {"revenue": "recurring", "words": "Contracts that run on"}
    return RunRateComponent(id=named, target="revenue", amount=usd(amount), **{**facts, **more})


def line(named: str = "labs", value: str = "30", **more: Any) -> PlanLine:
    facts: dict[str, Any] = {
        "target": "revenue", "words": "Laboratories", "quantity": Decimal(40),
        "due_on": date(2027, 9, 30), "owner": "marco",
    }  # fmt: skip
    return PlanLine(id=named, value=usd(value), **{**facts, **more})


RUN_RATE = r.ListRunRate(
    components=(component("service", "45"), component("spares", "10", revenue="new"))
)
ADD = r.AddPlanLine(line=line())
DROP = r.DropPlanLine(line="labs", reason="The call is won already")
REPORT = r.ReportPlanLine(line="labs", period="Q1", value=usd("6"))
FAIR = Contribution(
    id="fair", words="A fair in Osaka", leads=Decimal(120), pipeline=usd("4"),
    starts_on=date(2027, 3, 1), due_on=date(2027, 6, 30),
)  # fmt: skip
MARKETING = r.AttachMarketingPlan(words="Two fairs", owner="sven", contributions=(FAIR,))
VAGUE = MARKETING.model_copy(update={"contributions": (Contribution(id="fair", words="A fair"),)})
EMPTY = MARKETING.model_copy(update={"contributions": ()})
SPLIT = r.SplitTarget(
    version=1,
    parts=(
        RevenuePart(revenue="recurring", amount=usd("70")),
        RevenuePart(revenue="new", amount=usd("30")),
        RevenuePart(revenue="one_off", amount=usd("8")),
    ),
)


def lines_of(*commands: Command) -> Plan:
    return s.drafted().by("dana", *commands)


def policy(practice: str, stage: str = "2026-11-25", **changed: Any) -> Plan:
    """A plan under a policy that blocks on one practice, brought to where it would be final."""
    blocking = Policy(overrides=(GateMode(practice=practice, mode="block"),))
    plan = Plan(halden(policy=blocking)).by("system", OPEN_GOAL).on("2026-11-02")
    plan.by("dana", s.SESSION, s.proposal(**changed))
    for one in s.MEMBERS:
        plan.by(one, c.ConfirmUnderstanding(version=1), c.StateNoConcerns(version=1))
    factor = s.FACTOR.model_copy(update={"items": ()})
    plan.by("dana", factor, c.ClosePushback(version=1, nobody_objected=True))
    return plan.on(stage)


def low(practice: str) -> Plan:
    """A run-rate of 12 in a goal of 100."""
    return policy(practice, outlook=(v.SeatOutlook(seat="americas", run_rate=usd("12")),))


def late() -> Plan:
    """Planning opens on the first of February of the very year."""
    plan = Plan()
    plan.at = on("2027-02-01")
    session = s.SESSION.model_copy(update={"held_at": plan.at})
    return plan.by("system", halden(), OPEN_GOAL).by("dana", session)


FINAL = c.FinalisePlan(version=1)
HAPPENS: list[tuple[str, Stage, str, Command, list[str]]] = [
    ("S3-11 the run-rate is listed", s.drafted, "ines", RUN_RATE, ["RunRateListed"]),
    ("S3-14 a member writes a plan line", s.drafted, "marco", ADD, ["PlanLineAdded"]),
    ("a line is dropped with a reason", lambda: lines_of(ADD), "marco", DROP, ["PlanLineDropped"]),
    ("S4-05 what came of a line is reported", lambda: lines_of(ADD).on("2027-04-02"), "marco",
     REPORT, ["PlanLineReported"]),
    ("S3-44 marketing's plan is attached", s.drafted, "sven", MARKETING,
     ["MarketingPlanAttached"]),
    ("S3-03 a target is split by kind of revenue", s.proposed, "dana", SPLIT, ["TargetSplit"]),
    ("S3-15 lines that fall short are shown on a proposal", lambda: lines_of(ADD), "dana",
     s.proposal(), ["StretchTargetProposed", "WindowsOpened", "FindingRaised"]),
    ("S3-15 lines that meet the goal say nothing", lambda: lines_of(RUN_RATE, r.AddPlanLine(
        line=line(value="45"))), "dana", s.proposal(), ["StretchTargetProposed", "WindowsOpened"]),
    ("S3-13 components count where they are listed", lambda: lines_of(
        r.ListRunRate(components=(component("service", "85"),))), "dana", s.proposal(),
     ["StretchTargetProposed", "WindowsOpened", "FindingRaised"]),
    ("S3-15 a shortfall that is waived by two lets the plan be final",
     lambda: waived(policy("S3-15").by("dana", ADD)), "dana", FINAL,
     ["FindingRaised", "PlanFinalised"]),
    ("S3-44 a plan in numbers lets it be final", lambda: low("S3-44").by("sven", MARKETING).by(
        "dana", ADD), "dana", FINAL, ["FindingRaised", "PlanFinalised"]),
    ("S3-44 S3-14 a low run-rate asks for both, and standard shows it", lambda: low("S0-04"),
     "dana", FINAL, ["FindingRaised", "FindingRaised", "PlanFinalised"]),
    ("S3-01 planning that opens in the year is shown, as is that nobody had notice", late, "dana",
     s.proposal(), ["StretchTargetProposed", "WindowsOpened", "FindingRaised", "FindingRaised"]),
]  # fmt: skip


def waived(plan: Plan) -> Plan:
    waive = c.ProposeWaiver(
        waiver="short", practice="S3-15", subject="revenue", reason="The lab opens in May",
        expires_at=on("2027-01-31"),
    )  # fmt: skip
    return plan.by("ruth", waive).by("olu", c.AgreeToWaiver(waiver="short"))


@sentences("stage who command expected", HAPPENS)
def test_a_target_stands_on_something(
    stage: Stage, who: str, command: Command, expected: list[str]
) -> None:
    assert sorted(types(stage().gives(who, command))) == sorted(expected)


def added(**more: Any) -> r.AddPlanLine:
    return r.AddPlanLine(line=line(**more))


def parts(*amounts: str) -> r.SplitTarget:
    return SPLIT.model_copy(
        update={"parts": tuple(RevenuePart(revenue="new", amount=usd(one)) for one in amounts)}
    )


REFUSALS: list[tuple[str, Stage, str, Command, type[DomainError], dict[str, str]]] = [
    ("a member lists no run-rate", s.drafted, "ana", RUN_RATE, errors.NotAuthorised, {}),
    ("the same run-rate again", lambda: lines_of(RUN_RATE), "dana", RUN_RATE,
     errors.NothingToDo, {}),
    ("two components of one id", s.drafted, "dana", r.ListRunRate(
        components=(component("a", "1"), component("a", "2"))), errors.AlreadyExists, {}),
    ("a component in another currency", s.drafted, "dana", r.ListRunRate(
        components=(component("a", "1").model_copy(update={"amount": eur("1")}),)),
     errors.Invalid, {}),
    ("a component of no target", s.drafted, "dana", r.ListRunRate(
        components=(component("a", "1").model_copy(update={"target": "margin"}),)),
     errors.Unknown, {}),
    ("a line of one id twice", lambda: lines_of(ADD), "marco", ADD, errors.AlreadyExists, {}),
    ("a line of nobody", s.drafted, "dana", added(owner="nobody"), errors.Unknown, {}),
    ("S3-14 a line worth nothing", s.drafted, "dana", added(value="0"), errors.Invalid,
     {"practice": "S3-14"}),
    ("a line of another year", s.drafted, "dana", added(due_on=date(2028, 1, 1)),
     errors.Invalid, {}),
    ("somebody else's line", lambda: lines_of(ADD), "ana", DROP, errors.NotAuthorised, {}),
    ("a line that there is not", s.drafted, "dana", DROP, errors.Unknown, {}),
    ("a line dropped before", lambda: lines_of(ADD, DROP), "dana", DROP, errors.WrongStage, {}),
    ("a result before its period", lambda: lines_of(ADD), "marco", REPORT,
     errors.DeadlineNotReached, {}),
    ("a result of no period", lambda: lines_of(ADD), "marco",
     REPORT.model_copy(update={"period": "Q9"}), errors.Unknown, {}),
    ("a result twice", lambda: lines_of(ADD).on("2027-04-02").by("marco", REPORT), "marco",
     REPORT, errors.AlreadyExists, {}),
    ("a marketing plan of nobody", s.drafted, "dana",
     MARKETING.model_copy(update={"owner": "nobody"}), errors.Unknown, {}),
    ("S3-44 a contribution that ends before it starts", s.drafted, "dana",
     MARKETING.model_copy(update={"contributions": (FAIR.model_copy(
         update={"due_on": date(2027, 1, 1)}),)}), errors.Invalid, {"practice": "S3-44"}),
    ("S3-03 parts that do not sum", s.proposed, "dana", parts("100"), errors.SumDiffers,
     {"practice": "S3-03"}),
    ("a part named twice", s.proposed, "dana", parts("54", "54"), errors.AlreadyExists, {}),
    ("a split of no target", s.proposed, "dana", SPLIT.model_copy(update={"target": "margin"}),
     errors.Unknown, {}),
    ("S3-15 lines that fall short, where the policy blocks",
     lambda: policy("S3-15").by("dana", ADD), "dana", FINAL, errors.GateClosed,
     {"practice": "S3-15", "missing": "short of the goal"}),
    ("S3-14 no line under a low run-rate, where the policy blocks", lambda: low("S3-14"), "dana",
     FINAL, errors.GateClosed, {"practice": "S3-14", "missing": "no plan line is written"}),
    ("S3-44 no marketing plan, where the policy blocks", lambda: policy("S3-44"), "dana", FINAL,
     errors.GateClosed, {"practice": "S3-44", "missing": "no marketing plan"}),
    ("S3-44 one without numbers", lambda: policy("S3-44").by("dana", VAGUE), "dana", FINAL,
     errors.GateClosed, {"practice": "S3-44", "missing": "has no number or no dates"}),
    ("S3-44 one that says nothing", lambda: policy("S3-44").by("dana", EMPTY), "dana", FINAL,
     errors.GateClosed, {"practice": "S3-44", "missing": "says nothing of what it brings"}),
]  # fmt: skip


@sentences("stage who command error more", REFUSALS)
def test_what_readiness_refuses(
    stage: Stage, who: str, command: Command, error: type[DomainError], more: dict[str, str]
) -> None:
    refused(stage(), who, command, error, **more)


@pytest.mark.parametrize("quantity", ["0", "-1"])
def test_a_line_has_a_quantity_above_zero(quantity: str) -> None:
    """S3-14."""
    with pytest.raises(ValidationError):
        line(quantity=Decimal(quantity))


def test_coverage_is_run_rate_and_lines_against_the_goal() -> None:
    plan = lines_of(RUN_RATE, ADD).by("dana", s.proposal())
    (one,) = coverage(plan.state)
    assert (one.run_rate, one.planned, one.goal) == (usd("55"), usd("30"), usd("100"))
    assert (one.share, one.percent, one.short) == (Decimal(55), Decimal(85), usd("15"))


def test_a_dropped_line_covers_nothing() -> None:
    plan = lines_of(RUN_RATE, ADD, DROP).by("dana", s.proposal())
    assert coverage(plan.state)[0].planned == usd("0")


def test_the_outlook_of_seats_counts_until_components_are_listed() -> None:
    (before,) = coverage(s.proposed().state)
    assert before.run_rate == usd("49.8")
    (after,) = coverage(s.proposed().by("dana", RUN_RATE).state)
    assert after.run_rate == usd("55")


def test_before_a_proposal_there_is_nothing_to_cover() -> None:
    assert coverage(s.drafted().state) == ()


def test_a_shortfall_below_an_open_portion_warns_and_does_not_stop() -> None:
    """S3-15 in the provisional cascade."""
    blocking = Policy(overrides=(GateMode(practice="S3-15", mode="block"),))
    goal = OPEN_GOAL.model_copy(update={"standing": "provisional"})
    plan = Plan(halden(policy=blocking)).by("system", goal).on("2026-11-02")
    plan.by("dana", s.SESSION, ADD)
    events = plan.gives("dana", s.proposal())
    found = [one for one in events if isinstance(one, e.FindingRaised)]
    assert [one.practice for one in found] == ["S3-15"]


def test_only_the_top_unit_has_a_marketing_plan_to_attach() -> None:
    plan = s.sellers()
    assert not [one for one in plan.state.findings if one.practice == "S3-44"]
