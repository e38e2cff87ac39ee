"""Facts of the demo company's year from its files: where goals stood, market rates, corrections."""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from domain.money import Money
from files.corrections import CorrectionsDraft, read_corrections
from files.goal_values import GoalValuesDraft, KnownGoal, read_goal_values
from files.problems import Problem, Problems
from files.rates import RatesDraft, read_market_rates

HALDEN = Path(__file__).parents[2] / "examples" / "halden"
RATES = {"EUR": Decimal("1.10")}
QUARTERS = ("Q1", "Q2", "Q3", "Q4")
KINDS = {
    "south": "territories",
    "share": "percent of instruments",
    "margin": "percent of revenue",
    "mix": "product lines",
    "launch": "USD million",
    "laboratories": "percent of revenue",
    "tenders": "percent of tenders",
}


def goal_values(path):
    goals = {
        ("emea" if goal == "tenders" else "sales", goal): KnownGoal(measured_in, {})
        for goal, measured_in in KINDS.items()
    }
    return read_goal_values(path, (HALDEN / path).read_bytes(), goals=goals, periods=QUARTERS)


def market_rates(path):
    return read_market_rates(
        path,
        (HALDEN / path).read_bytes(),
        currencies=tuple(RATES),
        into="USD",
        known={},
        restates=False,
    )


def recorded():
    """What the four files of actuals hold, by seat and quarter."""
    return {
        (row["seat"], row["period"]): Money.of(row["amount"], row["currency"])
        for path in HALDEN.glob("actuals-2027-*.csv")
        for row in csv.DictReader(path.read_text().splitlines())
    }


def corrections(path, change="0"):
    known = recorded()
    return read_corrections(
        path,
        (HALDEN / path).read_bytes(),
        seats={seat: amount.currency for (seat, _), amount in known.items()},
        known=known,
        currency="USD",
        rates=RATES,
        control=usd(change),
    )


def usd(amount):
    return Money.of(amount, "USD")


def only(outcome) -> Problem:
    assert isinstance(outcome, Problems)
    assert len(outcome.problems) == 1
    return outcome.problems[0]


@pytest.mark.parametrize("quarter", QUARTERS)
def test_each_quarter_says_where_goals_stood(quarter):
    draft = goal_values(f"goals-2027-{quarter.lower()}.csv")

    assert isinstance(draft, GoalValuesDraft)
    expected = {goal for goal in KINDS if (quarter, goal) != ("Q1", "tenders")}
    assert {one.goal: one.measured_in for one in draft.lines} == {
        goal: KINDS[goal] for goal in expected
    }
    assert {one.period for one in draft.lines} == {quarter}


def test_the_euro_falls_to_what_the_story_says():
    draft = market_rates("market-rates-2027.csv")

    assert isinstance(draft, RatesDraft)
    last = draft.rates[-1]
    assert (last.currency, str(last.on), last.rate) == ("EUR", "2027-06-15", Decimal("1.02"))


def test_orion_is_rebooked_and_an_audit_reverses_half_a_million():
    orion = corrections("corrections-orion-q1.csv")
    audit = corrections("corrections-audit-q4.csv", "-500000")

    assert isinstance(orion, CorrectionsDraft)
    assert isinstance(audit, CorrectionsDraft)
    assert [(one.seat, str(one.amount - one.was)) for one in orion.lines] == [
        ("boston-1", "USD -750000.00"),
        ("key-aerospace", "USD 750000.00"),
    ]
    assert (orion.change, audit.change) == (usd("0"), usd("-500000"))


@pytest.mark.parametrize(
    ("broken", "place", "said"),
    [
        ("goals-2027-q1-decimal-comma", (4, "value", "38,6"), "with a dot before decimals"),
        ("goals-2027-q2-unknown-goal", (6, "goal", "lunch"), "did you mean launch?"),
        ("goals-2027-q3-goal-twice", (3, "goal", "south"), "keep one of the two"),
        ("goals-2027-q4-other-measure", (6, "measured_in", "EUR million"), "in USD million"),
    ],
)
def test_each_broken_file_of_goals_is_refused_where_it_is_broken(broken, place, said):
    problem = only(goal_values(f"broken/{broken}.csv"))

    assert (problem.row, problem.column, problem.value) == place
    assert said in problem.remedy


def test_the_broken_rates_and_corrections_are_refused():
    rates = only(market_rates("broken/market-rates-2027-pair-turned.csv"))
    orion = only(corrections("broken/corrections-orion-q1-total-changes.csv"))
    audit = only(corrections("broken/corrections-audit-q4-not-known.csv", "-500000"))

    assert (rates.row, rates.column, rates.value) == (4, "pair", "USD/EUR")
    assert "change the total by USD -27000.00" in orion.remedy
    assert (audit.row, audit.column, audit.value) == (2, "was", "1214766.10")
