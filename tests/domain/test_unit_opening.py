"""Opening, the goal, the session, the proposal and the understanding of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from domain import errors
from domain.errors import DomainError
from domain.model import Actor, Command
from domain.policy import Policy
from domain.portions import Basis
from domain.unit import commands as c
from domain.unit import events as e
from domain.unit import values as v
from domain.unit.decide import decide
from tests.domain import stages as s
from tests.domain.company import OPEN_GOAL, SEATS, americas, eur, halden, on, usd
from tests.domain.given import Plan, refused, sentences, types

Stage = Callable[[], Plan]
JUDGED = ("americas", usd("48")), ("emea", eur("26.4")), ("apac", usd("29.97"))


def nothing() -> Plan:
    return Plan()


def one_seat(**changed: Any) -> Plan:
    """A unit whose only seat is vacant: the leader carries it."""
    return Plan(halden(seats=SEATS[3:], **changed)).by("system", OPEN_GOAL)


HAPPENS: list[tuple[str, Stage, str, Command, list[str]]] = [
    ("a plan opens, with notice to everyone", nothing, "system", halden(),
     ["UnitPlanOpened", "AdvanceNoticeGiven"]),
    ("the confirmed goal arrives", s.opened, "system", OPEN_GOAL, ["GoalSet"]),
    ("a session is held", s.drafted, "dana", s.SESSION, ["SessionHeld"]),
    ("a proposal opens a window for each member", s.drafted, "dana", s.proposal(),
     ["StretchTargetProposed", "WindowsOpened"]),
    ("a window is skipped for a reason", s.drafted, "dana",
     s.proposal(skip_pushback_reason="Last year's plan goes on"),
     ["StretchTargetProposed", "PushbackSkipped"]),
    ("an add-on of zero raises a finding", s.drafted, "dana",
     s.proposal(targets=(c.TargetDraft(over_assignment=usd("8")),)),
     ["StretchTargetProposed", "WindowsOpened", "FindingRaised"]),
    ("a member confirms understanding", s.proposed, "marco", c.ConfirmUnderstanding(version=1),
     ["UnderstandingConfirmed"]),
]  # fmt: skip


@sentences("stage who command events", HAPPENS)
def test_it_happens(stage: Stage, who: str, command: Command, events: list[str]) -> None:
    assert types(stage().decides(who, command)) == events


REFUSED: list[tuple[str, Stage, str, Command, type[DomainError], dict[str, str]]] = [
    ("a plan opens once", s.opened, "system", halden(), errors.AlreadyExists, {}),
    ("only the cycle opens a plan", nothing, "dana", halden(), errors.NotAuthorised, {}),
    ("nothing is asked of a plan that is not open", nothing, "dana", s.SESSION,
     errors.Unknown, {}),
    ("the same goal again changes nothing", s.drafted, "system", OPEN_GOAL,
     errors.NothingToDo, {}),
    ("a session comes before the proposal", s.proposed, "dana", s.SESSION,
     errors.WrongStage, {"practice": "S0-05"}),
    ("who attends a session is known", s.drafted, "dana",
     s.SESSION.model_copy(update={"attendees": ("nobody",)}), errors.Unknown, {}),
    ("S0-05 a proposal is presented in a session",
     lambda: s.opened().by("system", OPEN_GOAL), "dana", s.proposal(), errors.GateClosed,
     {"practice": "S0-05", "missing": "no planning session was held"}),
    ("S0-05 a proposal comes soon after its session", lambda: s.drafted().on("2026-11-20"),
     "dana", s.proposal(), errors.GateClosed, {"practice": "S0-05", "missing": "too long after"}),
    ("a first version is proposed once", s.proposed, "dana", s.proposal(), errors.WrongStage, {}),
    ("S0-07 there is no proposal without a plan goal",
     lambda: s.opened().by("dana", s.SESSION), "dana", s.proposal(), errors.GateClosed,
     {"practice": "S0-07", "missing": "plan goal of revenue", "words": "a sponsor confirms it"}),
    ("S0-07 a unit below waits for its goal from above",
     lambda: Plan(americas()), "marco", s.proposal(), errors.GateClosed,
     {"practice": "S0-07", "words": "it comes from the unit above"}),
    ("S0-06 each target is stated once", s.drafted, "dana", s.proposal(targets=()),
     errors.Invalid, {"practice": "S0-06"}),
    ("an add-on is an amount or a percentage", s.drafted, "dana",
     s.proposal(targets=(c.TargetDraft(add_on=usd("8"), add_on_percent=8),)),
     errors.Invalid, {"words": "not both"}),
    ("an add-on is in the unit's currency", s.drafted, "dana",
     s.proposal(targets=(c.TargetDraft(add_on=eur("8")),)), errors.Invalid, {}),
    ("S0-21 a first proposal is not below the plan goal", s.drafted, "dana",
     s.proposal(targets=(c.TargetDraft(add_on=usd("-8")),)), errors.GateClosed,
     {"practice": "S0-21"}),
    ("over-assignment is in the unit's currency", s.drafted, "dana",
     s.proposal(targets=(c.TargetDraft(over_assignment=eur("1")),)), errors.Invalid, {}),
    ("S0-08 portions sum to the stretch target", s.drafted, "dana",
     s.proposal(targets=(c.TargetDraft(add_on_percent=9),)), errors.GateClosed,
     {"practice": "S0-08", "missing": "they differ by USD -1000000.00"}),
    ("S0-08 every seat has a portion", s.drafted, "dana", s.proposal(portions=s.V1[:3]),
     errors.GateClosed, {"practice": "S0-08", "missing": "seat nordics has no portion"}),
    ("S0-10 a seat has one portion", s.drafted, "dana",
     s.proposal(portions=(*s.V1, s.portion("apac", usd("0")))), errors.GateClosed,
     {"practice": "S0-10", "missing": "seat apac has 2 portions"}),
    ("a portion is for a seat that is here", s.drafted, "dana",
     s.proposal(portions=(*s.V1, s.portion("mars", usd("1")))), errors.Unknown, {}),
    ("a portion is in its owner's currency", s.drafted, "dana",
     s.proposal(portions=(s.portion("emea", usd("26.4")),)), errors.Invalid, {"words": "EUR"}),
    ("a portion is not negative", s.drafted, "dana",
     s.proposal(portions=(s.portion("apac", usd("-1")),)), errors.Invalid, {"words": "negative"}),
    ("S0-08 a roll-up follows the plan rate", s.drafted, "dana",
     s.proposal(portions=(s.portion("emea", eur("1"), rolled_up=usd("2")),)), errors.Invalid,
     {"practice": "S0-08", "words": "USD 1100000.00 at the plan rate"}),
    ("a roll-up is in the unit's currency", s.drafted, "dana",
     s.proposal(portions=(s.portion("emea", eur("1"), rolled_up=eur("1")),)), errors.Invalid, {}),
    ("S0-08 a judgement has its reason", s.drafted, "dana",
     s.proposal(portions=(c.PortionDraft(seat="apac", amount=usd("1")),)), errors.Invalid,
     {"practice": "S0-08", "words": "say why"}),
    ("S0-08 a departure from the basis has its reason", s.drafted, "dana",
     s.proposal(portions=tuple(
         c.PortionDraft(seat=seat, amount=amount, basis=Basis.SHARE_OF_LAST_YEAR)
         for seat, amount in JUDGED)), errors.Invalid,
     {"practice": "S0-08", "words": "its basis gives"}),
    ("a run-rate is for a seat that is here", s.drafted, "dana",
     s.proposal(outlook=(v.SeatOutlook(seat="mars", run_rate=usd("1")),)), errors.Invalid, {}),
    ("a run-rate is in its seat's currency", s.drafted, "dana",
     s.proposal(outlook=(v.SeatOutlook(seat="emea", run_rate=usd("1")),)), errors.Invalid, {}),
    ("understanding is of the version that is open", s.proposed, "marco",
     c.ConfirmUnderstanding(version=2), errors.OtherVersion, {"practice": "S0-20"}),
    ("there is nothing to understand before the proposal", s.drafted, "marco",
     c.ConfirmUnderstanding(version=1), errors.WrongStage, {"practice": "S0-05"}),
    ("understanding is confirmed once", s.in_pushback, "marco",
     c.ConfirmUnderstanding(version=1), errors.NothingToDo, {}),
]  # fmt: skip


@sentences("stage who command error told", REFUSED)
def test_it_is_refused(
    stage: Stage, who: str, command: Command, error: type[DomainError], told: dict[str, str]
) -> None:
    refused(stage(), who, command, error, **told)


def test_the_add_on_is_kept_apart_from_the_plan_goal() -> None:
    """S0-07."""
    proposed = s.drafted().gives("dana", s.proposal())[0]
    assert isinstance(proposed, e.StretchTargetProposed)
    (line,) = proposed.targets
    assert (line.goal, line.add_on, line.stretch) == (usd("100"), usd("8"), usd("108"))
    assert line.to_assign == usd("108")


def test_over_assignment_is_declared_and_warned_of_twice() -> None:
    def raised(over: str) -> list[str]:
        rows = (*s.V1[:2], s.portion("apac", usd("29.97") + usd(over)), s.V1[3])
        target = c.TargetDraft(add_on_percent=8, over_assignment=usd(over))
        events = s.drafted().decides("dana", s.proposal(targets=(target,), portions=rows))
        return [one.words for one in events if isinstance(one, e.FindingRaised)]

    assert raised("10") == []
    (mild,), (strong,) = raised("11"), raised("22")
    assert mild == "revenue: portions exceed the stretch target by 10.19 %"
    assert strong.endswith("20.37 %, far more than anyone will reach")


def test_a_basis_speaks_for_every_seat_and_an_adjustment_is_its_own_step() -> None:
    portions = tuple(
        one.model_copy(update={"basis": Basis.POTENTIAL, "adjustment": "The lab opens late"})
        for one in s.V1
    )
    proposed = s.drafted().decides("dana", s.proposal(portions=portions))[0]
    assert isinstance(proposed, e.StretchTargetProposed)
    computed = {one.seat: one.from_basis for one in proposed.portions}
    assert computed["apac"] == usd("18.93076249")
    assert proposed.portions[2].adjustment == "The lab opens late"


def test_a_leader_alone_needs_no_window() -> None:
    plan = one_seat().by("dana", s.SESSION).on("2026-11-02")
    portions = (s.portion("nordics", eur("100"), rolled_up=usd("110")),)
    events = plan.gives("dana", s.proposal(
        targets=(c.TargetDraft(add_on_percent=10),), portions=portions, outlook=()))  # fmt: skip
    assert types(events) == ["StretchTargetProposed"]
    assert plan.state.owner(plan.state.seats[0]) == "dana"


def test_a_window_too_short_to_answer_is_as_long_as_the_policy_says() -> None:
    late = s.drafted().on("2026-11-09")
    opened = late.on("2026-11-08").gives("dana", s.proposal())[1]
    assert isinstance(opened, e.WindowsOpened)
    assert {one.closes_at for one in opened.windows} == {on("2026-11-16")}
    hurried = Plan(halden(deadlines=())).by("system", OPEN_GOAL).by("dana", s.SESSION)
    opened = hurried.on("2026-11-02").gives("dana", s.proposal())[1]
    assert isinstance(opened, e.WindowsOpened)
    assert {one.closes_at for one in opened.windows} == {on("2026-11-12")}


def test_a_late_calendar_gives_the_policys_days_too() -> None:
    policy = Policy(proposal_days_after_session=30)
    plan = Plan(halden(policy=policy)).by("system", OPEN_GOAL).by("dana", s.SESSION)
    opened = plan.on("2026-11-15").gives("dana", s.proposal())[1]
    assert isinstance(opened, e.WindowsOpened)
    assert {one.closes_at for one in opened.windows} == {on("2026-11-25")}


def test_below_an_open_portion_a_proposal_is_provisional() -> None:
    goal = c.SetGoal(target="revenue", amount=usd("48"), standing="provisional")
    plan = Plan(americas()).by("system", goal)
    rows = (s.portion("boston", usd("30")), s.portion("dallas", usd("18")))
    proposed = plan.decides("marco", s.proposal(targets=(c.TargetDraft(),), portions=rows,
                                                outlook=()))[0]  # fmt: skip
    assert isinstance(proposed, e.StretchTargetProposed)
    assert proposed.provisional


def test_an_event_from_elsewhere_cannot_be_folded() -> None:
    plan = Plan()
    system = Actor(person="system")
    with pytest.raises(ValueError, match="begins with UnitPlanOpened"):
        plan.happened(e.PlanCancelled(reason="Nothing was here"), system)
    from domain.cycle.events import CycleCancelled  # noqa: PLC0415

    with pytest.raises(ValueError, match="holds no CycleCancelled"):
        s.opened().happened(CycleCancelled(reason="Another stream"), system)


def test_a_command_from_elsewhere_is_for_nobody() -> None:
    from domain.cycle.commands import CancelCycle  # noqa: PLC0415

    command = CancelCycle(reason="Another stream")
    with pytest.raises(errors.NotAuthorised, match="is for nobody"):
        decide(command, s.opened().state, at=on("2026-11-02"), by=Actor(person="dana"))
