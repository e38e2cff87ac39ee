"""The forecast of the last signature: one rule, and the words that it rests on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from projections import forecast
from projections.forecast import Asked

NOW = datetime(2026, 12, 10, 12, tzinfo=UTC)
DUE = datetime(2026, 12, 18, 17, tzinfo=UTC)
LATER = datetime(2027, 1, 15, 17, tzinfo=UTC)


def days_ago(number: int) -> datetime:
    return NOW - timedelta(days=number)


def test_nobody_asked_has_no_forecast():
    found = forecast.of((), Asked(needed=0, missing=0, not_open=0, due_at=None), NOW)
    assert found.at is None
    assert found.basis == "Nobody is asked to sign yet."


def test_all_signed_is_the_last_signature_itself():
    """S3-02: the day that is to lie before the year begins."""
    signed = (days_ago(3), days_ago(1), days_ago(2))
    found = forecast.of(signed, Asked(needed=3, missing=0, not_open=0, due_at=DUE), NOW)
    assert found.at == days_ago(1)
    assert not found.late


def test_without_a_signature_the_last_open_deadline_stands_for_it():
    found = forecast.of((), Asked(needed=4, missing=4, not_open=4, due_at=DUE), NOW)
    assert found.at == DUE
    assert "Nobody has signed yet" in found.basis


def test_without_a_signature_and_a_deadline_ahead_no_day_is_given():
    asked = Asked(needed=4, missing=4, not_open=0, due_at=days_ago(1))
    assert forecast.of((), asked, NOW).at is None


def test_the_pace_so_far_carries_those_who_are_missing():
    signed = tuple(days_ago(number) for number in (4, 3, 1, 1))
    found = forecast.of(signed, Asked(needed=6, missing=2, not_open=0, due_at=DUE), NOW)
    assert found.at == NOW + timedelta(days=2)
    assert found.basis == (
        "4 signatures in 4 days so far; at that pace the 2 still missing take 2 days."
    )


def test_signatures_of_one_hour_count_as_a_days():
    signed = (NOW - timedelta(minutes=50), NOW)
    found = forecast.of(signed, Asked(needed=6, missing=4, not_open=0, due_at=DUE), NOW)
    assert found.at == NOW + timedelta(days=2)


def test_plans_that_are_not_open_wait_for_their_deadline():
    signed = (days_ago(1),)
    found = forecast.of(signed, Asked(needed=5, missing=4, not_open=3, due_at=LATER), NOW)
    assert found.at == LATER
    assert "3 of them cannot sign yet" in found.basis


def test_a_pace_beyond_the_last_deadline_is_said_to_be_late():
    signed = (days_ago(9),)
    found = forecast.of(signed, Asked(needed=3, missing=2, not_open=0, due_at=DUE), NOW)
    assert found.at == NOW + timedelta(days=18)
    assert found.late


def test_the_furthest_forecast_is_ten_years():
    signed = (days_ago(4000),)
    found = forecast.of(signed, Asked(needed=900, missing=899, not_open=0, due_at=DUE), NOW)
    assert found.at == NOW + forecast.FURTHEST
