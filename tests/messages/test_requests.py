"""What a decision asks of people leads each of them to where they do it, and says no more than may be said."""

from __future__ import annotations

from messages.requests import asked, waits_of
from tests.domain import cultures as s


def test_a_letter_about_a_values_case_says_and_links_to_no_case() -> None:
    told, published, opened = s.told().state, s.surveyed().state, s.open_case().state

    everyone = [*asked(waits_of(told), waits_of(published), published, s.OPENED)]
    leader = [*asked(waits_of(published), waits_of(opened), opened, s.OPENED)]

    assert {one.page for one in everyone} == {"/culture"}
    assert [(one.person, one.page, one.headline) for one in leader] == [
        ("marco", "/culture", f"Something confidential waits for you in {opened.name}")
    ]
    assert not [one for one in leader if "case" in one.words.lower()]
