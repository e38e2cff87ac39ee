"""A file of market rates: every bad cell is named, and a recorded day is restated with a reason."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from files.problems import Problems
from files.rates import RatesDraft, read_market_rates

RECORDED = {("EUR", date(2027, 6, 15)): Decimal("1.02")}


def read(rows: str, *, restates: bool = False) -> RatesDraft | Problems:
    return read_market_rates(
        "ecb.csv",
        f"date,pair,rate,source\n{rows}".encode(),
        currencies=("EUR", "JPY"),
        into="USD",
        known=RECORDED,
        restates=restates,
    )


def test_each_rate_is_read_with_its_day_and_source():
    draft = read("2027-06-16,EUR/USD,1.03,ECB\n2027-06-16,JPY/USD,0.0065,ECB\n")

    assert isinstance(draft, RatesDraft)
    assert [(one.currency, one.on, one.rate, one.source) for one in draft.rates] == [
        ("EUR", date(2027, 6, 16), Decimal("1.03"), "ECB"),
        ("JPY", date(2027, 6, 16), Decimal("0.0065"), "ECB"),
    ]


def test_a_recorded_day_is_restated_where_the_file_says_so():
    draft = read("2027-06-15,EUR/USD,1.03,ECB\n", restates=True)

    assert isinstance(draft, RatesDraft)
    assert draft.rates[0].rate == Decimal("1.03")


@pytest.mark.parametrize(
    ("row", "cell", "remedy"),
    [
        ("15.6.2027,EUR/USD,1.03,ECB", "A2", "write the day as 2027-06-15"),
        ("2027-06-16,USD/EUR,1.03,ECB", "B2", "this cycle has plan rates for: EUR/USD, JPY/USD"),
        ("2027-06-16,EUR/USD,0,ECB", "C2", "above zero"),
        ('2027-06-16,EUR/USD,"1,03",ECB', "C2", "as 1.02"),
        ("2027-06-16,EUR/USD,1.03,", "D2", ""),
        ("2027-06-15,EUR/USD,1.03,ECB", "C2", "1.02 is recorded for this day"),
    ],
)
def test_a_bad_cell_is_named_with_its_remedy(row: str, cell: str, remedy: str):
    found = read(f"{row}\n")

    assert isinstance(found, Problems)
    (problem,) = found.problems
    assert (problem.cell, problem.file) == (cell, "ecb.csv")
    assert remedy in problem.remedy


def test_what_is_recorded_so_already_is_counted_and_nothing_new():
    draft = read("2027-06-15,EUR/USD,1.020,ECB\n2027-06-16,EUR/USD,1.03,ECB\n")
    whole = read("2027-06-15,EUR/USD,1.02,Bundesbank\n", restates=True)

    assert isinstance(draft, RatesDraft)
    assert ([one.on.day for one in draft.rates], draft.known) == ([16], 1)
    assert isinstance(whole, RatesDraft)
    assert (whole.rates, whole.known) == ((), 1)


def test_a_day_and_pair_stand_once():
    found = read("2027-06-16,EUR/USD,1.03,ECB\n2027-06-16,EUR/USD,1.04,ECB\n")

    assert isinstance(found, Problems)
    assert found.problems[0].remedy.startswith("row 2 has this date and pair already")


def test_a_file_that_is_none_is_refused_whole():
    assert isinstance(read(""), Problems)
