"""How much of a tree of units one page shows, and the ways on from there."""

from __future__ import annotations

import pytest

from web.pages.tree import PAGE, WHOLE, Line, Opened, Place, opened

REGIONS = 60
TEAMS = 3


def company() -> dict[str, str | None]:
    """Sales, its regions, and three teams in each."""
    found: dict[str, str | None] = {"sales": None}
    for number in range(REGIONS):
        found[f"r{number}"] = "sales"
        found |= {f"r{number}-{team}": f"r{number}" for team in range(TEAMS)}
    return found


def test_a_small_tree_is_shown_whole_each_unit_below_its_own() -> None:
    parents: dict[str, str | None] = {
        "sales": None,
        "emea": "sales",
        "apac": "sales",
        "dach": "emea",
    }

    assert opened(parents, Place()) == Opened(
        (Line("sales", 0), Line("emea", 1), Line("dach", 2), Line("apac", 1))
    )


def test_a_unit_whose_parent_is_not_seen_stands_at_the_top() -> None:
    assert opened({"dach": "emea", "bern": "dach"}, Place()).lines == (
        Line("dach", 0), Line("bern", 1)
    )  # fmt: skip


def test_of_a_large_tree_one_level_is_open_and_says_what_is_below() -> None:
    found = opened(company(), Place())

    assert found.path == ("sales",)
    assert found.lines[:2] == (Line("sales", 0), Line("r0", 1, below=TEAMS))
    assert len(found.lines) == 1 + PAGE
    assert (found.earlier, found.later, found.of) == (None, PAGE, REGIONS)


def test_the_units_beside_those_shown_are_a_page_further() -> None:
    found = opened(company(), Place(start=PAGE))

    assert found.lines[1] == Line(f"r{PAGE}", 1, below=TEAMS)
    assert len(found.lines) == 1 + REGIONS - PAGE
    assert (found.earlier, found.later) == (0, None)


def test_a_unit_that_is_opened_stands_below_its_path() -> None:
    found = opened(company(), Place(within="r7"))

    assert found.path == ("sales", "r7")
    assert found.lines == (Line("r7", 0), *(Line(f"r7-{team}", 1) for team in range(TEAMS)))


@pytest.mark.parametrize("place", [Place(within="nowhere"), Place(start=9_999)])
def test_a_place_that_is_not_there_is_the_top(place: Place) -> None:
    assert opened(company(), place) == opened(company(), Place())


def test_whoever_sees_many_units_under_none_sees_these() -> None:
    found = opened(dict.fromkeys((f"u{n}" for n in range(WHOLE + 1)), None), Place())

    assert found.path == ()
    assert found.lines == tuple(Line(f"u{n}", 0) for n in range(WHOLE + 1))
