"""Who holds which office of a plan, for the rows that say what a person may read."""

from __future__ import annotations

from datetime import date

from domain.unit import commands as c
from projections.offices import FORMER, of_unit
from tests.domain import stages as s
from tests.domain.company import person

LEAVES = c.HandOverSeat(seat="americas", successor=None, left_on=date(2027, 4, 30))


def test_who_left_and_signed_is_known_as_one_who_was_there() -> None:
    plan = s.settled()
    before = of_unit(plan.state)["marco"]

    plan.by("hana", LEAVES)

    assert before["offices"] == ["member"]
    assert of_unit(plan.state)["marco"]["offices"] == [FORMER]
    assert of_unit(plan.state)["marco"]["until"] is None


def test_who_left_before_they_wrote_anything_is_not_known() -> None:
    plan = s.opened().by("hana", LEAVES)

    assert "marco" not in of_unit(plan.state)


def test_a_leader_who_was_replaced_reads_what_they_proposed() -> None:
    plan = s.settled()
    successor = c.ReplaceLeader(successor=person("sofia"), acts_from=date(2027, 5, 1))

    plan.by("system", successor)

    assert of_unit(plan.state)["dana"]["offices"] == [FORMER]
    assert "leader" in str(of_unit(plan.state)["sofia"]["offices"])


def test_an_office_that_reads_needs_no_other() -> None:
    rows = of_unit(s.settled().state)

    assert not any(FORMER in str(row["offices"]) for row in rows.values())
