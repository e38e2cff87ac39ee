"""The signing board: who signed, and who signed before the year began."""

from __future__ import annotations

from datetime import UTC, datetime

from projections import board
from projections.fetching import Found

BEGINS = datetime(2026, 12, 31, 23, tzinfo=UTC)
UNITS: tuple[Found, ...] = ({"unit": "sales", "name": "Sales", "stage": "signing"},)


def member(person: str, signed_at: datetime | None) -> Found:
    return {
        "person": person, "unit": "sales", "needed": True, "signed_at": signed_at,
        "signature": "signed" if signed_at else "missing",
    }  # fmt: skip


def test_plans_signed_before_the_first_day_of_the_year_are_counted_of_all_that_are_needed() -> None:
    """S3-02: midnight itself, where the organisation is, belongs to the year."""
    members = (
        member("ana", datetime(2026, 12, 31, 22, 59, tzinfo=UTC)),
        member("kenji", BEGINS),
        member("marco", None),
    )

    found = board.of(UNITS, members, begins_at=BEGINS, due_at=None, now=BEGINS)

    assert (found.in_time, found.signed, found.needed) == (1, 2, 3)
