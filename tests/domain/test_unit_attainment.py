"""What is known of a quota beside it: its percentage, its coverage, the effect of the currency."""

from __future__ import annotations

from decimal import Decimal

from domain.unit import attainment
from domain.unit import commands as c
from domain.unit import values as v
from tests.domain import stages as s
from tests.domain.company import eur, usd


def test_the_currency_effect_is_a_line_of_its_own() -> None:
    effect = attainment.currency_effect(eur("25.4"), Decimal("1.10"), Decimal("1.02"), "USD")
    assert effect == usd("-2.032")


def test_coverage_counts_what_is_known_against_a_portion() -> None:
    """S0-26 beside it: the potential of a seat is on the seat."""
    plan = s.proposed()
    row = attainment.coverage(plan.state, "emea")
    assert row is not None
    assert (row.run_rate, row.planned, row.percent, row.share) == (
        eur("18"),
        eur("7"),
        Decimal("94.70"),
        Decimal("68.18"),
    )
    claim = c.ClaimAccount(
        account=v.Account(id="orion", name="Orion"), seat="apac", last_year=usd("2.997")
    )
    apac = attainment.coverage(plan.by("kenji", claim).state, "apac")
    assert apac is not None
    assert (apac.accounts, apac.percent) == (usd("2.997"), Decimal("10.00"))
    assert attainment.coverage(s.drafted().state, "emea") is None
    assert attainment.coverage(plan.state, "mars") is None


def test_nothing_is_attained_against_a_quota_of_nothing() -> None:
    assert attainment.attained(usd("0"), usd("1")).percent is None


def test_what_a_person_brought_in_is_told_in_the_currency_of_their_seats_where_that_is_one() -> (
    None
):
    state = s.measured().state
    ana, nobody = (attainment.of_own(state, one, ("Q1",)) for one in ("ana", "sam"))

    assert ana is not None
    assert ana == attainment.of_seat(state, "emea", ("Q1",))
    assert (ana.actual, nobody) == (eur("5.2"), None)


def test_over_seats_of_several_currencies_it_is_told_at_plan_rates() -> None:
    state = s.measured().state
    seats = tuple(
        one.model_copy(update={"owner": "marco"}) if one.id == "emea" else one
        for one in state.seats
    )
    both = state.model_copy(update={"seats": seats, "held": ()})
    found = attainment.of_own(both, "marco", ("Q1",))

    assert found is not None
    assert found == attainment.of_person(both, "marco", ("Q1",))
    assert found.actual == usd("16.62")
