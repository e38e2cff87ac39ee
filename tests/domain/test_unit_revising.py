"""Revisions, and the version that is final and accepted."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from domain import errors
from domain.errors import DomainError
from domain.model import Command
from domain.policy import GateMode, Policy
from domain.unit import commands as c
from domain.unit import events as e
from tests.domain import stages as s
from tests.domain.company import OPEN_GOAL, eur, halden, on, usd
from tests.domain.given import Plan, refused, sentences, types

Stage = Callable[[], Plan]


def without(*kinds: str) -> Plan:
    """Everything that the final version takes, but for one command's kind."""
    plan = s.proposed().on("2026-11-04")
    commands: list[tuple[str, Command]] = [
        *((one, c.ConfirmUnderstanding(version=1)) for one in s.MEMBERS),
        ("ana", s.PUSHBACK),
        *((one, c.StateNoConcerns(version=1)) for one in ("marco", "kenji")),
        ("dana", c.AnswerPushback(item="ana-1", outcome="real_issue", reason="They left us")),
        ("dana", s.FACTOR),
        ("dana", c.ClosePushback(version=1)),
    ]
    for who, command in commands:
        if type(command).__name__ not in kinds:
            plan.by(who, command)
    return plan.on("2026-11-17")


def raised_kenji() -> Plan:
    rows = (s.revised("americas", usd("47"), "ana-1"), s.revised("emea", eur("26.4")),
            s.revised("apac", usd("30.97"), "ana-1"), s.revised("nordics", eur("0.9")))  # fmt: skip
    target = (c.TargetDraft(add_on_percent=8),)
    plan = s.answered().by("dana", s.revision(portions=rows, targets=target))
    for one in ("marco", "kenji"):
        plan.by(one, c.ConfirmUnderstanding(version=2))
    return plan


HAPPENS: list[tuple[str, Stage, str, Command, list[str]]] = [
    ("S0-21 a smaller add-on is shown", s.answered, "dana", s.revision(),
     ["PlanRevised", "FindingRaised"]),
    ("a raised portion reopens its owner's window", s.answered, "dana",
     s.revision(targets=(c.TargetDraft(add_on_percent=8),), portions=(
         s.revised("americas", usd("48.1"), "ana-1"), s.revised("emea", eur("26.4")),
         s.revised("apac", usd("29.87"), "ana-1"), s.revised("nordics", eur("0.9")))),
     ["PlanRevised", "WindowsOpened"]),
    ("S0-20 a revision says how many signatures it voids", s.signing, "dana",
     s.smaller(voids=1), ["SignaturesVoided", "PlanRevised", "FindingRaised"]),
    ("the plan is final", s.revised_once, "dana", c.FinalisePlan(version=2), ["PlanFinalised"]),
    ("a late final leaves time to accept", lambda: s.revised_once().on("2026-12-06"), "dana",
     c.FinalisePlan(version=2), ["PlanFinalised", "DeadlineExtended"]),
    ("an approver accepts", s.final, "olu", c.AcceptPlan(version=2), ["PlanAccepted"]),
    ("the last acceptance completes it",
     lambda: s.final().by("olu", c.AcceptPlan(version=2)).by("ruth", c.AcceptPlan(version=2)),
     "sven", c.AcceptPlan(version=2), ["PlanAccepted", "AcceptanceCompleted"]),
    ("a late acceptance leaves time to sign",
     lambda: s.final().by("olu", c.AcceptPlan(version=2)).by("ruth", c.AcceptPlan(version=2))
     .on("2026-12-17"), "sven", c.AcceptPlan(version=2),
     ["PlanAccepted", "AcceptanceCompleted", "DeadlineExtended"]),
    ("who accepted objects before signing begins", lambda: s.final().by("olu", c.AcceptPlan(version=2)),
     "olu", c.ObjectToPlan(version=2, words="The market fell"), ["PlanObjected"]),
    ("an acceptance is taken back with words until the leader signs", s.accepted, "olu",
     c.ObjectToPlan(version=2, words="The market fell"), ["PlanObjected"]),
    ("an executive objects", s.final, "sven", c.ObjectToPlan(version=2, words="No installers"),
     ["PlanObjected"]),
    ("sellers who raise nothing go the short way", lambda: s.sellers_accepted().copy(), "marco",
     s.signs(s.sellers_accepted()), ["PlanSigned"]),
]  # fmt: skip


@sentences("stage who command events", HAPPENS)
def test_it_happens(stage: Stage, who: str, command: Command, events: list[str]) -> None:
    assert types(stage().gives(who, command)) == events


REFUSED: list[tuple[str, Stage, str, Command, type[DomainError], dict[str, str]]] = [
    ("a settled plan is amended, not revised", s.settled, "dana", s.revision(),
     errors.WrongStage, {}),
    ("S0-21 less than the plan goal has its reason", s.answered, "dana",
     s.revision(targets=(c.TargetDraft(add_on=usd("-2")),)), errors.GateClosed,
     {"practice": "S0-21", "missing": "below_goal_reason"}),
    ("S0-18 a change cites its cause", s.answered, "dana",
     s.revision(portions=(s.revised("emea", eur("1")),)), errors.Invalid,
     {"practice": "S0-18", "missing": "ana-1"}),
    ("S0-18 a cause is known", s.answered, "dana",
     s.revision(portions=(s.revised("emea", eur("1"), "x"),)), errors.Invalid, {}),
    ("S0-18 an answered item is here", s.answered, "dana", s.revision(answers=("x",)),
     errors.Unknown, {}),
    ("a version differs from the one before", s.revised_once, "dana", s.revision(answers=()),
     errors.NothingToDo, {"words": "just what the one before says"}),
    ("a version differs from the final one before", s.final, "dana", s.revision(),
     errors.NothingToDo, {}),
    ("S0-20 voids are acknowledged", s.signing, "dana", s.smaller(),
     errors.SignaturesWouldBeVoided, {"practice": "S0-20", "missing": "the signature of dana"}),
    ("the version that is made final is open", s.revised_once, "dana", c.FinalisePlan(version=1),
     errors.OtherVersion, {}),
    ("a plan is made final once", s.final, "dana", c.FinalisePlan(version=2),
     errors.WrongStage, {}),
    ("an amendment has a version of its own", s.amending, "dana", c.FinalisePlan(version=2),
     errors.WrongStage, {"words": "revise first"}),
    ("S0-01 a plan is behind the target",
     lambda: without("KeySuccessFactor", "AddKeySuccessFactor"), "dana",
     c.FinalisePlan(version=1), errors.GateClosed,
     {"practice": "S0-01", "missing": "no key success factor says what must be true"}),
    ("S0-01 a factor has an action",
     lambda: without("AddKeySuccessFactor").by("dana", s.FACTOR.model_copy(
         update={"actions": ()})), "dana", c.FinalisePlan(version=1), errors.GateClosed,
     {"practice": "S0-01", "missing": "an action with owner and date"}),
    ("S0-02 everyone takes part", lambda: without("StateNoConcerns", "ClosePushback").by(
        "dana", c.ClosePushback(version=1)), "dana", c.FinalisePlan(version=1), errors.GateClosed,
     {"practice": "S0-02", "missing": "marco has neither pushed back"}),
    ("S0-09 understanding is confirmed", lambda: without("ConfirmUnderstanding"), "dana",
     c.FinalisePlan(version=1), errors.GateClosed,
     {"practice": "S0-09", "missing": "kenji has not confirmed"}),
    ("S0-09 a changed portion is understood anew",
     lambda: s.answered().on("2026-11-25").by("dana", s.revision()), "dana",
     c.FinalisePlan(version=2), errors.GateClosed,
     {"practice": "S0-09", "missing": "ana has not confirmed"}),
    ("S0-11 the window is closed on purpose", lambda: without("ClosePushback"), "dana",
     c.FinalisePlan(version=1), errors.GateClosed,
     {"practice": "S0-11", "missing": "the pushback window is not closed"}),
    ("S0-14 every item is answered", lambda: without("AnswerPushback", "ClosePushback"), "dana",
     c.FinalisePlan(version=1), errors.GateClosed, {"missing": "S0-14: item ana-1"}),
    ("S0-16 a real issue has its factor",
     lambda: without("AddKeySuccessFactor").by("dana", s.FACTOR.model_copy(
         update={"items": ()})), "dana", c.FinalisePlan(version=1), errors.GateClosed,
     {"practice": "S0-16", "missing": "real issue ana-1 has no key success factor"}),
    ("S0-23 every request is decided", lambda: without("x").by("ana", s.REQUEST), "dana",
     c.FinalisePlan(version=1), errors.GateClosed,
     {"practice": "S0-23", "missing": "resource request manager of ana is not decided"}),
    ("S0-07 the goal is as it is now", lambda: s.revised_once().by(
        "system", OPEN_GOAL.model_copy(update={"amount": usd("104")})), "dana",
     c.FinalisePlan(version=2), errors.GateClosed,
     {"practice": "S0-07", "missing": "its goal is now USD 104000000.00: revise"}),
    ("one accepts once", lambda: s.final().by("olu", c.AcceptPlan(version=2)), "olu",
     c.AcceptPlan(version=2), errors.NothingToDo, {}),
    ("what is accepted is final", s.revised_once, "olu", c.AcceptPlan(version=2),
     errors.WrongStage, {}),
    ("nobody accepts what they wrote",
     lambda: s.brought_final(Plan(halden(roles=halden().roles.model_copy(
         update={"executives": ("dana",)})))), "dana", c.AcceptPlan(version=1),
     errors.NotAuthorised, {}),
    ("what is objected to is final", s.revised_once, "sven",
     c.ObjectToPlan(version=2, words="No"), errors.WrongStage, {}),
    ("a leader revises instead of objecting",
     lambda: s.brought_final(Plan(halden(roles=halden().roles.model_copy(
         update={"executives": ("dana",)})))), "dana", c.ObjectToPlan(version=1, words="No"),
     errors.NotAuthorised, {}),
    ("S0-11 a raised portion may still be answered",
     raised_kenji, "dana", c.FinalisePlan(version=2), errors.GateClosed,
     {"practice": "S0-11", "missing": "kenji may still respond until"}),
]  # fmt: skip


@sentences("stage who command error told", REFUSED)
def test_it_is_refused(
    stage: Stage, who: str, command: Command, error: type[DomainError], told: dict[str, str]
) -> None:
    refused(stage(), who, command, error, **told)


def test_whose_portion_was_raised_gets_the_notice_of_a_first_proposal() -> None:
    plan = raised_kenji()
    (window,) = (one for one in plan.state.windows if one.person == "kenji")
    assert window.closes_at == on("2026-11-14")
    plan.by("kenji", c.StateNoConcerns(version=2))
    assert types(plan.decides("dana", c.FinalisePlan(version=2)))[0] == "PlanFinalised"


def test_a_revision_says_what_changed_and_why_and_the_original_stays() -> None:
    """S0-18."""
    plan = s.revised_once()
    revision = plan.last(e.PlanRevised)
    assert isinstance(revision, e.PlanRevised)
    assert [(one.seat, one.before, one.after, one.causes) for one in revision.changes] == [
        ("emea", eur("26.4"), eur("25.4"), ("ana-1",)),
        ("apac", usd("29.97"), usd("29.07"), ("ana-1",)),
    ]
    first = plan.state.versions[0].portion("emea")
    assert first is not None
    assert first.amount == eur("26.4")


def test_less_than_the_plan_goal_takes_a_reason_and_is_shown() -> None:
    """S0-21."""
    rows = (
        s.revised("americas", usd("40"), "ana-1"),
        s.revised("emea", eur("25.4"), "ana-1"),
        s.revised("apac", usd("29.07"), "ana-1"),
        s.revised("nordics", eur("0.9")),
    )
    events = s.answered().decides("dana", s.revision(
        targets=(c.TargetDraft(add_on=usd("-2")),), portions=rows,
        below_goal_reason="The market halved"))  # fmt: skip
    words = [one.words for one in events if isinstance(one, e.FindingRaised)]
    assert words == [
        "revenue: the stretch target is below the plan goal",
        "revenue: the add-on shrinks from 8.00 % to -2.00 % of the plan goal",
    ]


def test_an_objection_brings_the_plan_back_to_revision() -> None:
    plan = s.final().by("sven", c.ObjectToPlan(version=2, words="No installers"))
    assert plan.state.stage == "revised"
    refused(plan, "dana", s.revision(), errors.NothingToDo)
    rows = (s.revised("americas", usd("47.9"), "objection-sven"), *s.v2_portions()[1:])
    assert types(plan.decides("dana", s.smaller(portions=rows)))[0] == "PlanRevised"


def test_with_nobody_to_ask_acceptance_is_complete_at_once() -> None:
    roles = halden().roles.model_copy(update={"approvers": (), "executives": ()})
    plan = s.brought_final(Plan(halden(roles=roles)))
    assert plan.state.stage == "accepted"


def test_sellers_who_raise_something_take_the_whole_way() -> None:
    plan = s.sellers()
    plan.by("bea", s.PUSHBACK.model_copy(update={"seat": None, "counter": None}))
    assert plan.state.policy.short_loop
    assert s.sellers_accepted().last(e.AcceptanceCompleted) == e.AcceptanceCompleted(
        version=1, short_loop=True
    )


@pytest.mark.parametrize(
    ("mode", "events"), [("warn", ["PlanFinalised", "FindingRaised"]), ("off", ["PlanFinalised"])]
)
def test_a_gate_that_only_warns_lets_pass(mode: str, events: list[str]) -> None:
    policy = Policy(overrides=(GateMode(practice="S0-01", mode=mode),))
    plan = Plan(halden(policy=policy)).by("system", OPEN_GOAL).on("2026-11-02")
    plan.by("dana", s.SESSION, s.proposal())
    for one in s.MEMBERS:
        plan.by(one, c.ConfirmUnderstanding(version=1), c.StateNoConcerns(version=1))
    plan.by("dana", c.ClosePushback(version=1, nobody_objected=True)).on("2026-11-03")
    assert types(plan.decides("dana", c.FinalisePlan(version=1))) == events
