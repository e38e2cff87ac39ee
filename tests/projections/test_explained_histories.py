"""Whatever people decided, in whatever order, each number is the exact sum of its steps."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import Unknown
from domain.unit import attainment as measure
from domain.unit.plan import UnitState, Version
from projections import explained, explained_facts, steps
from projections.steps import Explained
from projections.traces import Happened, Place, Trace
from tests.domain import stages as s
from tests.domain.given import Plan
from tests.domain.test_histories import STEPS, History, joining, signing, taken

STAGES = (
    s.drafted, s.proposed, s.in_pushback, s.answered, s.revised_once, s.final, s.in_force,
    s.settled, s.amending, s.measured, s.sellers_accepted, joining, signing, taken,
)  # fmt: skip
FINITE = settings(
    max_examples=40,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def traced(plan: Plan) -> Trace:
    stream = "unit/fy27/any"
    return Trace(
        plan.state,
        tuple(
            Happened(event, Place(stream=stream, version=n, position=n), at, by, f"command-{n}")
            for n, (event, at, by) in enumerate(plan.history, start=1)
        ),
    )


@FINITE
@given(stage=st.sampled_from(STAGES), moves=STEPS)
def test_every_number_of_every_history_adds_up(
    stage: object, moves: list[tuple[int, int, float, int]]
) -> None:
    assert callable(stage)
    history = History(stage())
    for move in moves:
        history.step(*move)
    trace = traced(history.plan)
    for target in {seat.target for seat in trace.state.seats}:
        adds_up(trace, target)
    for seat in trace.state.seats:
        each_of(trace, seat.id)


def adds_up(trace: Trace, target: str) -> None:
    state = trace.state
    try:
        found = explained.target(trace, target)
    except Unknown:
        assert not any(one.target(target) for one in counted(state))
        return
    assert steps.adds_up(found)
    for figures in measure.figures(state):
        if figures.target == target:
            came = explained_facts.of_target(trace, target)
            assert steps.adds_up(came)
            assert (came.amount, came.against) == (figures.actual, figures.current.quota)


def each_of(trace: Trace, seat: str) -> None:
    state = trace.state
    running = state.running.portion(seat) if state.running else None
    planned = [p for one in counted(state) if (p := one.portion(seat)) is not None]
    expected = running or (planned[-1] if planned else None)
    if expected is None:
        return
    found: list[Explained] = [explained.seat(trace, seat)]
    assert found[0].amount == expected.amount
    if measure.coverage(state, seat) is not None:
        found.append(explained_facts.coverage(trace, seat))
    if running is not None:
        found.append(explained_facts.of_seat(trace, seat))
        assert found[-1].amount == state.actual(seat, [one.period for one in state.actuals])
    for one in found:
        assert steps.adds_up(one), one


def counted(state: UnitState) -> tuple[Version, ...]:
    return state.versions[: state.running.version] if state.running else state.versions
