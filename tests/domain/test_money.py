from decimal import ROUND_UP, Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from domain.currencies import MINOR_UNITS
from domain.errors import Invalid
from domain.money import Money, Percent, Rate, mean, minor_unit, percent, total


class Quoted(BaseModel):
    rate: Rate
    share: Percent = Decimal(0)


@pytest.mark.parametrize(
    ("amount", "currency", "written"),
    [
        ("25.4", "EUR", "25.40"),
        (Decimal("48.0"), "USD", "48.00"),
        (7, "KWD", "7.000"),
        ("1200", "JPY", "1200"),
        (Decimal("1E+3"), "JPY", "1000"),
        ("1000000000000000", "USD", "1000000000000000.00"),
        ("-0", "USD", "0.00"),
        ("-0.75", "USD", "-0.75"),
        ("1.2345", "CLF", "1.2345"),
    ],
)
def test_an_amount_travels_as_text_with_its_currencys_decimals(amount, currency, written):
    money = Money.of(amount, currency)

    assert money.model_dump(mode="json") == {"amount": written, "currency": currency}
    assert Money.model_validate_json(money.model_dump_json()) == money


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [
        (25.4, "EUR", "float"),
        (True, "EUR", "bool"),
        (None, "EUR", "NoneType"),
        ("25.401", "EUR", "2 decimals"),
        ("0.5", "JPY", "0 decimals"),
        ("0.0001", "KWD", "3 decimals"),
        ("1e3", "EUR", "plain number"),
        ("1,000.00", "EUR", "plain number"),
        ("١٢", "EUR", "plain number"),
        ("", "EUR", "plain number"),
        ("NaN", "EUR", "plain number"),
        (Decimal("NaN"), "EUR", "finite"),
        (Decimal("-Infinity"), "EUR", "finite"),
        ("1000000000000000.01", "EUR", "larger"),
        (Decimal("-1E+16"), "EUR", "larger"),
        ("9" * 21, "EUR", "plain number"),
        ("1", "EURO", "ISO 4217"),
        ("1", "eur", "ISO 4217"),
        ("1", "XAU", "ISO 4217"),
    ],
)
def test_what_is_not_exact_money_is_refused(amount, currency, said):
    with pytest.raises(Invalid, match=said):
        Money.of(amount, currency)


def test_a_json_number_with_a_fraction_is_refused():
    with pytest.raises(ValidationError):
        Money.model_validate_json('{"amount": 25.4, "currency": "EUR"}')


def test_equal_amounts_are_equal_and_hash_equal_however_they_were_written():
    assert Money.of("48", "USD") == Money.of(Decimal("48.000"), "USD")
    assert len({Money.of("48", "USD"), Money.of("48.00", "USD"), Money.of("48", "EUR")}) == 2


def test_amounts_of_one_currency_add_subtract_and_compare():
    low, high = Money.of("10.15", "USD"), Money.of("10.90", "USD")

    assert high - low == Money.of("0.75", "USD")
    assert low + high == Money.of("21.05", "USD")
    assert -low == Money.of("-10.15", "USD")
    assert low < high
    assert low <= high
    assert high > low
    assert high >= low
    assert str(low) == "USD 10.15"
    assert total((low, high, low), "USD") == Money.of("31.20", "USD")
    assert total((), "JPY") == Money.zero("JPY")


@pytest.mark.parametrize("operation", ["__add__", "__sub__", "__lt__", "__ge__", "share_of"])
def test_two_currencies_never_meet_unconverted(operation):
    with pytest.raises(Invalid, match="convert"):
        getattr(Money.of(1, "USD"), operation)(Money.of(1, "EUR"))


def test_a_sum_beyond_the_largest_amount_is_refused():
    with pytest.raises(Invalid, match="larger"):
        Money.of(10**15, "USD") + Money.of("0.01", "USD")


def test_conversion_at_the_plan_rate_is_the_storys():
    assert Money.of("26400000", "EUR").converted(Decimal("1.10"), "USD").amount == 29_040_000
    assert Money.of("27940000", "USD").converted_back(Decimal("1.10"), "EUR").amount == 25_400_000


@pytest.mark.parametrize(
    ("amount", "factor", "rounded"), [("0.05", "0.5", "0.02"), ("0.15", "0.5", "0.08")]
)
def test_a_half_minor_unit_is_rounded_to_even(amount, factor, rounded):
    assert Money.of(amount, "USD").scaled(Decimal(factor)) == Money.of(rounded, "USD")


def test_a_ramp_leaves_the_rest_exact():
    seat = Money.of("900000.00", "EUR")
    mika = Money.of("637500.00", "EUR")

    assert seat - mika == Money.of("262500.00", "EUR")
    assert Money.of("46500000", "USD").at_percent(Decimal(22)) == Money.of("10230000", "USD")


@pytest.mark.parametrize("rate", [Decimal(0), Decimal(-1)])
def test_a_rate_of_nothing_cannot_be_turned_round(rate):
    with pytest.raises(Invalid, match="greater than zero"):
        Money.of(1, "USD").converted_back(rate, "EUR")


def test_a_conversion_beyond_the_largest_amount_is_refused():
    with pytest.raises(Invalid, match="larger"):
        Money.of(10**15, "USD").converted(Decimal(2), "JPY")


@pytest.mark.parametrize(
    ("part", "whole", "places", "shown"),
    [
        ("10.90", "10.23", 1, "106.5"),
        ("10.90", "10.23", 2, "106.55"),
        ("5.20", "5.588", 1, "93.1"),
        ("2.95", "2.904", 1, "101.6"),
        ("4.40", "4.0392", 1, "108.9"),
        ("10.15", "10.23", 1, "99.2"),
        ("5.15", "4.0392", 1, "127.5"),
        ("108.91", "106.0", 2, "102.75"),
        ("108.91", "109.0", 2, "99.92"),
        ("108.91", "104.0", 2, "104.72"),
        ("108.41", "109.0", 2, "99.46"),
        ("-1", "8", 1, "-12.5"),
    ],
)
def test_a_percentage_is_rounded_half_up_once(part, whole, places, shown):
    assert str(percent(Decimal(part), Decimal(whole), places=places)) == shown


def test_attainment_is_a_share_of_the_quota():
    assert Money.of("108.91", "USD").share_of(Money.of("106", "USD")) == Decimal("102.75")


@pytest.mark.parametrize("whole", [Decimal(0), Decimal(-5)])
def test_nothing_is_a_percentage_of_nothing(whole):
    with pytest.raises(Invalid, match="greater than zero"):
        percent(Decimal(1), whole)


@pytest.mark.parametrize(
    ("written", "kept"),
    [("1.10", "1.1"), ("0.0000000001", "0.0000000001"), ("165", "165"), (Decimal("1E+2"), "100")],
)
def test_a_rate_keeps_its_shortest_writing(written, kept):
    assert Quoted(rate=written).model_dump(mode="json")["rate"] == kept


@pytest.mark.parametrize("written", ["0", "-1", "0.00000000001", 1.1, "1,1", Decimal("NaN")])
def test_a_rate_that_is_not_exact_and_above_zero_is_refused(written):
    with pytest.raises(ValidationError):
        Quoted(rate=written)


def test_a_percent_may_be_negative_or_zero():
    assert Quoted(rate=1, share="-6.50").share == Decimal("-6.5")
    assert Quoted(rate=1, share="-0").model_dump(mode="json")["share"] == "0"


def test_a_minor_unit_of_no_currency_is_refused():
    with pytest.raises(Invalid, match="ISO 4217"):
        minor_unit("HRK")


@pytest.mark.parametrize(
    ("numbers", "places", "expected"),
    [((), 2, None), ((1, 2), 2, "1.50"), ((1, 2, 2), 1, "1.7"), (("0.05", "0.05"), 1, "0.1")],
)
def test_a_mean_is_rounded_half_up_once(numbers, places, expected):
    found = mean(map(Decimal, numbers), places=places)
    assert (None if found is None else str(found)) == expected


def test_the_table_knows_currencies_of_none_three_and_four_decimals():
    assert {MINOR_UNITS[code] for code in ("JPY", "USD", "KWD", "CLF")} == {0, 2, 3, 4}
    assert all(len(code) == 3 and code.isupper() for code in MINOR_UNITS)


@given(st.integers(-(10**15), 10**15), st.sampled_from(["USD", "JPY", "KWD", "CLF"]))
def test_any_amount_survives_the_wire(units, currency):
    money = Money.of(Decimal(units) * minor_unit(currency), currency)

    assert Money.model_validate_json(money.model_dump_json()) == money


def test_the_threads_decimal_context_changes_nothing():
    with localcontext(prec=3, rounding=ROUND_UP):
        large = Money.of("123456789.01", "USD")
        assert (large + large).amount == Decimal("246913578.02")
        assert large.scaled(Decimal("0.5")).amount == Decimal("61728394.50")
        assert (-large).amount == Decimal("-123456789.01")
