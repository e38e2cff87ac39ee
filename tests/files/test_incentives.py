"""A file of incentives: every bad cell is named, and nothing of it is used then."""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.incentives.values import MOST_PLANS, PaidGoal
from files.incentives import IncentivesDraft, read_incentives
from files.problems import Problems

HEADER = "person,component,name,pays,metric,weight,unit,goals,target"


def read(rows: str, people: tuple[str, ...] = ("dana", "ana")) -> IncentivesDraft | Problems:
    return read_incentives(
        "i.csv",
        f"{HEADER}\n{rows}".encode(),
        people=dict.fromkeys(people, "sales"),
        goals=(("emea", "south"),),
    )


def test_components_are_read_by_person_with_whose_number_they_measure():
    draft = read(
        "dana,sum,Revenue,incentive,revenue,60,,,\n"
        "ana,own,EMEA,incentive,New business,100,emea,,12.5\n"
        'dana,goal,Goals,incentive,strategic_goals,40,emea,"emea/south",\n'
    )

    assert isinstance(draft, IncentivesDraft)
    assert draft.rows == 3
    dana, ana = draft.plans
    assert [(one.metric, one.weight, one.unit) for one in dana.components] == [
        ("revenue", 60, "sales"), ("strategic_goals", 40, "emea"),
    ]  # fmt: skip
    assert dana.components[1].goals == (PaidGoal(unit="emea", goal="south"),)
    assert (ana.components[0].metric, ana.components[0].target) == ("new_business", Decimal("12.5"))


@pytest.mark.parametrize(
    ("row", "cell", "remedy"),
    [
        ("dan,c,C,incentive,revenue,100,,,", "A2", "did you mean dana?"),
        ("dana,,C,incentive,revenue,100,,,", "B2", "id"),
        ("dana,c,C,bonus,revenue,100,,,", "D2", "one of base, incentive"),
        ("dana,c,C,incentive,turnover,100,,,", "E2", "one of revenue, new_business"),
        ("dana,c,C,incentive,revenue,99.5,,,", "F2", "sum to 99.5: they sum to 100"),
        ("dana,c,C,incentive,revenue,100,EMEA 1,,", "G2", "id"),
        ("dana,c,C,incentive,revenue,100,,emea/soth,", "H2", "did you mean emea/south?"),
        ("dana,c,C,incentive,strategic_goals,100,,,", "H2", "name the goals"),
        ("dana,c,C,incentive,revenue,100,,,much", "I2", "a number of the metric"),
        (
            "dana,c,C,incentive,revenue,50,,,\ndana,c,C,incentive,revenue,50,,,",
            "B3",
            "row 2 has this person and component",
        ),
    ],
)
def test_a_bad_cell_is_named_with_its_remedy(row, cell, remedy):
    found = read(f"{row}\n")

    assert isinstance(found, Problems)
    assert [(one.cell, remedy in one.remedy) for one in found.problems] == [(cell, True)]


@pytest.mark.parametrize("weight", ["0", "-5", "many", "100.5", "1e2", ""])
def test_a_weight_is_a_percentage_above_nothing(weight):
    found = read(f"dana,c,C,incentive,revenue,{weight},,,\n")

    assert isinstance(found, Problems)
    assert "F2" in {one.cell for one in found.problems}
    assert any("above 0, at most 100" in one.remedy for one in found.problems)


def test_a_file_brings_no_more_people_than_one_command_holds():
    people = tuple(f"p{number}" for number in range(MOST_PLANS + 1))
    found = read("".join(f"{one},c,C,incentive,revenue,100,,,\n" for one in people), people)

    assert isinstance(found, Problems)
    assert [one.remedy for one in found.problems] == [
        "501 people, of 500 at most: make several files of it"
    ]


def test_what_is_no_table_is_told_so():
    assert isinstance(read_incentives("i.csv", b"", people={}, goals=()), Problems)
