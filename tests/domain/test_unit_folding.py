"""What a fold makes of events that are rare: a fold never fails for what was decided."""

from __future__ import annotations

from decimal import Decimal

from domain import errors
from domain.model import SYSTEM
from domain.practices import blockers
from domain.unit import attainment
from domain.unit import commands as c
from domain.unit import events as e
from domain.unit.deciding.accepting import accepting
from tests.domain import stages as s
from tests.domain.company import person, usd
from tests.domain.given import refused, types
from tests.domain.test_unit_amending import amended_until_signing
from tests.domain.test_unit_facts import proposed_correction, year_over
from tests.domain.test_unit_seats import FILL


def test_a_seat_whose_quota_is_gone_is_taken_over_without_one() -> None:
    plan = s.settled()
    before = plan.state.running
    plan.happened(
        e.SeatTakenOver(seat="mars", person="lena", amount=usd("1"), remainder=usd("1")), SYSTEM
    )
    assert plan.state.running == before


def test_a_mark_of_a_deadline_that_is_gone_changes_nothing() -> None:
    plan = s.settled()
    before = plan.state.deadlines
    plan.happened(e.DeadlineMissed(kind="claim", key="gone", people=()), SYSTEM)
    assert plan.state.deadlines == before


def test_a_deadline_moved_before_it_stood_stands_now() -> None:
    plan = s.opened()
    moved = e.DeadlineExtended(kind="pushback", key="v9", due_at=plan.at, reason="Moved")
    plan.happened(moved, SYSTEM)
    assert plan.state.deadline("pushback", "v9") is not None


def test_a_correction_counts_once_it_is_approved() -> None:
    assert proposed_correction().state.actual("americas") == usd("10.9")


def test_a_line_that_nobody_first_proposed_is_not_calibrated() -> None:
    plan = s.settled().on("2027-03-01").by("hana", FILL)
    plan.by("lena", s.signs(plan))
    rows = [one.seat for one in attainment.calibration(plan.state)]
    assert rows == ["americas", "emea", "apac", "nordics"]


def test_nobody_accepts_before_there_is_a_version() -> None:
    assert accepting(s.drafted().state) == ()


def test_a_goal_that_is_gone_blocks_by_name() -> None:
    """S0-07."""
    state = s.proposed().state.model_copy(update={"goals": ()})
    rows = [one.gap for one in blockers(state, s.proposed().at, "propose")]
    assert [(one.words, one.who) for one in rows] == [("revenue has no plan goal yet", "a sponsor")]
    below = state.model_copy(update={"parent": "world"})
    assert blockers(below, s.proposed().at, "propose")[0].gap.who is None


def test_a_member_who_is_given_a_second_seat_still_signs_the_change() -> None:
    plan = s.amending().by("hana", FILL.model_copy(update={"person": person("kenji")}))
    amended_until_signing(plan).by("dana", s.signs(plan))
    assert types(plan.gives("kenji", s.signs(plan))) == ["PlanSigned"]
    assert [one.person for one in plan.state.joining] == ["kenji"]


def test_a_joiner_waits_while_a_change_is_signed() -> None:
    plan = s.amending().by("hana", FILL)
    amended_until_signing(plan).by("dana", s.signs(plan))
    refused(plan, "lena", s.signs(plan), errors.WrongStage, words="once it is in force")


def test_the_status_reads_as_in_the_product() -> None:
    assert [stage().state.status for stage in (s.opened, s.in_pushback, s.settled)] == [
        "drafted",
        "in pushback",
        "jointly owned",
    ]
    assert year_over().state.status == "in execution"
    assert year_over().by("dana", c.ClosePlan()).state.status == "closed"
    assert s.opened().state.running is None
    assert s.settled().state.rate("EUR") == Decimal("1.1")
