"""Strategic goals beside the number: set with a plan, carried out by steps, and seen at reviews."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain import errors
from domain.errors import DomainError
from domain.model import Command
from domain.policy import CarryingOutPolicy, GateMode, Policy
from domain.unit import commands as c
from domain.unit import events as e
from domain.unit import values as v
from tests.domain import stages as s
from tests.domain.company import on, usd
from tests.domain.given import Plan, refused, sentences, types
from tests.domain.test_unit_facts import REVIEW

Stage = Callable[[], Plan]
VISIT = v.Step(id="visit", words="Visit ten laboratories", owner="kenji", due_on=date(2027, 3, 1))
LATER = v.Step(id="fair", words="The fair in Osaka", owner="kenji", due_on=date(2027, 11, 1))
SOUTH = c.SetStrategicGoal(
    goal="south", kind="new_territory", words="Four new accounts in the South", metric="accounts",
    baseline=Decimal(0), target=Decimal(4), owner="kenji", contributors=("marco",),
    due_on=date(2027, 12, 31), intent="grow-south", groups=("universities",), steps=(VISIT,),
)  # fmt: skip
ADD = c.AddActionStep(goal="south", step=v.Step(
    id="partner", words="Find a partner", owner="kenji", due_on=date(2027, 5, 1)
))  # fmt: skip
TACTIC = c.AddActionStep(
    step=v.Step(id="mail", words="Mail everybody", owner="ana", due_on=date(2027, 2, 1))
)
DONE = c.CompleteActionStep(step="visit", words="Eleven, in fact")
REPORT = c.ReportGoalProgress(goal="south", period="Q1", value=Decimal(0), words="None yet")
TAKEN = c.ReceiveGoal(goal="south", reaction="accepted_with_concerns", words="Four is a lot")
TIME = c.RecordPlanningTime(
    held_at=on("2026-11-03"), minutes=90, attendees=("dana", "kenji"), words="Steps for the South"
)
HANDED = c.HandOverGoal(goal="south", person="kenji", successor="ana", reason="Kenji moves on")
ENDED = c.HandOverGoal(goal="south", person="marco", reason="The Americas are busy")
STEP_HANDED = c.HandOverStep(step="visit", successor="ana", reason="Kenji moves on")
DROP = c.DropGoal(goal="south", reason="The South is served by a partner now")


def goal(**changed: Any) -> c.SetStrategicGoal:
    return SOUTH.model_copy(update=changed)


def aimed() -> Plan:
    return s.settled().by("dana", SOUTH)


def promised(day: str) -> Plan:
    """The steps are promised by 1 February."""
    return s.settled().by("dana", goal(steps=(), plan_by=date(2027, 2, 1))).on(day)


def mark(days: int) -> c.MarkTime:
    return c.MarkTime(kind="goal_plan", key="south", days=days)


def brought(*amounts: tuple[str, Any], block: tuple[str, ...] = ("S1-13",)) -> Plan:
    """The first quarter's actuals are in, under a policy in which these are gates."""
    plan = aimed()
    if block:
        gates = tuple(GateMode(practice=one, mode="block") for one in block)
        policy = Policy(overrides=gates)
        plan.by("system", c.ChangeRules(policy=policy, deadlines=(), decided_by=("olu", "ruth")))
    return plan.on("2027-04-05").by("ines", s.actuals("Q1", *amounts))


def green() -> Plan:
    """Every quota was brought, and no step of the goal was done."""
    return brought(
        ("americas", usd("20")), ("emea", s.eur("10")), ("apac", usd("10")), ("nordics", s.eur("1"))
    )


def behind_twice() -> Plan:
    """Red in the first quarter and in the second, and nothing added since."""
    return brought(block=()).by("dana", REVIEW).on("2027-07-05").by("ines", s.actuals("Q2"))


HAPPENS: list[tuple[str, Stage, str, Command, list[str]]] = [
    ("S1-04 a goal is set with its plan", s.settled, "dana", SOUTH,
     ["StrategicGoalSet", "ActionStepAdded"]),
    ("S1-21 or with the day by which its plan is promised", s.settled, "dana",
     goal(steps=(), plan_by=date(2027, 2, 1)), ["StrategicGoalSet"]),
    ("S1-21 which is reminded of", lambda: promised("2027-01-26"), "system", mark(-7),
     ["ReminderDue"]),
    ("S1-21 missed", lambda: promised("2027-02-02T00:00"), "system", mark(0), ["DeadlineMissed"]),
    ("S1-21 and escalated", lambda: promised("2027-02-02T00:00").by("system", mark(0)).on("2027-02-03"),
     "system", mark(1), ["Escalated"]),
    ("S2-05 a goal that serves no intent is shown", s.settled, "dana", goal(intent=None),
     ["StrategicGoalSet", "ActionStepAdded", "FindingRaised"]),
    ("S2-08 as is one that says for nobody", s.settled, "dana", goal(groups=()),
     ["StrategicGoalSet", "ActionStepAdded", "FindingRaised"]),
    ("S1-11 how it was received is recorded", aimed, "kenji", TAKEN, ["GoalReceived"]),
    ("S1-17 the team adds a step", aimed, "kenji", ADD, ["ActionStepAdded"]),
    ("S2-21 a step of no goal is a tactic", s.settled, "ana", TACTIC, ["ActionStepAdded"]),
    ("a step is done", aimed, "kenji", DONE, ["ActionStepCompleted"]),
    ("a tactic too", lambda: s.settled().by("ana", TACTIC), "dana",
     c.CompleteActionStep(step="mail", words="Sent"), ["ActionStepCompleted"]),
    ("progress is reported", lambda: aimed().on("2027-03-31"), "kenji", REPORT,
     ["GoalProgressReported"]),
    ("S1-10 a goal goes to another owner", aimed, "dana", HANDED, ["GoalHandedOver"]),
    ("by the leader above too", aimed, "ruth", HANDED, ["GoalHandedOver"]),
    ("a contributor's part goes or ends", aimed, "dana", ENDED, ["GoalHandedOver"]),
    ("a step goes to who does it from here", aimed, "dana", STEP_HANDED,
     ["ActionStepHandedOver"]),
    ("S1-16 time for action plans is recorded", aimed, "dana", TIME, ["PlanningTimeRecorded"]),
    ("S2-03 a goal is given up with a reason", aimed, "dana", DROP, ["GoalDropped"]),
    ("S1-13 a plan that changed lets the review close", lambda: green().by("kenji", ADD), "dana",
     REVIEW, ["ReviewHeld"]),
    ("S1-14 a goal planned for later raises nothing",
     lambda: brought(block=()).by("dana", DROP, goal(goal="osaka", steps=(LATER,))).by(
         "kenji", c.AddActionStep(goal="osaka", step=LATER.model_copy(update={"id": "booth"}))),
     "dana", REVIEW, ["ReviewHeld"]),
    ("S1-15 S1-17 what is neglected or without the team is shown, S1-13 under standard too",
     lambda: brought(("americas", usd("20")), ("emea", s.eur("10")), ("apac", usd("10")),
                     ("nordics", s.eur("1")), block=()), "dana", REVIEW,
     ["ReviewHeld", *["FindingRaised"] * 3]),
]  # fmt: skip


@sentences("stage who command expected", HAPPENS)
def test_goals_are_set_and_carried_out(
    stage: Stage, who: str, command: Command, expected: list[str]
) -> None:
    assert types(stage().gives(who, command)) == expected


REFUSALS: list[tuple[str, Stage, str, Command, type[DomainError], dict[str, str]]] = [
    ("S1-21 a goal without plan or promise", s.settled, "dana", goal(steps=()),
     errors.GateClosed, {"practice": "S1-21", "missing": "steps"}),
    ("S1-10 an owner who contributes too", s.settled, "dana", goal(contributors=("kenji",)),
     errors.Invalid, {"practice": "S1-10"}),
    ("S2-05 a deliverable without its intent", s.settled, "dana",
     goal(intent=None, deliverable="four-cities"), errors.Invalid, {"practice": "S2-05"}),
    ("an owner nobody knows", s.settled, "dana", goal(owner="nobody"), errors.Unknown, {}),
    ("a goal that moves nothing", s.settled, "dana", goal(target=Decimal(0)), errors.Invalid, {}),
    ("a goal of yesterday", s.settled, "dana", goal(due_on=date(2026, 1, 1)),
     errors.DeadlinePassed, {}),
    ("a plan promised for yesterday", s.settled, "dana",
     goal(steps=(), plan_by=date(2026, 1, 1)), errors.DeadlinePassed, {}),
    ("two goals of one id", aimed, "dana", SOUTH, errors.AlreadyExists, {}),
    ("two steps of one id", aimed, "kenji",
     ADD.model_copy(update={"step": VISIT}), errors.AlreadyExists, {}),
    ("a member sets no goal", s.settled, "kenji", SOUTH, errors.NotAuthorised, {}),
    ("who has no part in it does not receive it", aimed, "ana", TAKEN, errors.NotAuthorised, {}),
    ("S1-11 a concern is said in words", aimed, "kenji", TAKEN.model_copy(update={"words": None}),
     errors.Invalid, {"practice": "S1-11"}),
    ("the same reaction again", lambda: aimed().by("kenji", TAKEN), "kenji", TAKEN,
     errors.NothingToDo, {}),
    ("a step of no known goal", s.settled, "kenji", ADD, errors.Unknown, {}),
    ("S1-19 a step of yesterday", lambda: aimed().on("2027-06-01"), "kenji", ADD,
     errors.DeadlinePassed, {}),
    ("a step nobody planned", aimed, "kenji", c.CompleteActionStep(step="none", words="Done"),
     errors.Unknown, {}),
    ("a step is done once", lambda: aimed().by("kenji", DONE), "kenji", DONE,
     errors.NothingToDo, {}),
    ("by its owner or the leader", aimed, "ana", DONE, errors.NotAuthorised, {}),
    ("a goal is not handed over by a member", aimed, "kenji", HANDED, errors.NotAuthorised, {}),
    ("S1-10 nor left without an owner", aimed, "dana",
     HANDED.model_copy(update={"successor": None}), errors.Invalid, {"practice": "S1-10"}),
    ("S1-10 its owner takes over no second part", aimed, "dana",
     ENDED.model_copy(update={"successor": "kenji"}), errors.Invalid, {"practice": "S1-10"}),
    ("who has no part hands none over", aimed, "dana",
     HANDED.model_copy(update={"person": "ana"}), errors.NothingToDo, {}),
    ("nobody follows themselves", aimed, "dana",
     HANDED.model_copy(update={"successor": "kenji"}), errors.NothingToDo, {}),
    ("nor does who is not known", aimed, "dana",
     HANDED.model_copy(update={"successor": "nobody"}), errors.Unknown, {}),
    ("a step that is done stays who did it", lambda: aimed().by("kenji", DONE), "dana",
     STEP_HANDED, errors.NothingToDo, {}),
    ("a step goes to somebody else", aimed, "dana",
     STEP_HANDED.model_copy(update={"successor": "kenji"}), errors.NothingToDo, {}),
    ("S1-16 time that is still to come", aimed, "dana",
     TIME.model_copy(update={"held_at": on("2029-01-01")}), errors.Invalid, {"practice": "S1-16"}),
    ("the same time again", lambda: aimed().by("dana", TIME), "dana", TIME, errors.NothingToDo, {}),
    ("with somebody nobody knows", aimed, "dana",
     TIME.model_copy(update={"attendees": ("nobody",)}), errors.Unknown, {}),
    ("progress of a period nobody has", aimed, "kenji", REPORT.model_copy(update={"period": "Q9"}),
     errors.Unknown, {}),
    ("progress ahead of its time", aimed, "kenji", REPORT.model_copy(update={"period": "Q4"}),
     errors.DeadlineNotReached, {}),
    ("progress by somebody else", lambda: aimed().on("2027-03-31"), "ana", REPORT,
     errors.NotAuthorised, {}),
    ("progress is reported once", lambda: aimed().on("2027-03-31").by("kenji", REPORT), "kenji",
     REPORT, errors.AlreadyExists, {}),
    ("nothing is reported of a goal that was given up",
     lambda: aimed().by("dana", DROP).on("2027-03-31"), "kenji", REPORT, errors.WrongStage, {}),
    ("S1-13 a number on track hides no goal", green, "dana", REVIEW, errors.GateClosed,
     {"practice": "S1-13", "missing": "0 of 1 steps due by Q1 are done"}),
    ("S1-14 a reminder closes no goal that did not move", behind_twice, "dana",
     REVIEW.model_copy(update={"period": "Q2"}), errors.GateClosed,
     {"practice": "S1-14", "missing": "a reminder is not enough"}),
    ("S1-21 steps that are there are not chased",
     lambda: promised("2027-01-20").by("dana", ADD).on("2027-02-02"), "system", mark(0),
     errors.NothingToDo, {"words": "Nobody is waited for"}),
    ("S1-03 a plan is not final with a goal that has no step",
     lambda: s.revised_once().by("dana", goal(steps=(), plan_by=date(2026, 12, 1))), "dana",
     c.FinalisePlan(version=2), errors.GateClosed,
     {"practice": "S1-03", "missing": "the goal south has no step"}),
]  # fmt: skip


@sentences("stage who command error more", REFUSALS)
def test_goals_are_refused(
    stage: Stage, who: str, command: Command, error: type[DomainError], more: dict[str, str]
) -> None:
    refused(stage(), who, command, error, **more)


def test_who_takes_a_goal_over_answers_for_it_and_is_asked_how_they_take_it() -> None:
    plan = aimed().by("kenji", TAKEN).by("dana", HANDED, STEP_HANDED)
    south = plan.state.strategic_goal("south")
    assert south is not None
    assert (south.set.owner, south.set.contributors) == ("ana", ("marco",))
    assert [one.step.owner for one in south.steps] == ["ana"]
    plan.by("ana", TAKEN.model_copy(update={"reaction": "accepted", "words": None}))
    refused(plan, "kenji", TAKEN, errors.NotAuthorised)


def test_a_contributor_who_takes_a_goal_over_contributes_no_more() -> None:
    plan = aimed().by("dana", HANDED.model_copy(update={"successor": "marco"}))
    south = plan.state.strategic_goal("south")
    assert south is not None
    assert (south.set.owner, south.set.contributors) == ("marco", ())


def test_a_part_that_ends_leaves_the_owner() -> None:
    south = aimed().by("dana", ENDED).state.strategic_goal("south")
    assert south is not None
    assert (south.set.owner, south.set.contributors) == ("kenji", ())


def test_less_time_for_action_plans_than_the_policy_asks_for_is_shown() -> None:
    """S1-16: asked for by the policy's hours; without any nothing is."""
    plan = s.revised_once().by("dana", SOUTH, TIME)
    asked = Policy(carrying_out=CarryingOutPolicy(guided_reviews=False, planning_hours=2))
    plan.by("system", c.ChangeRules(policy=asked, deadlines=(), decided_by=("olu", "ruth")))
    events = plan.copy().gives("dana", c.FinalisePlan(version=2))
    (found,) = [
        one for one in events if isinstance(one, e.FindingRaised) and one.practice == "S1-16"
    ]
    assert found.words == "1 h 30 min of 2 h were given to making action plans"
    more = TIME.model_copy(update={"held_at": on("2026-11-04"), "minutes": 30})
    events = plan.by("dana", more).gives("dana", c.FinalisePlan(version=2))
    assert not [
        one for one in events if isinstance(one, e.FindingRaised) and one.practice == "S1-16"
    ]


def test_a_signature_covers_the_goals_with_the_number() -> None:
    """S1-22: what is final with a goal has another content than without."""
    without, with_goal = s.revised_once(), s.revised_once().by("dana", SOUTH)
    hashes = set()
    for plan in (without, with_goal):
        plan.by("dana", c.FinalisePlan(version=2))
        final = plan.last(e.PlanFinalised)
        assert isinstance(final, e.PlanFinalised)
        hashes.add(final.content_hash)
    assert len(hashes) == 2


def test_a_goal_nobody_touches_is_named_at_the_review() -> None:
    """S1-15: no step done, none added, nothing reported for two months."""
    plan = brought(block=())
    events = plan.gives("dana", REVIEW)
    words = [one.words for one in events if isinstance(one, e.FindingRaised)]
    assert any("nobody has touched the goal south" in one for one in words)
    assert plan.state.strategic_goal("south") is not None


@pytest.mark.parametrize(("days", "named"), [(30, True), (31, False)])
def test_after_how_many_days_a_goal_is_neglected_is_for_the_policy_to_say(
    days: int, named: bool
) -> None:
    """S1-15: 31 days after its only progress."""
    plan = aimed().on("2027-04-01").by("kenji", REPORT)
    policy = Policy(neglected_days=days)
    plan.by("system", c.ChangeRules(policy=policy, deadlines=(), decided_by=("olu", "ruth")))
    plan.on("2027-05-02").by("ines", s.actuals("Q1"))
    found = [one for one in plan.gives("dana", REVIEW) if isinstance(one, e.FindingRaised)]
    assert ("S1-15" in [one.practice for one in found]) is named
