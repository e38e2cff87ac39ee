"""What a unit's targets stand on, with what practices say of it, beside the members' pushback."""

from __future__ import annotations

from domain.model import Value
from domain.money import Money, Percent, total
from domain.unit.attainment import rolled_up_actual
from domain.unit.plan import Finding, UnitState
from domain.unit.readiness.covering import TargetCoverage, coverage
from domain.unit.readiness.values import Line, MarketingPlan, Readiness, Revenue, Split
from domain.words import Identifier, Words
from projections import view
from projections.view import ItemView

ABOUT = ("S3-01", "S3-12", "S3-13", "S3-14", "S3-15", "S3-44")
"""The practices whose findings stand here."""


class ComponentLine(Value):
    """A component with its percent of the goal."""

    id: Identifier
    target: Identifier
    revenue: Revenue
    words: Words
    amount: Money
    share: Percent | None


class Came(Value):
    """What came by plan lines and otherwise (S4-05), at plan rates; `share` is that of the lines."""

    target: Identifier
    actual: Money
    by_lines: Money
    otherwise: Money
    share: Percent | None


class Ready(Value):
    """`items` are the members' objections: they push back on what the run-rate may call too low."""

    coverage: tuple[TargetCoverage, ...]
    run_rate: tuple[ComponentLine, ...]
    lines: tuple[Line, ...]
    marketing: MarketingPlan | None
    splits: tuple[Split, ...]
    came: tuple[Came, ...]
    findings: tuple[Finding, ...]
    items: tuple[ItemView, ...]


def of(state: UnitState) -> Ready:
    """As it stands; before a proposal there is no goal to cover."""
    held, covered = state.readiness, coverage(state)
    return Ready(
        coverage=covered,
        run_rate=_components(held, covered),
        lines=held.lines,
        marketing=held.marketing,
        splits=held.splits,
        came=came(state),
        findings=tuple(one for one in state.findings if one.practice in ABOUT),
        items=view.items(state),
    )


def _components(held: Readiness, covered: tuple[TargetCoverage, ...]) -> tuple[ComponentLine, ...]:
    goals = {one.target: one.goal for one in covered if one.goal.amount > 0}
    return tuple(
        ComponentLine(
            **dict(one),
            share=one.amount.share_of(goals[one.target]) if one.target in goals else None,
        )
        for one in held.run_rate
    )


def came(state: UnitState) -> tuple[Came, ...]:
    """Once actuals are in, and where there are lines: how much of them was planned activity."""
    if not state.actuals or not state.readiness.lines:
        return ()
    targets = dict.fromkeys(seat.target for seat in state.seats)
    return tuple(_came(state, target) for target in targets)


def _came(state: UnitState, target: str) -> Came:
    actual = rolled_up_actual(state, target)
    lines = (one for one in state.readiness.lines if one.line.target == target)
    by_lines = total((result.value for one in lines for result in one.results), state.currency)
    return Came(
        target=target,
        actual=actual,
        by_lines=by_lines,
        otherwise=actual - by_lines,
        share=by_lines.share_of(actual) if actual.amount > 0 else None,
    )
