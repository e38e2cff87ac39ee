from __future__ import annotations

from datetime import UTC, datetime

from domain.unit.plan import Finding
from web.finding import once


def found(day: int, words: str = "Missing: a promotion", subject: str | None = None) -> Finding:
    at = datetime(2026, 11, day, 9, tzinfo=UTC)
    return Finding(practice="S3-28", words=words, subject=subject, at=at, stated=day, waived=False)


def test_what_was_found_again_in_the_same_words_stands_once_with_how_often() -> None:
    every = (found(10), found(11, "Missing: a partner"), found(12), found(13))

    assert once(every) == [(found(13), 3), (found(11, "Missing: a partner"), 1)]


def test_findings_that_a_page_tells_apart_stay_apart() -> None:
    every = (found(10, subject="ana"), found(10, subject="bo"))

    assert once(every, "subject") == [(every[0], 1), (every[1], 1)]
    assert once(every) == [(every[1], 2)]
