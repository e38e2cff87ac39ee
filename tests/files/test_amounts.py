from decimal import Decimal

import pytest

from domain.errors import Invalid
from domain.money import Money
from files.amounts import NotAnAmount, control_total, parse_amount, parse_currency, tie_out

RATES = {"EUR": Decimal("1.10")}


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [
        ("0", "USD", "0.00"),
        ("40000000.00", "USD", "40000000.00"),
        ("0012.5", "EUR", "12.50"),
        ("1200", "JPY", "1200"),
        ("1.234", "KWD", "1.234"),
        ("1000000000000000", "USD", "1000000000000000.00"),
    ],
)
def test_plain_amounts_are_read(text, currency, amount):
    assert str(parse_amount(text, currency)) == f"{currency} {amount}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "enter an amount"),
        ("1e3", "out in full"),
        ("1.5E+06", "out in full"),
        ("-5", "below zero"),
        ("\u22125", "below zero"),
        ("(5.00)", "below zero"),
        ("1,234", "two ways"),
        ("1.234.567,89", "two ways"),
        ("1 234", "two ways"),
        ("1'234.00", "two ways"),
        ("$5", "digits only"),
        ("5 EUR", "digits only"),
        ("5.", "digits only"),
        ("five", "digits only"),
        ("NaN", "digits only"),
        ("\u0661\u0662", "digits only"),
        ("0.001", "counted in 2 decimals"),
        ("9" * 17, "larger than 1000000000000000"),
        ("9" * 5000, "larger than 1000000000000000"),
        ("1000000000000000.01", "larger than 1000000000000000"),
        ("0." + "0" * 30 + "1", "number"),
    ],
)
def test_what_cannot_be_read_without_guessing_is_refused_with_a_remedy(text, said):
    with pytest.raises(NotAnAmount, match=said):
        parse_amount(text, "EUR")


def test_a_currency_that_is_none_is_refused_with_a_near_one():
    assert parse_currency("KWD") == "KWD"
    with pytest.raises(NotAnAmount, match="did you mean EUR"):
        parse_currency("EURO")
    with pytest.raises(NotAnAmount, match="ISO 4217"):
        parse_currency("")


def test_a_control_total_converts_each_currency_once():
    third = Money.of("0.33", "EUR")

    assert control_total([third] * 3, "USD", RATES) == Money.of("1.09", "USD")
    assert control_total([], "JPY", {}) == Money.zero("JPY")
    with pytest.raises(Invalid, match="no plan rate"):
        control_total([Money.of(1, "GBP")], "USD", RATES)


def test_a_control_total_that_does_not_tie_out_says_by_how_much():
    entered = Money.of("90000000", "USD")

    assert tie_out("p.csv", entered=entered, found=entered) == ()
    (problem,) = tie_out("p.csv", entered=entered, found=Money.of("89999999.99", "USD"))
    assert "USD -0.01 off" in problem.remedy
    (problem,) = tie_out("p.csv", entered=Money.of(1, "EUR"), found=entered)
    assert problem.remedy == "enter the control total in USD"
