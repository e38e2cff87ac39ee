"""A cycle that was closed is what it was: folded with today's code it has the state and findings of that day."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from domain.unit import attainment
from domain.unit.plan import UnitState
from projections import outcomes, years
from store.canonical import decode
from tests.domain import stages as s
from tests.domain.closed_record import CLOSED, HISTORIES, dumped, folded


def recorded(name: str) -> dict[str, Any]:
    found = decode((CLOSED / f"{name}.json").read_bytes())
    assert isinstance(found, dict)
    return found


def same(then: Any, now: Any, place: str = "state") -> None:
    """All of what stood then stands now; a release may only have added fields."""
    if isinstance(then, dict):
        assert isinstance(now, dict), place
        for name, value in then.items():
            assert name in now, f"{place}.{name} is gone"
            same(value, now[name], f"{place}.{name}")
    elif isinstance(then, list):
        assert isinstance(now, list), place
        assert len(then) == len(now), place
        for at, (one, other) in enumerate(zip(then, now, strict=True)):
            same(one, other, f"{place}.{at}")
    else:
        assert then == now, place


@pytest.mark.parametrize("name", HISTORIES)
def test_a_closed_stream_folds_to_the_state_of_the_day_it_closed(name: str) -> None:
    kept = recorded(name)
    state = folded(name, kept["events"])
    same(kept["state"], dumped(state))
    assert state.stage == "closed"


def test_its_findings_and_figures_are_those_of_that_day() -> None:
    kept = recorded("unit")
    state = folded("unit", kept["events"])
    assert isinstance(state, UnitState)
    raised = [one["payload"] for one in kept["events"] if one["type"] == "FindingRaised"]
    assert [(one.practice, one.words) for one in state.findings] == [
        (one["practice"], one["words"]) for one in raised
    ]
    assert raised
    assert state.closed is not None
    assert attainment.figures(state) == state.closed.figures
    assert attainment.calibration(state) == state.closed.calibration


def test_a_closed_year_is_one_line_for_its_unit_and_leader() -> None:
    """S3-09 and S3-39: years stand side by side, with what was closed beside what is known now."""
    state = folded("unit", recorded("unit")["events"])
    (row,) = years.rows(state).values()
    assert (row["leader"], row["closed"], row["closed_actual"]) == ("dana", True, row["actual"])
    (led,) = years.by_leader(({**row, "original_percent": Decimal(1), "current_percent": None},))
    assert (led.leader, led.cycle, led.original_percent) == ("dana", "fy27", Decimal(1))


def test_a_plan_that_is_not_in_force_has_no_year_and_no_outcome() -> None:
    assert years.rows(s.proposed().state) == outcomes.rows(s.proposed().state) == {}


@pytest.mark.parametrize("changed", ["gone", "other", "shorter"])
def test_another_state_is_noticed(changed: str) -> None:
    then = {"findings": [{"practice": "S0-13"}], "stage": "closed"}
    now: dict[str, Any] = {
        "gone": {"findings": then["findings"]},
        "other": {**then, "stage": "signing"},
        "shorter": {**then, "findings": []},
    }[changed]
    with pytest.raises(AssertionError):
        same(then, now)
