"""Portions that went out as a sheet and came back: each seat once, in its own currency."""

from decimal import Decimal

import pytest

from domain.money import Money
from files.portions import PortionsDraft, portions_sheet, read_portions
from files.problems import Problems
from files.write_sheet import write_workbook

SEATS = {"north": "USD", "emea": "EUR"}


def row(seat: str, currency: str, portion: str) -> tuple:
    amount = Money.of(Decimal(portion), currency)
    return ("sales", seat, seat, "ana", currency, None, "weights", amount, amount, "=why")


def test_what_went_out_comes_back_the_same():
    content = write_workbook(
        portions_sheet([row("north", "USD", "10.50"), row("emea", "EUR", "7")])
    )

    draft = read_portions("portions.xlsx", content, seats=SEATS)

    assert isinstance(draft, PortionsDraft), draft
    assert [(one.seat, str(one.amount.amount), one.reason) for one in draft.lines] == [
        ("north", "10.50", "=why"),
        ("emea", "7.00", "=why"),
    ]


@pytest.mark.parametrize(
    ("rows", "cell", "said"),
    [
        ("north,USD,1\nemea,EUR,2\nnorth,USD,3\n", "A4", "already"),
        ("north,USD,1\n", None, "missing"),
        ("north,USD,1\nemea,EUR,2\nsouth,USD,3\n", "A4", "no such seat"),
        ("north,EUR,1\nemea,EUR,2\n", "B2", "kept in USD"),
        ("north,USD,-1\nemea,EUR,2\n", "C2", "below zero"),
    ],
    ids=("twice", "missing", "unknown", "currency", "amount"),
)
def test_a_sheet_that_cannot_be_taken_is_refused_by_its_cells(rows, cell, said):
    content = f"seat,currency,portion\n{rows}".encode()

    outcome = read_portions("portions.csv", content, seats=SEATS)

    assert isinstance(outcome, Problems)
    assert (outcome.problems[0].cell, said in outcome.problems[0].remedy) == (cell, True)
