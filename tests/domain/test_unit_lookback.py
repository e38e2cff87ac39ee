"""Looking back before planning: scores, why-nots with a plan to 100 %, closed before a proposal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain import errors
from domain.errors import DomainError
from domain.model import Actor, Command
from domain.policy import GateMode, Mode, Policy
from domain.practices import ahead
from domain.unit import commands as c
from domain.unit.lookback import commands as b
from domain.unit.lookback.events import LookBackClosed
from domain.unit.readiness import commands as r
from domain.unit.readiness.values import PlanLine
from projections import holdings, planning_templates
from tests.domain import stages as s
from tests.domain.company import OPEN_GOAL, ROLES, halden, usd
from tests.domain.given import Plan, refused, sentences, types

Stage = Callable[[], Plan]

BEGIN = b.BeginLookBack(year="2026")
TEAM = b.ScoreLookBack(
    item="win-rate",
    aspect="effectiveness",
    words="Offers that were won",
    percent=Decimal(80),
    why_not="Two price lists in one quarter",
)
ONE = b.ScoreLookBack(
    item="marco-visits", aspect="efficiency", person="marco", words="Visits", percent=Decimal(104)
)
HANDOFF = b.ScoreHandoff(
    item="install-notice",
    function="Services",
    words="Orders announced four weeks ahead",
    percent=Decimal(60),
    why_not="Sales entered the date after the order",
)
PLAN = b.PlanToHundred(
    item="win-rate", words="One price list a year", owner="ana", due_on=date(2027, 3, 31)
)
HANDOFF_PLAN = b.PlanToHundred(
    item="install-notice", words="The date is part of the offer", owner="sven",
    due_on=date(2027, 2, 28),
)  # fmt: skip
REPORT = b.ReportWhyNot(item="win-rate", percent=Decimal(90), words="One list since January")
CLOSE = b.CloseLookBack()


def ruled(practice: str, mode: Mode) -> Plan:
    policy = Policy(overrides=(GateMode(practice=practice, mode=mode),))
    return (
        Plan(halden(policy=policy)).by("system", OPEN_GOAL).on("2026-11-02").by("dana", s.SESSION)
    )


def begun() -> Plan:
    return s.drafted().by("dana", BEGIN)


def scored() -> Plan:
    return begun().by("dana", TEAM, ONE).by("sven", HANDOFF)


def planned() -> Plan:
    return scored().by("ana", PLAN).by("sven", HANDOFF_PLAN)


def closed() -> Plan:
    return planned().by("dana", CLOSE)


def with_two_functions() -> Plan:
    """Sven and Lena lead functions; Sven scored what was handed to his."""
    roles = ROLES.model_copy(update={"executives": ("sven", "lena")})
    return Plan(halden(roles=roles)).by("dana", BEGIN).by("sven", HANDOFF)


def strict(*commands: Command) -> Plan:
    return ruled("S3-05", "block").by("dana", *commands)


def other(command: Any, **changed: Any) -> Any:
    return command.model_copy(update=changed)


HAPPENS: list[tuple[str, Stage, str, Command, list[str]]] = [
    ("a planner begins it too", s.drafted, "ines", BEGIN, ["LookBackBegun"]),
    ("S3-06 the team is scored", begun, "dana", TEAM, ["LookBackScored"]),
    ("S3-06 and each person", begun, "dana", ONE, ["LookBackScored"]),
    ("S3-07 who receives scores the hand-off", begun, "sven", HANDOFF, ["HandoffScored"]),
    ("a score is given again", scored, "dana", TEAM.model_copy(update={"percent": Decimal(85)}),
     ["LookBackScored"]),
    ("S3-08 a why-not gets its plan", scored, "ana", PLAN, ["PlannedToHundred"]),
    ("S3-08 with each planned it closes", planned, "dana", CLOSE, ["LookBackClosed"]),
    ("S3-08 where the policy only warns, what is missing is shown",
     lambda: ruled("S3-08", "warn").by("dana", BEGIN, TEAM), "dana", CLOSE,
     ["FindingRaised", "LookBackClosed"]),
    ("progress is reported after it is closed", closed, "ana", REPORT, ["WhyNotReported"]),
    ("S3-05 a unit that looks back on nothing proposes", s.drafted, "dana", s.proposal(),
     ["StretchTargetProposed", "WindowsOpened"]),
    ("S3-05 a look-back left open is shown", begun, "dana", s.proposal(),
     ["StretchTargetProposed", "WindowsOpened", "FindingRaised"]),
    ("S3-05 once closed it is proposed", lambda: strict(BEGIN, ONE, CLOSE), "dana", s.proposal(),
     ["StretchTargetProposed", "WindowsOpened"]),
]  # fmt: skip


@sentences("stage who command expected", HAPPENS)
def test_a_unit_looks_back(stage: Stage, who: str, command: Command, expected: list[str]) -> None:
    assert types(stage().gives(who, command)) == expected


REFUSALS: list[tuple[str, Stage, str, Command, type[DomainError], dict[str, str]]] = [
    ("begun twice", begun, "dana", BEGIN, errors.NothingToDo, {}),
    ("a member begins none", s.drafted, "ana", BEGIN, errors.NotAuthorised, {}),
    ("S3-05 scored before it is begun", s.drafted, "dana", TEAM, errors.WrongStage,
     {"practice": "S3-05"}),
    ("a member scores nobody", begun, "marco", ONE, errors.NotAuthorised, {}),
    ("S3-07 who hands off does not score it", begun, "dana", HANDOFF, errors.NotAuthorised, {}),
    ("somebody nobody knows", begun, "dana", other(ONE, person="nobody"), errors.Unknown, {}),
    ("S3-08 below 100 % without a reason", begun, "dana", other(TEAM, why_not=None),
     errors.Invalid, {"practice": "S3-08"}),
    ("sales' own score by a function", scored, "sven", other(HANDOFF, item="win-rate"), errors.AlreadyExists, {}),
    ("scored by another function", with_two_functions, "lena", HANDOFF, errors.AlreadyExists, {}),
    ("a plan for what was reached", scored, "dana", other(PLAN, item="marco-visits"),
     errors.NothingToDo, {}),
    ("a plan for no item", scored, "dana", other(PLAN, item="none"), errors.Unknown, {}),
    ("a plan of nobody", scored, "dana", other(PLAN, owner="nobody"), errors.Unknown, {}),
    ("a plan of yesterday", scored, "dana", other(PLAN, due_on=date(2026, 1, 1)),
     errors.DeadlinePassed, {}),
    ("S3-06 closed with nothing in it", begun, "dana", CLOSE, errors.GateClosed,
     {"practice": "S3-06", "missing": "scores"}),
    ("S3-08 closed with a why-not that has no plan", scored, "dana", CLOSE, errors.GateClosed,
     {"practice": "S3-08", "missing": "win-rate came to 80 % and has no plan"}),
    ("a member closes none", planned, "ana", CLOSE, errors.NotAuthorised, {}),
    ("scored after it is closed", closed, "dana", TEAM, errors.WrongStage, {}),
    ("progress without a plan", scored, "dana", REPORT, errors.WrongStage, {"practice": "S3-08"}),
    ("progress by somebody else", closed, "kenji", REPORT, errors.NotAuthorised, {}),
    ("progress of what is settled",
     lambda: closed().by("ana", b.ReportWhyNot(item="win-rate", percent=Decimal(100), words="All")),
     "ana", REPORT, errors.NothingToDo, {}),
    ("S3-07 sales does not score what a function scored", scored, "dana",
     other(TEAM, item="install-notice"), errors.AlreadyExists, {"practice": "S3-07"}),
    ("S3-05 a proposal without, where the policy asks", strict, "dana", s.proposal(),
     errors.GateClosed, {"practice": "S3-05", "missing": "not looked back on"}),
    ("S3-05 a proposal with one left open", lambda: strict(BEGIN), "dana", s.proposal(),
     errors.GateClosed, {"practice": "S3-05", "missing": "is not closed"}),
]  # fmt: skip


@sentences("stage who command error more", REFUSALS)
def test_what_a_look_back_refuses(
    stage: Stage, who: str, command: Command, error: type[DomainError], more: dict[str, str]
) -> None:
    refused(stage(), who, command, error, **more)


def test_scored_again_an_item_keeps_its_plan() -> None:
    again = planned().by("dana", other(TEAM, percent=Decimal(70))).state.look_back
    assert again is not None
    item = again.item("win-rate")
    assert item is not None
    assert (item.percent, item.plan is not None) == (Decimal(70), True)


def test_a_why_not_is_open_until_it_is_at_100() -> None:
    plan = closed()
    looked = plan.by("ana", REPORT).state.look_back
    assert looked is not None
    assert [one.id for one in looked.open_items] == ["win-rate", "install-notice"]
    assert [one.latest for one in looked.open_items] == [Decimal(90), Decimal(60)]


@pytest.mark.parametrize(("stage", "blocks"), [(scored, 2), (planned, 0), (closed, 0)])
def test_what_blocks_the_close_is_named_before(stage: Stage, blocks: int) -> None:
    plan = stage()
    found = [one for one in ahead(plan.state, plan.at) if one.step == "close look-back"]
    assert len(found) == blocks


def test_what_was_short_is_waived_by_two() -> None:
    waive = c.ProposeWaiver(
        waiver="late", practice="S3-08", subject="win-rate", reason="The list is gone",
        expires_at=s.on("2026-12-31"),
    )  # fmt: skip
    plan = scored().by("sven", HANDOFF_PLAN).by("ruth", waive)
    plan.by("olu", c.AgreeToWaiver(waiver="late"))
    assert types(plan.gives("dana", CLOSE)) == ["FindingRaised", "LookBackClosed"]


def test_a_plan_to_100_is_among_what_its_owner_holds_until_it_is_reached() -> None:
    plan = closed()
    held = holdings.of(plan.state, "ana")
    assert [one.id for one in held.why_nots] == ["win-rate"]
    done = b.ReportWhyNot(item="win-rate", percent=Decimal(100), words="One list")
    assert holdings.of(plan.by("ana", done).state, "ana").why_nots == ()


def test_plan_lines_are_among_what_their_owner_holds() -> None:
    plan = s.drafted().by("dana", r.AddPlanLine(line=readiness_line()))
    assert [one.line.id for one in holdings.of(plan.state, "marco").plan_lines] == ["labs"]


def readiness_line() -> PlanLine:
    return PlanLine(
        id="labs", target="revenue", words="Laboratories", quantity=Decimal(4), value=usd("30"),
        due_on=date(2027, 9, 30), owner="marco",
    )  # fmt: skip


def test_an_event_of_a_look_back_that_was_never_begun_changes_nothing_of_it() -> None:
    plan = s.drafted()
    plan.happened(LookBackClosed(closed_by="dana"), Actor(person="dana"))
    assert plan.state.look_back is None


def test_a_template_begins_with_something_in_each_part() -> None:
    """S3-43."""
    models = [one.model for one in planning_templates.every()]
    assert len(set(models)) == len(models) == 4
    for one in planning_templates.every():
        assert all((one.run_rate, one.lines, one.look_back, one.handoffs))
