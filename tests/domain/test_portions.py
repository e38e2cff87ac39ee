from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.errors import Invalid
from domain.money import Money, minor_unit, total
from domain.portions import Basis, SeatBasis, allocate, plan_rate, rolled_up_matches, split

RATES = {"EUR": Decimal("1.10"), "JPY": Decimal("0.0067"), "KWD": Decimal("3.25")}
CURRENCIES = st.sampled_from(["USD", "JPY", "KWD"])


def usd(amount):
    return Money.of(amount, "USD")


def seat(name, prior=None, currency="USD", potential=None, weight=None):
    return SeatBasis(
        seat=name,
        currency=currency,
        prior_year=None if prior is None else Money.of(prior, currency),
        potential=None if potential is None else Money.of(potential, currency),
        weight=weight,
    )


HALDEN = (
    seat("americas", "40000000"),
    seat("emea", "22000000", "EUR"),
    seat("apac", "12000000"),
    seat("key", "13800000"),
)


@pytest.mark.parametrize("basis", [Basis.SHARE_OF_LAST_YEAR, Basis.EQUAL_GROWTH])
def test_the_storys_first_proposal_is_exact(basis):
    shares = split(usd("108000000.00"), HALDEN, basis, RATES)

    assert [str(share.amount) for share in shares] == [
        "USD 48000000.00",
        "EUR 26400000.00",
        "USD 14400000.00",
        "USD 16560000.00",
    ]
    assert shares[1].rolled_up == usd("29040000.00")
    assert total((share.rolled_up for share in shares), "USD") == usd("108000000.00")


def test_units_left_over_go_to_the_largest_remainders_and_ties_to_the_first():
    assert allocate(usd("1.00"), [Decimal(1)] * 3) == (usd("0.34"), usd("0.33"), usd("0.33"))
    assert allocate(usd("0.01"), [Decimal(1), Decimal(2)]) == (usd("0.00"), usd("0.01"))
    assert allocate(Money.of(10, "JPY"), [Decimal(1)] * 4) == tuple(
        Money.of(yen, "JPY") for yen in (3, 3, 2, 2)
    )
    assert allocate(Money.of("0.001", "KWD"), [Decimal(0), Decimal(1)])[1].amount == Decimal(
        "0.001"
    )


@given(
    st.integers(0, 10**15),
    CURRENCIES,
    st.lists(st.decimals(0, 10**9, allow_nan=False, places=4), min_size=1, max_size=60),
)
def test_any_split_in_any_currency_sums_exactly(units, currency, weights):
    whole = Money.of(Decimal(units) * minor_unit(currency), currency)
    if not any(weights):
        weights[0] = Decimal(1)

    shares = allocate(whole, weights)

    assert total(shares, currency) == whole
    for share, weight in zip(shares, weights, strict=True):
        exact = whole.amount * weight / sum(weights)
        assert abs(share.amount - exact) <= minor_unit(currency)


@given(
    st.integers(0, 10**12),
    st.sampled_from(["USD", "JPY", "KWD"]),
    st.lists(
        st.tuples(st.sampled_from(["EUR", "USD", "JPY", "KWD"]), st.integers(1, 10**9)),
        min_size=1,
        max_size=20,
    ),
    st.decimals("0.0001", 500, places=4),
)
def test_any_split_at_plan_rates_rolls_up_exactly_and_matches_each_amount(
    units, into, places, rate
):
    whole = Money.of(Decimal(units) * minor_unit(into), into)
    rates = {code: rate for code in ("EUR", "USD", "JPY", "KWD") if code != into}
    seats = [seat(f"s{n}", prior, code) for n, (code, prior) in enumerate(places)]

    shares = split(whole, seats, Basis.SHARE_OF_LAST_YEAR, rates)

    assert total((share.rolled_up for share in shares), into) == whole
    assert all(
        rolled_up_matches(
            share.amount, share.rolled_up, plan_rate(share.amount.currency, into, rates)
        )
        for share in shares
    )


@pytest.mark.parametrize(
    ("rolled_up", "matches"),
    [("29040000.00", True), ("29040000.01", True), ("29040000.02", False), ("27940000", False)],
)
def test_a_roll_up_matches_to_one_minor_unit(rolled_up, matches):
    assert rolled_up_matches(Money.of("26400000", "EUR"), usd(rolled_up), Decimal("1.1")) is matches


def test_a_coarse_currency_matches_when_it_could_not_be_closer():
    assert rolled_up_matches(Money.of(100, "JPY"), Money.of("1.005", "KWD"), Decimal("0.01"))


def test_potential_and_weights_split_by_themselves():
    by_potential = (seat("a", potential="30"), seat("b", potential="10", currency="EUR"))
    by_weight = (seat("a", weight="1.5"), seat("b", weight="0.5"), seat("c", weight="0"))

    assert [s.rolled_up for s in split(usd(41), by_potential, Basis.POTENTIAL, RATES)] == [
        usd(30),
        usd(11),
    ]
    assert [s.amount for s in split(usd(8), by_weight, Basis.WEIGHTS, RATES)] == [
        usd(6),
        usd(2),
        usd(0),
    ]


def test_a_seat_that_had_nothing_gets_nothing_by_share_of_last_year():
    shares = split(usd(10), (seat("a", "5"), seat("b", "0")), Basis.SHARE_OF_LAST_YEAR, {})

    assert [share.amount for share in shares] == [usd(10), usd(0)]


@pytest.mark.parametrize(
    ("seats", "basis", "said"),
    [
        ((seat("a", "5"), seat("b")), Basis.SHARE_OF_LAST_YEAR, "without a prior year: b"),
        ((seat("a", "5"), seat("b", "0")), Basis.EQUAL_GROWTH, "without a prior year: b"),
        ((seat("a"), seat("b")), Basis.EQUAL_GROWTH, "without a prior year: a, b"),
        ((seat("a", "5"),), Basis.POTENTIAL, "without a potential: a"),
        ((seat("a", "5"),), Basis.WEIGHTS, "without a weight: a"),
        ((seat("a", "5"),), Basis.JUDGEMENT, "enter each portion"),
        ((seat("a", "5"), seat("a", "6")), Basis.SHARE_OF_LAST_YEAR, "named twice: a"),
        ((seat("a", "5", "GBP"),), Basis.SHARE_OF_LAST_YEAR, "no plan rate from GBP to USD"),
        ((seat("a", "0"),), Basis.SHARE_OF_LAST_YEAR, "greater than zero"),
        ((), Basis.WEIGHTS, "no seat"),
    ],
)
def test_a_basis_that_cannot_say_each_portion_is_refused(seats, basis, said):
    with pytest.raises(Invalid, match=said):
        split(usd(10), seats, basis, RATES)


@pytest.mark.parametrize(
    ("whole", "weights", "said"),
    [
        ("-1", ["1"], "below zero"),
        ("1", ["1", "-1"], "not below zero"),
        ("1", ["NaN"], "not below zero"),
        ("1", ["0"], "greater than zero"),
        ("1", [], "greater than zero"),
    ],
)
def test_what_cannot_be_allocated_is_refused(whole, weights, said):
    with pytest.raises(Invalid, match=said):
        allocate(usd(whole), [Decimal(weight) for weight in weights])


@pytest.mark.parametrize("money", [Money.of(1, "EUR"), Money.of(-1, "USD")])
def test_a_prior_year_in_another_currency_or_below_zero_is_refused(money):
    with pytest.raises(ValidationError, match="must be in USD"):
        SeatBasis(seat="a", currency="USD", prior_year=money)


def test_a_plan_rate_of_zero_is_no_rate():
    with pytest.raises(Invalid, match="no plan rate"):
        plan_rate("EUR", "USD", {"EUR": Decimal(0)})
