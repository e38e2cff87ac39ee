from decimal import Decimal

import pytest

from domain.money import Money
from files.actuals import ActualsDraft, read_actuals
from files.goal import PlanGoalDraft, read_plan_goal
from files.problems import Problem, Problems
from files.roles import RolesDraft, read_roles

HEADER = "seat,period,amount,currency\n"


def actuals(rows, control=None, known=None):
    return read_actuals(
        "a.csv",
        (HEADER + rows).encode(),
        seats={"rome-1": "EUR", "tokyo-1": "JPY"},
        periods=("Q1", "Q2"),
        currency="USD",
        rates={"EUR": Decimal("1.10"), "JPY": Decimal("0.0067")},
        known=known or {},
        control=control,
    )


def goal(rows):
    return read_plan_goal(
        "g.csv",
        f"amount,currency,document\n{rows}".encode(),
        currency="USD",
        documents={"minute.txt": "0" * 64},
    )


def roles(rows):
    return read_roles(
        "r.csv",
        f"person,role\n{rows}".encode(),
        people={"ana": "Ana@h.example", "bob": "bob@h.example"},
        roles=("auditor", "planner"),
    )


def first(outcome) -> Problem:
    assert isinstance(outcome, Problems)
    return outcome.problems[0]


def test_actuals_of_two_currencies_tie_out_at_plan_rates():
    draft = actuals(
        "rome-1,Q1,10.00,EUR\nrome-1,Q2,5.00,EUR\ntokyo-1,Q1,1000,JPY\n", Money.of("23.20", "USD")
    )

    assert isinstance(draft, ActualsDraft)
    assert draft.of("rome-1", "EUR") == Money.of("15.00", "EUR")
    assert draft.of("oslo-1", "USD") == Money.zero("USD")
    assert draft.control == Money.of("23.20", "USD")


def test_actuals_that_are_known_already_are_counted_and_others_are_corrections():
    known = {("rome-1", "Q1"): Money.of("10.00", "EUR")}

    draft = actuals("rome-1,Q1,10,EUR\nrome-1,Q2,5.00,EUR\n", known=known)
    problem = first(actuals("rome-1,Q1,11,EUR\n", known=known))

    assert isinstance(draft, ActualsDraft)
    assert (len(draft.lines), draft.known) == (2, 1)
    assert problem.column == "amount"
    assert problem.remedy == (
        "EUR 10.00 is recorded for this seat and period: correct it, with what it reverses"
    )


@pytest.mark.parametrize(
    ("rows", "column", "said"),
    [
        ("oslo-1,Q1,1,EUR", "seat", "no such seat"),
        (",Q1,1,EUR", "seat", "no such seat"),
        ("rome-1,Q5,1,EUR", "period", "enter one of Q1, Q2"),
        ("rome-1,Q1,1,USD", "currency", "kept in EUR"),
        ("rome-1,Q1,1,", "currency", "kept in EUR"),
        ("rome-1,Q1,,EUR", "amount", "enter an amount"),
        ("rome-1,Q1,-1,EUR", "amount", "below zero"),
        ("tokyo-1,Q1,0.5,JPY", "amount", "0 decimals"),
        ("rome-1,Q1,1,EUR\nrome-1,Q1,1,EUR", "seat", "row 2 has this seat and period already"),
    ],
)
def test_bad_actuals_are_refused_by_their_cell(rows, column, said):
    problem = first(actuals(rows))

    assert problem.column == column
    assert said in problem.remedy


def test_actuals_that_do_not_tie_out_are_refused():
    assert "USD 11.00" in first(actuals("rome-1,Q1,10,EUR", Money.of(10, "USD"))).remedy


def test_a_plan_goal_is_one_row_with_its_document():
    draft = goal("100000000.00,USD,minute.txt")

    assert isinstance(draft, PlanGoalDraft)
    assert draft.goal == Money.of("100000000", "USD")


@pytest.mark.parametrize(
    ("rows", "column", "said"),
    [
        ("1,EUR,minute.txt", "currency", "planned in USD"),
        ("1,US$,minute.txt", "currency", "ISO 4217"),
        ("0,USD,minute.txt", "amount", "greater than zero"),
        ("-1,USD,minute.txt", "amount", "below zero"),
        ("1,USD,minutes.txt", "document", "did you mean minute.txt?"),
        ("1,USD,", "document", "nothing is written"),
        ("1,USD,minute.txt\n2,USD,minute.txt", "amount", "keep one row"),
        ("1,USD", None, "header has 3"),
    ],
)
def test_a_bad_plan_goal_is_refused_by_its_cell(rows, column, said):
    problem = first(goal(rows))

    assert problem.column == column
    assert said in problem.remedy


def test_roles_name_people_by_address_or_id():
    draft = roles("ana@H.example,auditor\nbob,auditor\nbob,planner\n")

    assert isinstance(draft, RolesDraft)
    assert [(line.person, line.role) for line in draft.lines] == [
        ("ana", "auditor"),
        ("bob", "auditor"),
        ("bob", "planner"),
    ]


@pytest.mark.parametrize(
    ("rows", "column", "said"),
    [
        ("anna,auditor", "person", "did you mean ana?"),
        ("ana,king", "role", "write one of auditor, planner"),
        ("ana,auditor\nana@h.example,auditor", "role", "row 2 gives this role already"),
        ("ana", None, "header has 2"),
    ],
)
def test_a_bad_role_is_refused_by_its_cell(rows, column, said):
    problem = first(roles(rows))

    assert problem.column == column
    assert said in problem.remedy


def test_a_file_that_is_no_table_is_refused_by_each_reader():
    assert isinstance(goal(""), Problems)
    assert isinstance(actuals(""), Problems)
    assert isinstance(roles(""), Problems)
