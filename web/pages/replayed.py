"""How a cycle's units stood at a moment, and in words how they stand now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.money import Money
from domain.unit.attainment import committed
from domain.unit.plan import UnitState
from projections.moments import Stood
from projections.units import signatures
from web.pages.tree import Line


@dataclass(frozen=True)
class Row:
    """One target of one unit as it stood; `differences` are words about what holds now."""

    plan: UnitState
    line: Line
    target: str
    goal: Money | None
    stretch: Money | None
    in_force: Money | None
    signed: int
    needed: int
    differences: tuple[str, ...]


def rows(then: Stood, lines: Sequence[Line], now: Mapping[str, UnitState]) -> tuple[Row, ...]:
    """A row for each target of each unit shown, in the order given."""
    plans = {one.unit: one for one in then.units}
    return tuple(row for line in lines for row in _of(plans[line.unit], line, now.get(line.unit)))


def _of(unit: UnitState, line: Line, now: UnitState | None) -> Iterator[Row]:
    targets = dict.fromkeys(
        (*(one.target for one in unit.goals), *(seat.target for seat in unit.seats))
    )
    for target in targets:
        goal, amounts = unit.goal(target), unit.current.target(target) if unit.current else None
        yield Row(
            plan=unit,
            line=line,
            target=target,
            goal=amounts.goal if amounts else goal.amount if goal else None,
            stretch=amounts.stretch if amounts else None,
            in_force=committed(unit.running, unit, target) if unit.running else None,
            **signatures(unit)._asdict(),
            differences=tuple(_differences(unit, now, target)) if now else (),
        )


def _differences(then: UnitState, now: UnitState, target: str) -> Iterator[str]:
    if then.status != now.status:
        yield f"{then.status} then, {now.status} now"
    if then.leader != now.leader:
        yield "another leader now"
    versions = len(now.versions) - len(then.versions)
    if versions:
        yield f"{versions} more version{'s' if versions > 1 else ''} since"
    before = then.current.target(target) if then.current else None
    after = now.current.target(target) if now.current else None
    if before and after and before.stretch != after.stretch:
        change = after.stretch - before.stretch
        yield f"stretch target {'raised' if change.amount > 0 else 'lowered'} since"
    opened = len(now.items) - len(then.items)
    if opened:
        yield f"{opened} pushback item{'s' if opened > 1 else ''} since"
