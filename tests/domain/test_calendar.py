from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from pydantic import ValidationError

from domain.calendar import Windows, WorkingDays, instant, work_back
from domain.errors import Invalid
from domain.schedule import Calendar, FiscalYear, Period, fiscal_year

SHARES = tuple(Decimal(share) for share in (22, 24, 25, 29))
YEAR = fiscal_year("FY2027", date(2027, 1, 1), SHARES)
CLOSED = WorkingDays(
    holidays=(date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 31), date(2027, 1, 1))
)


STORY = {
    "year": YEAR,
    "signed_by": date(2026, 12, 18),
    "zone": "America/New_York",
    "levels_below": 1,
    "today": date(2026, 10, 6),
    "working": CLOSED,
}


def halden(**changed: object):
    return work_back(**{**STORY, **changed})


def test_the_storys_calendar_is_worked_back_from_18_december():
    calendar = halden()

    assert calendar.notice_due == datetime(2026, 10, 19, 22, tzinfo=UTC)
    assert calendar.session_at == datetime(2026, 11, 2, 14, tzinfo=UTC)
    assert calendar.proposal_due == datetime(2026, 11, 2, 23, tzinfo=UTC)
    assert calendar.pushback_closes == datetime(2026, 11, 16, 23, tzinfo=UTC)
    assert calendar.answers_due == datetime(2026, 11, 24, 23, tzinfo=UTC)
    assert calendar.final_due == datetime(2026, 11, 30, 23, tzinfo=UTC)
    assert calendar.acceptance_due == datetime(2026, 12, 4, 23, tzinfo=UTC)
    assert calendar.signing_due == datetime(2026, 12, 18, 23, tzinfo=UTC)
    assert calendar.zone == "America/New_York"


def test_the_day_by_which_sellers_will_have_signed_is_forecast():
    calendar = halden()

    assert calendar.signed_by_level == (date(2026, 12, 18), date(2027, 1, 7))
    assert calendar.sellers_signed_by == date(2027, 1, 7)
    assert halden(levels_below=0).sellers_signed_by == date(2026, 12, 18)


def test_a_review_of_each_quarter_is_due_after_it_ends():
    reviews = halden(windows=Windows(review_days=5)).reviews

    assert [review.period for review in reviews] == ["Q1", "Q2", "Q3", "Q4"]
    assert reviews[0].due == datetime(2027, 4, 7, 22, tzinfo=UTC)
    assert reviews[3].due == datetime(2028, 1, 7, 23, tzinfo=UTC)


def test_a_calendar_survives_the_wire():
    calendar = halden()

    assert Calendar.model_validate_json(calendar.model_dump_json()) == calendar


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"today": date(2026, 12, 19)}, "has passed: choose a later day"),
        ({"today": date(2026, 11, 21)}, "too short.*due on 2026-10-19.*2027-01-2"),
        ({"signed_by": date(2026, 12, 19)}, "take 2026-12-18 or 2026-12-21"),
        ({"signed_by": date(2026, 12, 25)}, "take 2026-12-23 or 2026-12-28"),
        ({"signed_by": date(2028, 1, 3)}, "after FY2027 has ended"),
        ({"levels_below": -1}, "levels below"),
        ({"levels_below": 21}, "levels below"),
        ({"zone": "Boston"}, "no IANA time zone"),
        ({"zone": "America"}, "no IANA time zone"),
        ({"zone": "../etc/passwd"}, "no IANA time zone"),
        ({"zone": ""}, "no IANA time zone"),
    ],
)
def test_an_impossible_calendar_is_refused_with_what_to_do(changed, said):
    with pytest.raises(Invalid, match=said):
        halden(**changed)


def test_the_day_named_by_a_refusal_is_early_enough():
    with pytest.raises(Invalid, match="by 2027-01-28 or later"):
        halden(today=date(2026, 11, 21))

    assert halden(today=date(2026, 11, 21), signed_by=date(2027, 1, 28)).signing_due


@pytest.mark.parametrize(
    ("day", "at", "zone", "utc"),
    [
        # clocks go forward in New York on 14 March 2027: 02:30 does not exist
        (date(2027, 3, 12), time(18), "America/New_York", datetime(2027, 3, 12, 23)),  # noqa: DTZ001
        (date(2027, 3, 15), time(18), "America/New_York", datetime(2027, 3, 15, 22)),  # noqa: DTZ001
        (date(2027, 3, 14), time(2, 30), "America/New_York", datetime(2027, 3, 14, 7, 30)),  # noqa: DTZ001
        # they go back on 7 November 2027: 01:30 comes twice
        (date(2027, 11, 7), time(1, 30), "America/New_York", datetime(2027, 11, 7, 6, 30)),  # noqa: DTZ001
        (date(2027, 3, 28), time(2, 30), "Europe/Berlin", datetime(2027, 3, 28, 1, 30)),  # noqa: DTZ001
        (date(2027, 10, 31), time(2, 30), "Europe/Berlin", datetime(2027, 10, 31, 1, 30)),  # noqa: DTZ001
        (date(2027, 7, 1), time(18), "Asia/Kolkata", datetime(2027, 7, 1, 12, 30)),  # noqa: DTZ001
    ],
)
def test_a_local_time_is_the_later_of_its_readings(day, at, zone, utc):
    assert instant(day, at, zone) == utc.replace(tzinfo=UTC)


def test_working_days_skip_weekends_and_holidays_both_ways():
    assert CLOSED.shift(date(2026, 12, 23), 1) == date(2026, 12, 28)
    assert CLOSED.shift(date(2026, 12, 28), -1) == date(2026, 12, 23)
    assert CLOSED.shift(date(2026, 12, 26), 0) == date(2026, 12, 26)
    assert WorkingDays(weekend=(4, 5)).shift(date(2026, 12, 24), 1) == date(2026, 12, 27)


@pytest.mark.parametrize("weekend", [(7,), tuple(range(7))])
def test_a_week_without_a_working_day_is_refused(weekend):
    with pytest.raises(ValidationError):
        WorkingDays(weekend=weekend)


def test_a_year_of_quarters_covers_every_day_and_sums_to_a_hundred():
    assert [period.label for period in YEAR.periods] == ["Q1", "Q2", "Q3", "Q4"]
    assert (YEAR.starts, YEAR.ends) == (date(2027, 1, 1), date(2027, 12, 31))
    assert YEAR.periods[0].ends == date(2027, 3, 31)
    assert YEAR.periods[0].share == 22


def test_a_fiscal_year_may_start_in_any_month_and_have_other_periods():
    offset = fiscal_year("FY28", date(2027, 10, 1), [Decimal("45.5"), Decimal("54.5")])
    monthly = fiscal_year("FY28", date(2028, 2, 1), [Decimal(100) - 11, *[Decimal(1)] * 11])

    assert [(p.label, p.ends) for p in offset.periods] == [
        ("H1", date(2028, 3, 31)),
        ("H2", date(2028, 9, 30)),
    ]
    assert (monthly.periods[0].label, monthly.periods[0].ends) == ("P1", date(2028, 2, 29))


@pytest.mark.parametrize(
    ("starts", "shares", "said"),
    [
        (date(2027, 1, 1), [22, 24, 25, 28], "sum to 99"),
        (date(2027, 1, 1), [-1, 101], "below zero"),
        (date(2027, 1, 1), [20] * 5, "cut into 5"),
        (date(2027, 1, 1), [], "cut into 0"),
        (date(2027, 1, 31), [100], "cannot start on"),
        (date(9999, 1, 1), [100], "cannot start on"),
        (date(2027, 1, 1), [Decimal("NaN"), 100], "finite"),
    ],
)
def test_a_year_that_does_not_add_up_is_refused(starts, shares, said):
    with pytest.raises(Invalid, match=said):
        fiscal_year("FY", starts, [Decimal(share) for share in shares])


def period(label, first, last, share):
    return Period(label=label, starts=first, ends=last, share=share)


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (period("Q2", date(2027, 4, 2), date(2027, 6, 30), 50), "the day after"),
        (period("Q1", date(2027, 4, 1), date(2027, 6, 30), 50), "same label"),
        (period("Q2", date(2027, 4, 1), date(2027, 3, 1), 50), "ends before it starts"),
    ],
)
def test_periods_with_a_gap_or_a_label_twice_are_refused(second, said):
    first = period("Q1", date(2027, 1, 1), date(2027, 3, 31), 50)

    with pytest.raises(ValidationError, match=said):
        FiscalYear(label="FY", periods=(first, second))


@pytest.mark.parametrize("earlier", ["answers_due", "proposal_due"])
def test_deadlines_out_of_order_are_refused(earlier):
    fields = halden().model_dump()

    with pytest.raises(ValidationError, match="in the order of the steps"):
        Calendar.model_validate({**fields, earlier: datetime(2026, 10, 1, tzinfo=UTC)})
