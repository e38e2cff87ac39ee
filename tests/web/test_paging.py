"""So many units at a time: of a page by its number, of an answer by where it continues."""

from __future__ import annotations

import pytest

from web import paging
from web.paging import Numbered, numbered

UNITS = tuple(f"u{number:02}" for number in range(45))


@pytest.mark.parametrize(
    ("page", "units", "now"),
    [(1, UNITS[:20], 1), (2, UNITS[20:40], 2), (3, UNITS[40:], 3), (999, UNITS[40:], 3)],
)
def test_a_page_has_its_units_and_one_that_is_not_there_is_the_last(
    page: int, units: tuple[str, ...], now: int
) -> None:
    assert paging.A_PAGE == 20
    assert numbered(UNITS, page) == Numbered(units, now, 3)


def test_of_no_units_there_is_one_page() -> None:
    assert numbered((), 1) == Numbered((), 1, 1)
