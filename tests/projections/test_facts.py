"""What is known of results, as lines that say what was known at any moment and whose it is."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from domain.unit import commands as c
from domain.unit.plan import Ended
from projections import fact_lines, facts
from projections.facts import Facts
from tests.domain import stages as s
from tests.domain.company import on, person, usd
from tests.domain.given import Plan
from tests.domain.test_unit_correcting import REFUSE
from tests.domain.test_unit_facts import APPROVE, wrong

LATER = on("2028-12-31")


def lines(plan: Plan) -> list[dict[str, Any]]:
    """The rows as a table gives them back, in the order in which they are asked for."""
    found = [_as_kept(dict(row)) for row in fact_lines.rows(plan.state).values()]
    return sorted(
        found,
        key=lambda one: (
            one["period_ends"],
            one["seat"],
            one["known_at"] or LATER,
            one["proposed_at"],
        ),
    )


def _as_kept(row: dict[str, Any]) -> dict[str, Any]:
    for name in ("amount", "rolled_up"):
        row[name] = Decimal(row[name])
    for name in ("known_at", "proposed_at", "ended_at"):
        row[name] = row[name] and datetime.fromisoformat(row[name])
    return row


def known(plan: Plan, at: str | None = None) -> Facts:
    moment = plan.at if at is None else on(at)
    return facts.answer([one for one in lines(plan) if one["proposed_at"] <= moment], moment)


def test_facts_are_booked_and_restated_and_name_their_file_and_corrections() -> None:
    plan = s.measured().by("ines", wrong())
    before = known(plan)
    after = known(plan.by("olu", APPROVE))

    found = {one.seat: one for one in after.facts}
    assert (found["americas"].booked, found["americas"].actual) == (usd("10.9"), usd("10.15"))
    assert found["americas"].corrections == ("swap",)
    assert found["emea"].corrections == ()
    assert (found["emea"].person, found["emea"].measure, found["emea"].period) == (
        "ana",
        "revenue",
        "Q1",
    )
    assert {one.actual == one.booked for one in before.facts} == {True}
    (source,) = after.sources
    assert (source.lines, source.control_total, source.restated) == (4, usd("22.62"), usd("22.62"))
    assert len(source.document.sha256) == 64


def test_a_correction_stands_side_by_side_and_waits_until_it_is_approved() -> None:
    plan = s.measured().by("ines", wrong())
    (waiting,) = known(plan).corrections
    (approved,) = known(plan.by("olu", APPROVE)).corrections

    assert (waiting.approved_by, waiting.approved_at) == (None, None)
    assert (approved.proposed_by, approved.approved_by) == ("ines", "olu")
    assert approved.change == usd("0")
    assert [(one.seat, one.before, one.after) for one in approved.lines] == [
        ("americas", usd("10.9"), usd("10.15")),
        ("apac", usd("6"), usd("6.75")),
    ]


def test_a_correction_that_was_refused_waited_until_then() -> None:
    plan = s.measured().by("ines", wrong()).on("2027-05-08").by("olu", REFUSE)
    (before,), (after,) = known(plan, "2027-05-07").corrections, known(plan).corrections

    assert (before.approved_by, before.ended) == (None, None)
    assert (after.approved_by, after.ended) == (
        None,
        Ended(how="refused", by="olu", at=plan.at, reason=REFUSE.reason),
    )
    assert {one.actual == one.booked for one in known(plan).facts} == {True}


def test_what_was_known_then_is_what_the_plan_had_then() -> None:
    plan = s.measured()
    then = known(plan)
    plan.on("2027-05-08").by("ines", wrong()).by("olu", APPROVE)

    assert known(plan, "2027-05-07") == then.model_copy(update={"known_at": on("2027-05-07")})
    assert known(plan, "2027-05-09").corrections
    assert known(plan, "2027-01-01").facts == ()


def test_two_lines_of_one_seat_are_one_change() -> None:
    twice = wrong("Q1", ("apac", usd("1")), ("apac", usd("-0.25")))
    (correction,) = known(s.measured().by("ines", twice)).corrections

    assert [(one.before, one.after) for one in correction.lines] == [(usd("6"), usd("6.75"))]


def test_a_fact_belongs_to_who_held_the_seat_on_the_periods_last_day() -> None:
    """Marco brought the first quarter; who follows him answers for it now, and did not bring it."""
    plan = s.measured().on("2027-04-30")
    plan.by("hana", c.HandOverSeat(
        seat="americas", successor=person("sofia"), left_on=date(2027, 4, 30)))  # fmt: skip
    plan.on("2027-05-20").by("sofia", s.signs(plan))
    plan.on("2027-07-05").by("ines", s.actuals("Q2"))

    first, second = (one for one in known(plan).facts if one.seat == "americas")
    assert (first.person, first.holders, first.now) == ("marco", ("marco",), "sofia")
    assert (second.person, second.holders) == ("sofia", ("marco", "dana", "sofia"))


def test_what_a_vacant_seat_brought_is_of_who_led_the_unit_then() -> None:
    plan = s.measured().on("2027-05-01")
    plan.by("system", c.ReplaceLeader(successor=person("eve"), acts_from=date(2027, 5, 1)))

    (vacant,) = (one for one in known(plan).facts if one.seat == "nordics")
    assert (vacant.person, vacant.now) == ("dana", "eve")
