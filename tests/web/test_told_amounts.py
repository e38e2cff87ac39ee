"""Amounts and days inside a sentence of the record, as its reader writes them."""

from __future__ import annotations

import pytest

from web.rendering import read


@pytest.mark.parametrize(
    ("told", "locale", "shown"),
    [
        ("revenue is now EUR 25400000.00", "en_US", "revenue is now €25,400,000"),
        ("Due 2027-04-01: 4 installers", "en_US", "Due 1 Apr 2027: 4 installers"),
        ("EUR -0.50 by 2027-04-01", "de", "-0,50\N{NO-BREAK SPACE}€ by 1 Apr. 2027"),
        ("60 %: Revenue of EMEA", "en_US", "60%: Revenue of EMEA"),
        ("0.005 % and 12.5 % left", "de", "0,005% and 12,5% left"),
        ("v1.5 % and A4 %", "en_US", "v1.5 % and A4 %"),
        ("ABC 12, USD 5.123 and 2027-13-45", "en_US", "ABC 12, USD 5.123 and 2027-13-45"),
    ],
    ids=[
        "an amount",
        "a day",
        "both, in German",
        "a percentage",
        "percentages, in German",
        "no percentage",
        "what only looks like one",
    ],
)
def test_what_is_told_reads_in_the_readers_format(told: str, locale: str, shown: str) -> None:
    assert read(told, locale) == shown


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("until 2026-12-03 14:00 UTC.", "until 3 Dec 2026, 09:00 EST."),
        ("2026-12-03T14:00:00+00:00", "3 Dec 2026, 09:00 EST"),
        ("2026-13-03T14:00:00Z", "2026-13-03T14:00:00Z"),
        ("at 14:00 on 2026-12-03", "at 14:00 on 3 Dec 2026"),
    ],
)
def test_an_instant_is_told_in_the_readers_zone(told: str, shown: str) -> None:
    assert read(told, "en_US", "America/New_York") == shown
