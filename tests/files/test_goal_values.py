"""A file of where goals stood: every bad cell is named, and nothing recorded is overwritten."""

from __future__ import annotations

from decimal import Decimal

import pytest

from files.goal_values import GoalValuesDraft, KnownGoal, read_goal_values
from files.problems import Problems

GOALS = {
    ("sales", "south"): KnownGoal("accounts", {"Q1": Decimal(0)}),
    ("sales", "margin"): KnownGoal(None, {}),
}


def read(rows: str, *, correcting: bool = False) -> GoalValuesDraft | Problems:
    columns = "unit,goal,period," + ("was," if correcting else "") + "value,measured_in"
    return read_goal_values(
        "g.csv",
        f"{columns}\n{rows}".encode(),
        goals=GOALS,
        periods=("Q1", "Q2"),
        correcting=correcting,
    )


def test_values_are_read_with_their_unit_of_measure():
    draft = read("sales,south,Q2,3,accounts\nsales,margin,Q1,31.5,%\n")

    assert isinstance(draft, GoalValuesDraft)
    assert [(one.goal, one.period, one.value, one.measured_in) for one in draft.lines] == [
        ("south", "Q2", Decimal(3), "accounts"),
        ("margin", "Q1", Decimal("31.5"), "%"),
    ]


def test_what_is_recorded_so_already_is_counted_and_nothing_new():
    draft = read("sales,south,Q1,0.0,accounts\nsales,south,Q2,3,accounts\n")

    assert isinstance(draft, GoalValuesDraft)
    assert ([one.period for one in draft.lines], draft.known) == (["Q2"], 1)


def test_a_correction_says_what_it_reverses():
    draft = read("sales,south,Q1,0,1,accounts\n", correcting=True)

    assert isinstance(draft, GoalValuesDraft)
    assert [(one.was, one.value) for one in draft.lines] == [(Decimal(0), Decimal(1))]


@pytest.mark.parametrize(
    ("row", "cell", "remedy"),
    [
        ("north,south,Q2,3,accounts", "A2", "no unit of that id has a goal: enter its id"),
        ("salez,south,Q2,3,accounts", "A2", "did you mean sales?"),
        ("sales,sout,Q2,3,accounts", "B2", "did you mean south?"),
        ("sales,south,Q9,3,accounts", "C2", "enter one of Q1, Q2"),
        ("sales,south,Q1,3,accounts", "C2", "0 is recorded for this goal and period"),
        ("sales,south,Q2,three,accounts", "D2", "such as 4 or 12.5"),
        ("sales,south,Q2,3,%", "E2", "measured in accounts"),
        ("sales,south,Q2,3,", "E2", ""),
    ],
)
def test_a_bad_cell_is_named_with_its_remedy(row: str, cell: str, remedy: str):
    found = read(f"{row}\n")

    assert isinstance(found, Problems)
    (problem,) = found.problems
    assert (problem.cell, problem.file) == (cell, "g.csv")
    assert remedy in problem.remedy


@pytest.mark.parametrize(
    ("row", "cell", "remedy"),
    [
        ("sales,margin,Q1,0,1,%", "C2", "import it first"),
        ("sales,south,Q1,2,1,accounts", "D2", "0 is known"),
        ("sales,south,Q1,,1,accounts", "D2", "such as 4 or 12.5"),
    ],
)
def test_a_correction_s_bad_cell_is_named(row: str, cell: str, remedy: str):
    found = read(f"{row}\n", correcting=True)

    assert isinstance(found, Problems)
    (problem,) = found.problems
    assert problem.cell == cell
    assert remedy in problem.remedy


def test_a_goal_and_period_stand_once():
    found = read("sales,south,Q2,3,accounts\nsales,south,Q2,4,accounts\n")

    assert isinstance(found, Problems)
    assert found.problems[0].remedy.startswith("row 2 has this goal and period already")


def test_a_file_that_is_none_is_refused_whole():
    assert isinstance(read(""), Problems)
