"""Coverage of a unit's goals: run-rate and plan lines against the goal, at plan rates (S3-15)."""

from __future__ import annotations

from domain.model import Value
from domain.money import Money, Percent, total
from domain.unit.plan import UnitState
from domain.words import Identifier


class TargetCoverage(Value):
    """`share` is the run-rate's percent of the goal, `percent` that of run-rate and lines together.

    `run_rate` is None while nobody has said anything of it. `short` is what is missing, at least zero.
    """

    target: Identifier
    goal: Money
    stretch: Money
    run_rate: Money | None
    planned: Money
    short: Money
    share: Percent | None
    percent: Percent | None


def run_rate(plan: UnitState, target: str) -> Money | None:
    """What is expected of a target without effort: its components, else its seats' outlook."""
    listed = [one.amount for one in plan.readiness.run_rate if one.target == target]
    if listed:
        return total(listed, plan.currency)
    current = plan.current
    seats = {seat.id for seat in plan.seats if seat.target == target}
    known = [one.run_rate for one in current.outlook if one.seat in seats] if current else []
    if not known:
        return None
    return total((plan.rolled_up(one) for one in known), plan.currency)


def planned(plan: UnitState, target: str) -> Money:
    """What the target's plan lines add up to."""
    return total((one.line.value for one in plan.readiness.of(target)), plan.currency)


def coverage(plan: UnitState) -> tuple[TargetCoverage, ...]:
    """Each target of the version that is open; none before a proposal."""
    current = plan.current
    if current is None:
        return ()
    return tuple(_of(plan, line.target, line.goal, line.stretch) for line in current.targets)


def _of(plan: UnitState, target: str, goal: Money, stretch: Money) -> TargetCoverage:
    expected, lines = run_rate(plan, target), planned(plan, target)
    covered = lines if expected is None else expected + lines
    short = goal - covered
    counts = goal.amount > 0
    return TargetCoverage(
        target=target,
        goal=goal,
        stretch=stretch,
        run_rate=expected,
        planned=lines,
        short=short if short.amount > 0 else Money.zero(plan.currency),
        share=expected.share_of(goal) if counts and expected is not None else None,
        percent=covered.share_of(goal) if counts else None,
    )
