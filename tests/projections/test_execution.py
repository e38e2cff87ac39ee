"""How far plans are carried out: read off plans of every stage."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from domain.unit import commands as c
from domain.unit import values as v
from domain.unit.readiness import commands as r
from projections import execution, spread
from projections.execution import Executed, TeamExecution
from tests.domain import stages as s
from tests.domain.company import eur, on, person, usd
from tests.domain.given import Plan
from tests.domain.test_unit_goals import ADD, DONE, REPORT, SOUTH, TACTIC
from tests.domain.test_unit_readiness import ADD as ADD_LINE

BROUGHT = (
    ("americas", usd("12")), ("emea", eur("6.35")), ("apac", usd("3")), ("nordics", eur("0.225")),
)  # fmt: skip

NONE = tuple((seat, brought - brought) for seat, brought in BROUGHT)


def team(plan: Plan) -> TeamExecution:
    (only,) = execution.of((plan.state,), plan.at).teams
    return only


def of(plan: Plan, person: str) -> Executed:
    return next(one for one in team(plan).people if one.person == person)


def carried_out() -> Plan:
    """Kenji's visit is done and Ana's mail is not; Kenji is short and the others are not."""
    plan = s.settled().by("dana", SOUTH).by("ana", TACTIC).by("kenji", DONE)
    return plan.on("2027-04-05").by("ines", s.actuals("Q1", *BROUGHT))


def test_before_there_are_facts_there_is_no_result() -> None:
    plan = s.settled()
    found = team(plan)
    assert (found.team.result, found.team.rate, found.team.effect) == (None, None, None)
    assert (found.team.on_quota, found.team.on_target, found.team.range) == (None, None, None)
    assert found.goals == ()


def test_execution_is_steps_done_of_steps_due_beside_the_result() -> None:
    """S4-15 S4-16."""
    plan = carried_out()
    kenji, ana = of(plan, "kenji"), of(plan, "ana")
    assert (kenji.steps_due, kenji.steps_done, kenji.rate) == (1, 1, Decimal(100))
    assert kenji.effect == "carried out, short"
    assert (ana.rate, ana.effect) == (Decimal(0), "left open, reached")
    whole = team(plan).team
    assert (whole.person, whole.steps_due, whole.steps_done, whole.rate) == (None, 2, 1, 50)


def test_a_step_that_is_not_due_yet_counts_against_nobody() -> None:
    plan = carried_out().by("kenji", ADD)
    assert of(plan, "kenji").steps_due == 1


def test_quota_and_goals_are_told_apart_and_on_target_takes_both() -> None:
    """S1-20."""
    plan = s.settled().by("dana", SOUTH)
    plan.on("2027-04-05").by("ines", s.actuals("Q1", *BROUGHT))
    marco = of(plan, "marco")
    assert (marco.on_quota, marco.goals_behind, marco.on_target) == (True, ("south",), False)
    ana = of(plan, "ana")
    assert (ana.on_quota, ana.goals_behind, ana.on_target) == (True, (), True)


def test_what_came_of_plan_lines_is_told_from_what_came_otherwise() -> None:
    """S4-05."""
    plan = s.settled().by("dana", SOUTH)
    plan.by("marco", ADD_LINE).on("2027-04-05").by("ines", s.actuals("Q1", *BROUGHT))
    assert [(one.by_lines, one.share) for one in team(plan).came] == [(usd("0"), Decimal(0))]
    plan.by("marco", r.ReportPlanLine(line="labs", period="Q1", value=usd("6")))
    (came,) = team(plan).came
    assert (came.target, came.actual, came.by_lines, came.otherwise) == (
        "revenue", usd("22.2325"), usd("6"), usd("16.2325"),
    )  # fmt: skip
    assert came.share == Decimal("26.99")
    assert team(carried_out()).came == ()


def test_wins_streaks_and_how_attainment_varies_are_shown() -> None:
    """S2-23 S4-14."""
    plan = carried_out().on("2027-07-05").by("ines", s.actuals("Q2", *BROUGHT))
    ana, kenji = of(plan, "ana"), of(plan, "kenji")
    quarters = [one.percent for one in ana.periods]
    assert (ana.streak, ana.wins) == (2, 2)
    assert ana.range == max(quarters) - min(quarters)
    assert (kenji.streak, kenji.wins) == (0, 0)
    plan.on("2027-10-05").by("ines", s.actuals("Q3", *NONE))
    ana = of(plan, "ana")
    assert (ana.streak, ana.wins, ana.range) == (0, 2, max(quarters))


def test_the_middle_stands_beside_the_best_from_four_people_on() -> None:
    """S4-24."""
    percents = (Decimal(60), Decimal(80), Decimal(100), Decimal(120), Decimal(140))
    few, enough = spread.spread("revenue", percents[:3]), spread.spread("revenue", percents)
    assert (few.people, few.median, few.top_quartile) == (3, None, None)
    assert (enough.people, enough.median, enough.top_quartile) == (5, Decimal(100), Decimal(140))
    (found,) = execution.of((carried_out().state,), on("2027-04-05")).measures
    assert (found.measure, found.people, found.median) == ("revenue", 1, None)


def reported(plan: Plan, goal: str, period: str, value: int) -> None:
    plan.by("dana", REPORT.model_copy(
        update={"goal": goal, "period": period, "value": Decimal(value)}
    ))  # fmt: skip


def test_goals_with_a_plan_of_the_team_are_compared_with_others_quarter_on_quarter() -> None:
    """S1-23."""
    north = SOUTH.model_copy(update={"goal": "north", "steps": (step("call"),)})
    plan = s.settled().by("dana", SOUTH, north)
    plan.by("kenji", c.AddActionStep(goal="south", step=step("map")))
    plan.on("2027-04-05")
    reported(plan, "south", "Q1", 1)
    reported(plan, "north", "Q1", 1)
    plan.on("2027-07-05")
    reported(plan, "south", "Q2", 3)
    reported(plan, "north", "Q2", 1)

    first, second = team(plan).goals
    assert first.team_made.gain is None
    assert (second.period, second.team_made.goals, second.others.goals) == ("Q2", 1, 1)
    assert (second.team_made.progress, second.team_made.gain) == (Decimal(75), Decimal(50))
    assert (second.others.progress, second.others.gain) == (Decimal(25), Decimal(0))


def step(name: str) -> v.Step:
    return SOUTH.steps[0].model_copy(update={"id": name})


def test_a_result_stays_with_who_held_the_seat_in_its_period() -> None:
    plan = carried_out().on("2027-04-30")
    plan.by("hana", c.HandOverSeat(
        seat="americas", successor=person("sofia"), left_on=date(2027, 4, 30)))  # fmt: skip
    plan.on("2027-05-20").by("sofia", s.signs(plan))
    plan.on("2027-07-05").by("ines", s.actuals("Q2"))

    left, follows = of(plan, "marco"), of(plan, "sofia")
    assert [one.percent is None for one in left.periods] == [False, True]
    assert [one.percent is None for one in follows.periods] == [True, False]
