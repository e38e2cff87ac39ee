"""The number that a person reads as theirs: what is in force where that is the version that is open."""

from __future__ import annotations

from tests.domain.company import eur
from tests.domain.test_unit_seats import filled, joins
from web.pages.number_telling import numbers


def test_who_joined_during_the_year_reads_the_ramped_quota_that_is_in_force() -> None:
    plan = joins(filled(), "lena")

    (mine,) = numbers(plan.state, "lena")

    assert (mine.amount, mine.quota) == (eur("0.6375"), eur("0.6375"))
    assert mine.portion is not None
    assert mine.portion.amount == eur("0.9")
    assert mine.growth is None, "a part of a year is not compared with a whole one"


def test_who_is_asked_to_join_reads_what_they_would_sign() -> None:
    (mine,) = numbers(filled().state, "lena")

    assert (mine.amount, mine.quota) == (eur("0.6375"), None)
