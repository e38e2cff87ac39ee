from __future__ import annotations

import pytest

from domain.naming import named, those_in, titled

NAMES = {"ana": "Ana Roth", "bo.vik": "Bo Vik", "x": "Xenia"}


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("ana asks bo.vik.", "Ana Roth asks Bo Vik."),
        ("It is ana's, and not banana's.", "It is Ana Roth's, and not banana's."),
        ("x, ana and zoe", "Xenia, Ana Roth and zoe"),
        ("", ""),
    ],
)
def test_a_sentence_is_read_with_names_where_it_has_ids(words: str, read: str) -> None:
    assert named(words, NAMES) == read


def test_of_all_names_only_those_are_told_whose_ids_are_in_the_text() -> None:
    assert those_in('{"who":"ana","words":"of zoe"}', NAMES) == {"ana": "Ana Roth"}


def test_an_id_that_may_be_an_ordinary_word_is_told_by_its_title_after_its_kind() -> None:
    words = "unit sales counts sales; unit asia has nothing"

    assert (
        titled(words, "unit", {"sales": "Sales"})
        == "unit Sales counts sales; unit asia has nothing"
    )
