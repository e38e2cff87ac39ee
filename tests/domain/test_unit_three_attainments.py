"""Original, current and restated attainment of a seat: three numbers, and never one for another."""

from __future__ import annotations

from decimal import Decimal

from domain.unit import attainment
from domain.unit.plan import UnitState
from domain.unit.values import Attainment
from tests.domain import stages as s
from tests.domain.company import usd
from tests.domain.test_unit_amending import amended
from tests.domain.test_unit_facts import APPROVE, proposed_correction

Three = tuple[Attainment | None, Attainment | None, Attainment | None]


def three(state: UnitState, seat: str) -> Three:
    return (
        attainment.as_booked(state.in_force[0], state, seat, ("Q1",)),
        attainment.as_booked(state.running, state, seat, ("Q1",)),
        attainment.of_seat(state, seat, ("Q1",)),
    )


def percents(found: Three) -> list[Decimal | None]:
    return [one.percent if one else None for one in found]


def test_until_anything_changes_the_three_are_one() -> None:
    original, current, restated = three(s.measured().state, "americas")

    assert original == current == restated
    assert original is not None
    assert original.actual == usd("10.9")


def test_a_correction_restates_and_rewrites_neither_of_the_others() -> None:
    plan = proposed_correction().by("olu", APPROVE)
    original, current, restated = three(plan.state, "americas")

    assert original == current
    assert restated != current


def test_an_amendment_moves_the_current_and_not_the_original() -> None:
    plan = amended(s.amending()).on("2028-01-05").by("ines", s.actuals())
    original, current, restated = percents(three(plan.state, "americas"))

    assert original != current
    assert current == restated


def test_a_seat_that_has_no_quota_or_is_none_has_no_attainment() -> None:
    plan = s.measured().state

    assert attainment.as_booked(None, plan, "americas", ("Q1",)) is None
    assert attainment.as_booked(plan.running, plan, "nowhere", ("Q1",)) is None
