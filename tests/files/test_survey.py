"""A file of survey results: every bad cell is named, and nothing of it is used then."""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.culture.values import MOST_SCORES
from files.problems import Problems
from files.survey import SurveyDraft, read_survey


def read(rows: str) -> SurveyDraft | Problems:
    return read_survey(
        "s.csv",
        f"person,value,score,answers\n{rows}".encode(),
        people=("paul", "ana"),
        values=("teamwork", "recovery"),
        least=5,
    )


def test_scores_are_read_with_how_many_answered():
    draft = read("paul,teamwork,82.5,12\nana,recovery,0,5\n")

    assert isinstance(draft, SurveyDraft)
    assert [(one.person, one.score, one.answers) for one in draft.scores] == [
        ("paul", Decimal("82.5"), 12),
        ("ana", Decimal(0), 5),
    ]


@pytest.mark.parametrize(
    ("row", "cell", "remedy"),
    [
        ("pau,teamwork,82,12", "A2", "did you mean paul?"),
        ("paul,luck,82,12", "B2", "none of the values: teamwork, recovery"),
        ("paul,teamwork,100.1,12", "C2", "from 0 to 100"),
        ("paul,teamwork,NaN,12", "C2", "from 0 to 100"),
        ("paul,teamwork,high,12", "C2", "from 0 to 100"),
        ("paul,teamwork,1e-999999999999,12", "C2", "from 0 to 100"),
        ("paul,teamwork,82.12345678901,12", "C2", "at most 10 decimals"),
        ("paul,teamwork,82,4", "D2", "fewer than 5 answers say nothing"),
        ("paul,teamwork,82,5.5", "D2", "as a whole number"),
        ("paul,teamwork,82,", "D2", "as a whole number"),
        ("paul,teamwork,82,0", "D2", "from 1 to 1,000,000"),
        ("paul,teamwork,82,1000001", "D2", "from 1 to 1,000,000"),
        ("paul,teamwork,82,1e999999999999", "D2", "as a whole number"),
        ("paul,teamwork,82,12\npaul,teamwork,80,12", "B3", "row 2 has this person and value"),
    ],
)
def test_a_bad_cell_is_named_with_its_remedy(row, cell, remedy):
    found = read(f"{row}\n")

    assert isinstance(found, Problems)
    assert [(one.cell, remedy in one.remedy) for one in found.problems] == [(cell, True)]


def test_a_file_brings_no_more_scores_than_one_command_holds():
    found = read("paul,teamwork,82,12\n" * (MOST_SCORES + 1))

    assert isinstance(found, Problems)
    assert "5,001 scores, of 5,000 at most" in found.problems[0].remedy
