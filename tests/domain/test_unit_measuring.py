"""Facts of goals: counts and shares by period, corrected by two people, and seen at reviews."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from domain import errors
from domain.errors import DomainError
from domain.model import Command
from domain.people import Document
from domain.policy import GateMode, Policy
from domain.unit import commands as c
from domain.unit.measuring import commands as m
from domain.unit.measuring.values import GoalValue, ValueCorrection
from domain.unit.plan import StrategicGoal
from tests.domain import stages as s
from tests.domain.company import eur, usd
from tests.domain.given import Plan, refused, sentences, types
from tests.domain.test_unit_facts import REVIEW
from tests.domain.test_unit_goals import ADD, DONE, LATER, REPORT, SOUTH, aimed, goal

Stage = Callable[[], Plan]
GREEN = (
    ("americas", usd("20")), ("emea", eur("10")), ("apac", usd("10")), ("nordics", eur("1")),
)  # fmt: skip


def counted(
    value: str = "0", period: str = "Q1", goal: str = "south", measured_in: str = "accounts"
) -> m.RecordGoalActuals:
    values = (GoalValue(goal=goal, value=Decimal(value), measured_in=measured_in),)
    source = Document(name=f"goals-{period}.csv", sha256="f" * 64)
    return m.RecordGoalActuals(period=period, values=values, source=source)


def recount(was: str = "0", value: str = "1") -> c.ProposeCorrection:
    line = ValueCorrection(period="Q1", goal="south", was=Decimal(was), value=Decimal(value))
    return c.ProposeCorrection(
        correction="recount", lines=(), values=(line,), reason="One was signed in March"
    )


APPROVE = c.ApproveCorrection(correction="recount")


def quarter_over() -> Plan:
    return aimed().on("2027-04-05")


def known() -> Plan:
    return quarter_over().by("ines", counted())


def proposed() -> Plan:
    return known().by("ines", recount())


def reviewing(*commands: tuple[str, Command]) -> Plan:
    """The first quarter's number is on track, under a policy in which a red goal is a gate."""
    plan = aimed()
    policy = Policy(overrides=(GateMode(practice="S1-13", mode="block"),))
    plan.by("system", c.ChangeRules(policy=policy, deadlines=(), decided_by=("olu", "ruth")))
    plan.by("kenji", DONE).on("2027-04-05").by("ines", s.actuals("Q1", *GREEN))
    for who, command in commands:
        plan.by(who, command)
    return plan


HAPPENS: list[tuple[str, Stage, str, Command, list[str]]] = [
    ("where a goal stands comes in", quarter_over, "ines", counted(), ["GoalActualsRecorded"]),
    ("a correction of it is proposed", known, "ines", recount(), ["CorrectionProposed"]),
    ("a second person approves it", proposed, "olu", APPROVE, ["ActualsRestated"]),
    ("S1-13 with steps done and something come of it, the review closes",
     lambda: reviewing(("ines", counted("1"))), "dana", REVIEW, ["ReviewHeld", "FindingRaised"]),
    ("S1-13 as it does once the plan has changed",
     lambda: reviewing(("ines", counted()), ("kenji", ADD)), "dana", REVIEW, ["ReviewHeld"]),
    ("S1-13 a goal planned for later raises nothing",
     lambda: reviewing(("dana", c.DropGoal(goal="south", reason="Later")),
                       ("dana", goal(goal="osaka", steps=(LATER,))),
                       ("ines", counted(goal="osaka"))), "dana", REVIEW,
     ["ReviewHeld", "FindingRaised"]),
]  # fmt: skip


@sentences("stage who command events", HAPPENS)
def test_it_happens(stage: Stage, who: str, command: Command, events: list[str]) -> None:
    assert types(stage().gives(who, command)) == events


REFUSED: list[tuple[str, Stage, str, Command, type[DomainError], dict[str, str]]] = [
    ("a leader imports nothing", quarter_over, "dana", counted(), errors.NotAuthorised, {}),
    ("a goal's facts are of a period that is here", quarter_over, "ines", counted(period="Q5"),
     errors.Unknown, {}),
    ("and of one that is over", lambda: aimed().on("2027-03-31"), "ines", counted(),
     errors.DeadlineNotReached, {"words": "Q1 ends on 2027-03-31"}),
    ("they are of a goal that is here", quarter_over, "ines", counted(goal="north"),
     errors.Unknown, {}),
    ("a goal stands once in a file", quarter_over, "ines",
     counted().model_copy(update={"values": counted().values * 2}), errors.Invalid, {}),
    ("facts of goals are not overwritten", known, "ines", counted("1"), errors.AlreadyExists,
     {"words": "propose a correction"}),
    ("a goal keeps its unit", lambda: known().on("2027-07-05"), "ines",
     counted("1", "Q2", measured_in="%"), errors.Invalid, {"words": "measured in accounts"}),
    ("a correction is of a goal that is here", quarter_over, "ines",
     recount().model_copy(update={"values": (recount().values[0].model_copy(
         update={"goal": "north"}),)}), errors.Unknown, {}),
    ("there are facts of it to correct", quarter_over, "ines", recount(), errors.WrongStage, {}),
    ("a correction of it changes something", known, "ines", recount("0", "0"),
     errors.NothingToDo, {}),
    ("a correction reverses what is known", known, "ines", recount("2"), errors.SumDiffers,
     {"missing": "south of Q1: 2 is to be reversed, 0 is known"}),
    ("a correction reverses a value once", known, "ines",
     recount().model_copy(update={"values": recount().values * 2}), errors.Invalid, {}),
    ("a correction of it takes two people", lambda: known().by("olu", recount()), "olu", APPROVE,
     errors.NeedsTwoPeople, {}),
    ("what another correction changed meanwhile is not reversed",
     lambda: proposed().by("ines", recount().model_copy(update={"correction": "other"})).by(
         "olu", c.ApproveCorrection(correction="other")), "olu", APPROVE, errors.SumDiffers, {}),
    ("S1-13 steps that moved nothing make a goal red", lambda: reviewing(("ines", counted())),
     "dana", REVIEW, errors.GateClosed,
     {"practice": "S1-13", "missing": "0 of 4 accounts by Q1, and every step due is done"}),
]  # fmt: skip


@sentences("stage who command error told", REFUSED)
def test_it_is_refused(
    stage: Stage, who: str, command: Command, error: type[DomainError], told: dict[str, str]
) -> None:
    refused(stage(), who, command, error, **told)


def south(plan: Plan) -> StrategicGoal:
    found = plan.state.strategic_goal("south")
    assert found is not None
    return found


def test_a_goal_that_is_red_says_how_far_its_metric_is() -> None:
    """Story step 19: 0 of 4, and the step due is open."""
    plan = aimed().on("2027-04-05").by("ines", s.actuals("Q1", *GREEN), counted())
    policy = Policy(overrides=(GateMode(practice="S1-13", mode="block"),))
    plan.by("system", c.ChangeRules(policy=policy, deadlines=(), decided_by=("olu", "ruth")))
    refused(plan, "dana", REVIEW, errors.GateClosed, practice="S1-13",
            missing="0 of 1 steps due by Q1 are done; 0 of 4 accounts")  # fmt: skip


def test_attainment_is_the_way_from_baseline_to_target() -> None:
    found = south(known())
    assert found.attained(Decimal(1)) == Decimal(25)
    falling = found.model_copy(
        update={"set": found.set.model_copy(update={"baseline": Decimal(8), "target": Decimal(4)})}
    )
    assert falling.attained(Decimal(7)) == Decimal(25)
    assert (falling.reached_by(Decimal(4)), falling.reached_by(Decimal(5))) == (True, False)


def test_a_correction_restates_a_value_and_what_was_stays_readable() -> None:
    plan = proposed().on("2027-05-08").by("olu", APPROVE)
    assert [(one.value, one.correction) for one in south(plan).facts] == [
        (Decimal(0), None),
        (Decimal(1), "recount"),
    ]
    assert [(one.period, one.value) for one in south(plan).progress] == [("Q1", Decimal(1))]


def test_a_fact_takes_the_place_of_what_was_reported() -> None:
    plan = aimed().on("2027-03-31").by("kenji", REPORT).on("2027-07-05")
    plan.by("ines", counted("3", "Q2"), counted("1", "Q1"))
    assert [(one.period, one.value) for one in south(plan).progress] == [
        ("Q1", Decimal(1)),
        ("Q2", Decimal(3)),
    ]


def test_a_period_reported_late_does_not_take_the_place_of_a_later_fact() -> None:
    plan = aimed().on("2027-07-05").by("ines", counted("4", "Q2")).by("kenji", REPORT)
    assert south(plan).reached
    assert [one.period for one in south(plan).progress] == ["Q1", "Q2"]


def test_a_goal_s_target_is_set_and_its_facts_come() -> None:
    plan = quarter_over().by("ines", counted("4"))
    assert south(plan).reached
    assert south(plan).set == south(aimed()).set
    assert south(plan).measured_in == "accounts"
    assert SOUTH.target == Decimal(4)
