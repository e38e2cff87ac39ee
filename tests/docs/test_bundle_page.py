"""docs/bundle.md names every type that whoever takes a bundle may have to leave out."""

from __future__ import annotations

from pages import page

from domain.sensitive import OF_CASES, SENSITIVE


def test_every_type_that_not_everybody_reads_is_named() -> None:
    told = page("docs/bundle.md")
    # Of values cases no bundle has a payload.
    assert {one for one in SENSITIVE - OF_CASES if f"`{one}`" not in told} == set()
