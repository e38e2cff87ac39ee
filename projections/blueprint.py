"""What it will take: key success factors with actions, owners and resources, as one document."""

from __future__ import annotations

from domain.model import Value
from domain.unit import resources
from domain.unit import values as v
from domain.unit.plan import Commitment, Item, UnitState


class FactorPlan(Value):
    """A factor with the real issues it answers and the resources those asked for."""

    factor: v.Factor
    issues: tuple[Item, ...]
    resources: tuple[v.ResourceLine, ...]


class Blueprint(Value):
    """The blueprint of a unit (S0-17): final where `content_hash` is given, else as it stands."""

    cycle: str
    unit: str
    name: str
    leader: str
    version: int
    content_hash: str | None
    targets: tuple[v.TargetLine, ...]
    factors: tuple[FactorPlan, ...]
    other_resources: tuple[v.ResourceLine, ...]
    commitments: tuple[Commitment, ...]


def of(state: UnitState) -> Blueprint:
    """The document of the version that is open, or was last."""
    current = state.current
    final = current is not None and current.content_hash is not None
    factors = current.factors if current and final else state.factors
    lines = current.resources if current and final else resources.lines(state)
    plans = tuple(_plan(state, factor, lines) for factor in factors)
    placed = {line.id for plan in plans for line in plan.resources}
    return Blueprint(
        cycle=state.cycle,
        unit=state.unit,
        name=state.name,
        leader=state.leader,
        version=current.number if current else 0,
        content_hash=current.content_hash if current else None,
        targets=current.targets if current else (),
        factors=plans,
        other_resources=tuple(line for line in lines if line.id not in placed),
        commitments=state.commitments,
    )


def _plan(state: UnitState, factor: v.Factor, lines: tuple[v.ResourceLine, ...]) -> FactorPlan:
    asked = {
        one.asked.request
        for one in state.requests
        if one.asked.factor == factor.id or (one.asked.item and one.asked.item in factor.items)
    }
    return FactorPlan(
        factor=factor,
        issues=tuple(item for item in state.items if item.id in factor.items),
        resources=tuple(line for line in lines if line.id.removesuffix(".instead") in asked),
    )
