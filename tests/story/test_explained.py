"""Every amount of the story is the exact sum of the steps that explain it, whenever one asks."""

from __future__ import annotations

from datetime import datetime

import pytest
from company import Company
from test_story import company

from domain.model import SYSTEM, Actor, Event
from domain.unit import attainment as measure
from domain.unit.plan import UnitState
from domain.unit.state import evolve
from projections import explained, explained_facts, measured, steps
from projections.traces import Happened, Place, Trace

__all__ = ["company"]
UNITS = ("sales", "americas", "emea", "apac", "key")
EVERY = 7
"""Of the moments between, every so many are asked about, and the last."""


def happened(story: Company, unit: str) -> list[tuple[Event, datetime]]:
    return [(event, at) for where, at, event in story.record if where == unit]


def moments(story: Company, unit: str) -> list[Trace]:
    """The unit's plan with its events, as it stood at several of its moments and at the end."""
    state: UnitState | None = None
    told: list[Happened] = []
    found: list[Trace] = []
    events = happened(story, unit)
    for version, (event, at) in enumerate(events, start=1):
        state = evolve(state, event, at=at, by=Actor(person="dana"), version=version)
        place = Place(stream=f"unit/fy27/{unit}", version=version, position=version)
        told.append(Happened(event, place, at, SYSTEM, f"command-{version}"))
        if version % EVERY == 0 or version == len(events):
            found.append(Trace(state, tuple(told)))
    return found


@pytest.mark.parametrize("unit", UNITS)
def test_steps_sum_exactly_to_every_amount_of_every_unit_and_seat(
    company: Company, unit: str
) -> None:
    for trace in moments(company, unit):
        state = trace.state
        for line in state.current.targets if state.current else ():
            each_adds_up(trace, explained.target(trace, line.target))
        for seat in state.seats:
            a_seat_adds_up(trace, seat.id)
        for figures in measure.figures(state):
            found = explained_facts.of_target(trace, figures.target)
            each_adds_up(trace, found)
            assert (found.amount, found.against) == (figures.actual, figures.current.quota)
            quota = found.legs[0].steps[-1]
            assert quota.amount == found.against


def a_seat_adds_up(trace: Trace, seat: str) -> None:
    state = trace.state
    versions = state.versions[: state.running.version] if state.running else state.versions
    portion = next((p for one in reversed(versions) if (p := one.portion(seat))), None)
    held = state.running.portion(seat) if state.running else None
    if held or portion:
        found = explained.seat(trace, seat)
        each_adds_up(trace, found)
        amount = held or portion
        assert amount is not None
        assert found.amount == amount.amount
    for periods in ((), *((one.label,) for one in state.periods)):
        if quota := measure.of_seat(state, seat, measured.known_periods(state, periods)):
            found = explained_facts.of_seat(trace, seat, periods)
            each_adds_up(trace, found)
            assert (found.amount, found.against) == (quota.actual, quota.quota)
            assert found.percent == quota.percent
    if covered := measure.coverage(state, seat):
        found = explained_facts.coverage(trace, seat)
        each_adds_up(trace, found)
        assert (found.against, found.percent) == (covered.portion, covered.percent)
        assert found.legs[-2].reaches == covered.portion


def each_adds_up(trace: Trace, found: steps.Explained) -> None:
    assert steps.adds_up(found), found
    assert found.legs[0].steps[0].words in {"Plan goal", "Portion from above"}
    for one in (step for leg in found.legs for step in leg.steps):
        assert one.event is None or one.event.version <= len(trace.happened)
        if not one.total and one.words != "Rounding at the plan rate":
            assert one.event is not None, one


def test_a_sum_that_is_off_by_a_cent_is_seen(company: Company) -> None:
    found = explained.seat(moments(company, "sales")[-1], "emea")
    leg = found.legs[-1]
    cent = leg.steps[-1].amount.model_copy(update={"amount": leg.reaches.amount + 1})
    wrong = leg.model_copy(
        update={"steps": (*leg.steps[:-1], leg.steps[-1].model_copy(update={"amount": cent}))}
    )
    assert not steps.adds_up(found.model_copy(update={"legs": (*found.legs[:-1], wrong)}))
    assert not steps.adds_up(found.model_copy(update={"legs": (found.legs[0], wrong)}))


def test_ana_asks_why_her_number_is_25_4_and_her_own_objection_is_a_step(company: Company) -> None:
    found = explained.seat(moments(company, "sales")[-1], "emea")

    usd, eur = found.legs
    assert [(one.words, f"{one.amount.amount / 1_000_000:.2f}") for one in usd.steps] == [
        ("Plan goal", "100.00"),
        ("Stretch add-on", "8.00"),
        ("Stretch target of version 1", "108.00"),
        ("To the other seats, share of last year", "-78.96"),
        ("Portion, version 1", "29.04"),
    ]
    assert f"{eur.rate:f}" == "1.1"
    hers = next(one for one in eur.steps if one.version == 2)
    assert f"{hers.amount.amount / 1_000_000:.2f}" == "-1.00"
    assert "ana" in {one.person for one in hers.causes}
    pushback = next(one for one in hers.causes if one.kind == "pushback")
    assert pushback.event is not None
    assert hers.event is not None
    assert pushback.event.version < hers.event.version
    assert hers.answers
    assert f"{found.amount.amount / 1_000_000:.1f}" == "25.4"


def test_a_change_by_an_amendment_names_what_the_amendment_follows_from(company: Company) -> None:
    last = moments(company, "sales")[-1]

    (amended,) = [
        one for leg in explained.seat(last, "apac").legs for one in leg.steps
        if any(cause.id == "goal-104" for cause in one.causes)
    ]  # fmt: skip

    assert {(cause.kind, cause.id) for cause in amended.causes} == {
        ("amendment", "goal-104"), ("goal", "goal-revenue"),
    }  # fmt: skip
    assert all(cause.event is not None for cause in amended.causes)
