"""Read models of every plan that people can bring about: sound rows, and the same summary."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import DomainError
from domain.model import SYSTEM, Actor
from domain.unit.due import due
from domain.unit.plan import UnitState
from projections import kept_of, rows_of, summary, telling
from projections.holdings import across
from projections.measured import of as measured
from projections.summary_of_states import summarised
from projections.summary_of_tables import facts_of
from projections.view import items, of
from projections.write import Rows, changes
from tests.domain import cycles
from tests.domain import stages as s
from tests.domain.cycles import Cycle
from tests.domain.given import Plan
from tests.domain.moves import kinds, move

STAGES: dict[str, Callable[[], Plan]] = {
    one.__name__: one
    for one in (
        s.opened, s.drafted, s.proposed, s.in_pushback, s.answered, s.revised_once, s.final,
        s.accepted, s.signing, s.escalated, s.in_force, s.settled, s.amending, s.measured,
        s.sellers, s.sellers_accepted,
    )
}  # fmt: skip
SPANS = (0, 0, 1, 3, 11, 60)
STEPS = st.lists(
    st.tuples(st.integers(0, 9_999), st.sampled_from(SPANS), st.integers(0, 5)),
    min_size=4,
    max_size=24,
)
FINITE = settings(
    max_examples=60,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def tables(*kept: Rows) -> dict[str, Sequence[Mapping[str, Any]]]:
    names = ("cycles", "rates", "plan_goals", "units", "targets", "seats", "findings")
    found: dict[str, Sequence[Mapping[str, Any]]] = {
        name: [row for rows in kept for row in rows.get(name, {}).values()] for name in names
    }
    # A table gives instants back as instants.
    for row in found["units"]:
        for name in ("in_force_since", "jointly_owned_since"):
            assert (
                row[name] is None or datetime.fromisoformat(str(row[name])).utcoffset() is not None
            )
    return found


def is_sound(state: UnitState, cycle: Cycle) -> None:
    rows = rows_of(state)
    assert json.loads(json.dumps(rows)) == rows
    whole = tables(rows, rows_of(cycle.state))
    assert summary.of(facts_of(whole)) == summarised(cycle.state, [state])


@pytest.mark.parametrize("stage", STAGES.values(), ids=STAGES)
def test_a_plan_at_each_stage_has_sound_rows(stage: Callable[[], Plan]) -> None:
    is_sound(stage().state, cycles.announced())


@pytest.mark.parametrize("stage", STAGES.values(), ids=STAGES)
def test_a_plan_at_each_stage_can_be_shown(stage: Callable[[], Plan]) -> None:
    state = stage().state

    shown = of(state, "dana").model_dump(mode="json")

    assert shown["status"] == state.status
    assert shown["version"] == state.version
    assert len(items(state)) == len(state.items)
    assert measured(state).unit == state.unit
    assert [one.unit for one in across((state,), "dana")] == ["halden"] or state.unit != "halden"
    assert across((state,), "nobody") == ()


@given(stage=st.sampled_from(list(STAGES)), steps=STEPS)
@FINITE
def test_whatever_people_do_rows_follow_and_both_summaries_agree(
    stage: str, steps: list[tuple[int, int, int]]
) -> None:
    plan, cycle = STAGES[stage](), cycles.announced()
    live = {name: dict(rows) for name, rows in rows_of(plan.state).items()}
    shown = kept_of(plan.state)
    for choice, days, how in steps:
        before = rows_of(plan.state)
        _step(plan, choice, days, how)
        for change in changes(before, rows_of(plan.state)):
            kept = live.setdefault(change.table, {})
            gone = [json.dumps(row, sort_keys=True) for row in change.gone]
            kept = {
                k: row for k, row in kept.items() if json.dumps(row, sort_keys=True) not in gone
            }
            after = rows_of(plan.state)[change.table]
            kept |= {k: row for k, row in after.items() if row in change.written}
            live[change.table] = kept
        is_sound(plan.state, cycle)
        shown = kept_of(plan.state, shown)
        assert shown.rows == rows_of(plan.state)

    assert live == rows_of(plan.state)
    for event, _, by in plan.history:
        assert telling.sentence(event, by, {})


def _step(plan: Plan, choice: int, days: int, how: int) -> None:
    plan.later(days=days)
    try:
        if how == 0 and (timers := due(plan.state).timers):
            plan.gives(SYSTEM.person, timers[choice % len(timers)].command)
        else:
            stage = plan.state.stage if how < 3 else None
            who, command = move(kinds(plan), choice, stage=stage)
            plan.gives(Actor(person=who).person, command)
    except DomainError:
        return


@pytest.mark.parametrize(
    "stage", [cycles.started, cycles.imported, cycles.ready, cycles.announced, cycles.ended]
)
def test_a_cycle_at_each_stage_has_sound_rows(stage: Callable[[], Cycle]) -> None:
    state = stage().state

    rows = rows_of(state)

    assert json.loads(json.dumps(rows)) == rows
    assert rows["cycles"]["fy27"]["stage"] == state.stage
    assert summary.of(facts_of(tables(rows))) == summarised(state, [])
