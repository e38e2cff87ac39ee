"""A file of corrections: every bad cell is named, and the total stays unless a change is stated."""

from __future__ import annotations

from decimal import Decimal

import pytest

from domain.money import Money
from files.corrections import CorrectionsDraft, read_corrections
from files.problems import Problems

KNOWN = {
    ("boston", "Q1"): Money.of("10.90", "USD"),
    ("key", "Q1"): Money.of("4.40", "USD"),
    ("lyon", "Q1"): Money.of("5.20", "EUR"),
}
SWAP = "boston,Q1,10.90,10.15,USD\nkey,Q1,4.40,5.15,USD\n"


def read(rows: str, control: Money | None = None) -> CorrectionsDraft | Problems:
    return read_corrections(
        "c.csv",
        f"seat,period,was,amount,currency\n{rows}".encode(),
        seats={"boston": "USD", "key": "USD", "lyon": "EUR"},
        known=KNOWN,
        currency="USD",
        rates={"EUR": Decimal("1.1")},
        control=control,
    )


def test_what_is_reversed_and_booked_is_read_with_the_total_unchanged():
    draft = read(SWAP)

    assert isinstance(draft, CorrectionsDraft)
    assert [(str(one.was), str(one.amount)) for one in draft.lines] == [
        ("USD 10.90", "USD 10.15"),
        ("USD 4.40", "USD 5.15"),
    ]
    assert draft.change == Money.of(0, "USD")
    assert len(draft.sha256) == 64


def test_a_total_that_changes_is_stated():
    row = "lyon,Q1,5.20,5.10,EUR\n"
    stated = read(row, Money.of("-0.11", "USD"))
    unstated = read(row)

    assert isinstance(stated, CorrectionsDraft)
    assert stated.change == Money.of("-0.11", "USD")
    assert isinstance(unstated, Problems)
    assert "change the total by USD -0.11" in unstated.problems[0].remedy


@pytest.mark.parametrize(
    ("row", "cell", "remedy"),
    [
        ("bosto,Q1,10.90,10.15,USD", "A2", "did you mean boston?"),
        ("boston,Q2,10.90,10.15,USD", "B2", "import its actuals first"),
        ("boston,Q1,10.90,10.15,EUR", "E2", "kept in USD"),
        ("boston,Q1,10.80,10.15,USD", "C2", "USD 10.90 is known"),
        ("boston,Q1,10.90,10.90,USD", "D2", "changes nothing"),
        ('boston,Q1,10.90,"10,15",USD', "D2", "separators"),
        ("boston,Q1,,10.15,USD", "C2", "enter an amount"),
    ],
)
def test_a_bad_cell_is_named_with_its_remedy(row: str, cell: str, remedy: str):
    found = read(f"{row}\n")

    assert isinstance(found, Problems)
    (problem,) = found.problems
    assert (problem.cell, problem.file) == (cell, "c.csv")
    assert remedy in problem.remedy


def test_a_seat_and_period_stand_once():
    found = read(SWAP + SWAP)

    assert isinstance(found, Problems)
    assert {one.row for one in found.problems} == {4, 5}


def test_a_file_that_is_none_is_refused_whole():
    assert isinstance(read(""), Problems)
