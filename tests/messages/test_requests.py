"""What a decision asks of people leads each of them to the page where they do it."""

from __future__ import annotations

from messages.requests import asked, waits_of
from tests.domain import cultures as s


def test_a_letter_about_a_values_case_leads_to_the_cases_and_one_about_values_to_the_culture() -> (
    None
):
    told, published, opened = s.told().state, s.surveyed().state, s.open_case().state

    everyone = [*asked(waits_of(told), waits_of(published), published, s.OPENED)]
    leader = [*asked(waits_of(published), waits_of(opened), opened, s.OPENED)]

    assert {one.page for one in everyone} == {"/culture"}
    assert [(one.person, one.page) for one in leader] == [("marco", "/culture/cases")]
