"""Who is told of what became of a correction, and with which reason."""

from __future__ import annotations

from messages.news import told
from tests.domain.given import actor
from tests.domain.test_unit_correcting import REFUSE, WITHDRAW
from tests.domain.test_unit_facts import proposed_correction


def test_who_proposed_a_correction_is_told_why_it_was_refused() -> None:
    plan = proposed_correction()
    (event,) = plan.gives("olu", REFUSE)

    found = tuple(told(event, actor("olu", None), plan.state, {}, plan.at))

    assert [one.person for one in found] == ["ines", "dana"]
    assert {one.headline for one in found} == {f"A correction is refused in {plan.state.name}"}
    assert found[0].words == "olu refused the correction swap: Show me the order"


def test_the_leader_who_was_told_of_a_correction_is_told_that_it_is_withdrawn() -> None:
    plan = proposed_correction()
    (event,) = plan.gives("ines", WITHDRAW)

    (found,) = told(event, actor("ines", None), plan.state, {}, plan.at)

    assert (found.person, found.words) == (
        "dana",
        "ines withdrew the correction swap: The seat was right",
    )
