from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command_line.amounts import (
    NotAnAmount,
    parse_delta,
    parse_money,
    parse_named,
    parse_share,
)
from domain.currencies import MINOR_UNITS
from domain.money import Money


@pytest.mark.parametrize(
    ("typed", "amount", "currency"),
    [
        ("25.4M EUR", "25400000", "EUR"),
        ("25.4 M EUR", "25400000", "EUR"),
        ("EUR 25.4M", "25400000", "EUR"),
        ("  25.4M   EUR ", "25400000", "EUR"),
        ("360k USD", "360000", "USD"),
        ("360K USD", "360000", "USD"),
        ("1.5bn JPY", "1500000000", "JPY"),
        ("25400000 EUR", "25400000", "EUR"),
        ("0.6375M EUR", "637500", "EUR"),
        ("779527.56 EUR", "779527.56", "EUR"),
        ("1.2345 KWD", None, None),
        ("1.234 KWD", "1.234", "KWD"),
        ("0 USD", "0", "USD"),
        ("1000000000000000 USD", "1000000000000000", "USD"),
    ],
)
def test_what_people_type_is_read_exactly(typed, amount, currency):
    if amount is None:
        with pytest.raises(NotAnAmount, match="counted in 3 decimals"):
            parse_money(typed)
        return
    assert parse_money(typed) == Money.of(amount, currency)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "no amount is written"),
        ("25.4M", "needs a currency"),
        ("25400000", "needs a currency"),
        ("25.4M EURO", "is no amount"),
        ("25.4M eur", "currency in capitals"),
        ("25.4M XXQ", "no active ISO 4217"),
        ("25,4M EUR", "read in two ways"),
        ("25.400.000 EUR", "is no amount"),
        ("25'400'000 EUR", "read in two ways"),
        ("25 400 000 EUR", "read in two ways"),
        ("25_400_000 EUR", "read in two ways"),
        ("-25M EUR", "below zero"),
        ("\u221225M EUR", "below zero"),
        ("(25M) EUR", "below zero"),
        ("2.5e7 EUR", "is rounded"),
        ("25m EUR", "no such scale"),
        ("25MM EUR", "no such scale"),
        ("25B EUR", "no such scale"),
        ("EUR 25M EUR", "names two currencies"),
        ("NaN EUR", "is no amount"),
        ("inf EUR", "is no amount"),
        ("99999999999999999999bn EUR", "larger than"),
        ("1000000000000001 USD", "larger than"),
        ("25.401 EUR", "counted in 2 decimals"),
        ("1.5 JPY", "counted in 0 decimals"),
        ("\u0662\u0665 EUR", "is no amount"),
        ("25.4M EUR; rm -rf", "is no amount"),
        ("9" * 500 + " EUR", "is no amount"),
    ],
)
def test_what_cannot_be_read_without_guessing_is_refused_with_a_remedy(typed, says):
    with pytest.raises(NotAnAmount, match=says) as refused:
        parse_money(typed)
    assert len(str(refused.value)) < 250


@given(
    st.integers(min_value=0, max_value=10**12),
    st.sampled_from(sorted(MINOR_UNITS)),
)
def test_every_amount_of_every_currency_reads_back_as_itself(units, currency):
    amount = Decimal(units).scaleb(-MINOR_UNITS[currency])

    assert parse_money(f"{amount:f} {currency}") == Money.of(amount, currency)


def test_a_correction_may_be_below_zero():
    assert parse_delta("-0.75M USD") == -Money.of(750000, "USD")
    assert parse_delta("0.75M USD") == Money.of(750000, "USD")


def test_an_add_on_is_a_percentage_or_an_amount():
    assert parse_share("8%") == Decimal(8)
    assert parse_share("1.92 %") == Decimal("1.92")
    assert parse_share("8M USD") == Money.of(8_000_000, "USD")
    with pytest.raises(NotAnAmount):
        parse_share("8")


def test_a_portion_names_its_seat():
    assert parse_named("emea=26.4M EUR") == ("emea", Money.of(26_400_000, "EUR"))
    with pytest.raises(NotAnAmount, match="names no seat"):
        parse_named("26.4M EUR")
