"""What docs/trust.md promises is there: populations, controls with their tests, and checks by hand."""

from __future__ import annotations

from pages import page, rows, section

from projections.populations import DEFINITIONS

TRUST = page("docs/trust.md")


def test_the_populations_are_those_that_there_are() -> None:
    told = rows(section(TRUST, "Populations and samples"))
    assert [(name, kinds.strip("`").split("`, `")) for name, kinds in told] == [
        (one.name, list(one.types)) for one in DEFINITIONS
    ]
