"""The fiscal year with its periods, and the deadlines of a loop: what events keep of a calendar.

Shapes and checks only; `domain.calendar` computes them, outside the workflows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from domain.errors import Invalid
from domain.money import Percent
from domain.words import Instant, Name

_DAY = timedelta(days=1)
_MONTHS = 12
_PREFIXES = {2: "H", 4: "Q"}
_FIRST_YEAR, _LAST_YEAR = 1990, 2200
_LAST_DAY_OF_EVERY_MONTH = 28
_WHOLE = Decimal(100)


class Period(BaseModel):
    """A part of the year, both days included, and its share of the year's target."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: Name
    starts: date
    ends: date
    share: Percent


class FiscalYear(BaseModel):
    """Periods that follow each other without a gap and whose shares sum to 100 percent."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: Name
    periods: tuple[Period, ...] = Field(min_length=1, max_length=53)

    @property
    def starts(self) -> date:
        return self.periods[0].starts

    @property
    def ends(self) -> date:
        return self.periods[-1].ends

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if len({period.label for period in self.periods}) < len(self.periods):
            raise ValueError("two periods have the same label")
        if any(period.ends < period.starts or period.share < 0 for period in self.periods):
            raise ValueError("a period ends before it starts, or has a share below zero")
        if any(a.ends + _DAY != b.starts for a, b in pairwise(self.periods)):
            raise ValueError("each period must start the day after the one before it ends")
        if (whole := sum(period.share for period in self.periods)) != _WHOLE:
            raise ValueError(f"the periods' shares sum to {whole}, not to 100 percent")
        return self


class ReviewDue(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    period: Name
    due: Instant


class Calendar(BaseModel):
    """The deadlines of one unit's loop and its reviews, as instants in order.

    `zone` is the IANA name by which they were computed and are shown. `signed_by_level` forecasts
    the day by which each level will have signed: the unit of this calendar first, sellers last.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    zone: Name
    year: FiscalYear
    notice_due: Instant
    session_at: Instant
    proposal_due: Instant
    pushback_closes: Instant
    answers_due: Instant
    final_due: Instant
    acceptance_due: Instant
    signing_due: Instant
    reviews: tuple[ReviewDue, ...]
    signed_by_level: tuple[date, ...] = Field(min_length=1)

    @property
    def sellers_signed_by(self) -> date:
        return self.signed_by_level[-1]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        steps = (
            self.session_at,
            self.proposal_due,
            self.pushback_closes,
            self.answers_due,
            self.final_due,
            self.acceptance_due,
            self.signing_due,
        )
        if self.notice_due > self.proposal_due or any(a >= b for a, b in pairwise(steps)):
            raise ValueError("the deadlines must follow each other in the order of the steps")
        return self


def fiscal_year(label: str, starts: date, shares: Sequence[Decimal]) -> FiscalYear:
    """A year of twelve months from `starts`, in as many periods of whole months as shares.

    Four periods are labelled Q1 to Q4, two H1 and H2, others P1 and so on.
    """
    if not shares or _MONTHS % len(shares):
        raise Invalid(f"a year cannot be cut into {len(shares)} periods of whole months")
    if starts.day > _LAST_DAY_OF_EVERY_MONTH or not _FIRST_YEAR <= starts.year <= _LAST_YEAR:
        raise Invalid(f"a fiscal year cannot start on {starts}: take the first of a month")
    months = _MONTHS // len(shares)
    prefix = _PREFIXES.get(len(shares), "P")
    first_days = [_months_after(starts, months * n) for n in range(len(shares) + 1)]
    try:
        return FiscalYear(
            label=label,
            periods=tuple(
                Period(label=f"{prefix}{n}", starts=first, ends=after - _DAY, share=share)
                for n, share, (first, after) in zip(
                    range(1, _MONTHS + 1), shares, pairwise(first_days), strict=False
                )
            ),
        )
    except ValidationError as refused:
        raise Invalid(refused.errors()[0]["msg"].removeprefix("Value error, ")) from refused


def _months_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, _MONTHS)
    return day.replace(year=day.year + years, month=month + 1)
