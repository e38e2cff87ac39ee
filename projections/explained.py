"""Explain this number: each step from the first proposal to what holds now, with its causes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from domain.errors import Unknown
from domain.model import Value
from domain.money import Money
from domain.unit import values as v
from domain.unit.plan import UnitState, Version
from domain.words import Instant
from projections import causes
from projections.causes import Cause


class Step(Value):
    """A total that is reached, or a change; `answers` are what was decided on the items it cites."""

    words: str
    amount: Money
    total: bool = False
    version: int | None = None
    at: Instant | None = None
    by: str | None = None
    reason: str | None = None
    causes: tuple[Cause, ...] = ()
    answers: tuple[str, ...] = ()


class Explained(Value):
    """The changes sum exactly to each total after them; amounts are in one currency."""

    unit: str
    subject: str
    steps: tuple[Step, ...]


def target(state: UnitState, name: str) -> Explained:
    """From the goal to the stretch target that holds, version by version, in the unit's currency.

    Raises Unknown for a target that no version has.
    """
    running = state.running
    last = running.version if running else len(state.versions)
    lines = [
        (version, line)
        for version in state.versions[:last]
        if (line := version.target(name)) is not None
    ]
    if not lines:
        raise Unknown(f"No version of unit {state.unit} has a target {name}.")
    steps = [*_goal(state, *lines[0])]
    for (_, before), (version, after) in pairwise(lines):
        steps += _changed(state, version, before, after)
    version, line = lines[-1]
    reached = "Committed" if running else f"Stretch target of version {version.number}"
    steps.append(_step(version, reached, line.stretch, total=True))
    if line.over_assignment.amount:
        steps.append(_step(version, "Over-assignment", line.over_assignment))
        steps.append(_step(version, "Portions together", line.to_assign, total=True))
    return Explained(unit=state.unit, subject=name, steps=tuple(steps))


def _goal(state: UnitState, version: Version, line: v.TargetLine) -> Iterator[Step]:
    top = state.parent is None
    yield _step(version, "Plan goal" if top else "Portion from above", line.goal, total=True)
    yield _step(version, "Stretch add-on" if top else "Uplift", line.add_on)


def _changed(
    state: UnitState, version: Version, before: v.TargetLine, after: v.TargetLine
) -> Iterator[Step]:
    goal = "Plan goal" if state.parent is None else "Portion from above"
    add_on = "Add-on" if state.parent is None else "Uplift"
    if after.goal != before.goal:
        yield _step(version, f"{goal}, version {version.number}", after.goal - before.goal)
    if after.add_on != before.add_on:
        yield _step(version, f"{add_on}, version {version.number}", after.add_on - before.add_on)


def _step(version: Version, words: str, amount: Money, *, total: bool = False) -> Step:
    return Step(
        words=words,
        amount=amount,
        total=total,
        version=version.number,
        at=version.at,
        by=version.by,
        reason=None if total else version.reason,
    )


def seat(state: UnitState, seat: str) -> Explained:
    """From the first portion of a seat to its quota, in its own currency.

    Raises Unknown for a seat that no version has a portion for.
    """
    running = state.running
    last = running.version if running else len(state.versions)
    portions = [
        (version, portion)
        for version in state.versions[:last]
        if (portion := version.portion(seat)) is not None
    ]
    if not portions:
        raise Unknown(f"No version of unit {state.unit} has a portion for {seat}.")
    steps = [*_proposed(*portions[0])]
    for (_, before), (version, after) in pairwise(portions):
        if after.amount != before.amount:
            steps.append(_revised(state, version, seat, after.amount - before.amount))
    version, portion = portions[-1]
    quota = running.portion(seat) if running else None
    if quota is not None and quota.amount != portion.amount:
        held = quota.amount - portion.amount
        steps.append(Step(words="Held by the leader while the joiner ramps up", amount=held))
    reached = "Quota" if quota else f"Portion, version {version.number}"
    steps.append(_step(version, reached, (quota or portion).amount, total=True))
    return Explained(unit=state.unit, subject=seat, steps=tuple(steps))


def _proposed(version: Version, portion: v.Portion) -> Iterator[Step]:
    basis = portion.basis.value.replace("_", " ")
    by_basis = portion.from_basis
    if by_basis is None or by_basis == portion.amount:
        words = f"Proposed: {basis}"
        yield _step(version, words, portion.amount, total=True).model_copy(
            update={"reason": portion.adjustment}
        )
        return
    yield _step(version, f"By basis: {basis}", by_basis, total=True)
    adjusted = _step(version, "The leader's adjustment", portion.amount - by_basis)
    yield adjusted.model_copy(update={"reason": portion.adjustment})


def _revised(state: UnitState, version: Version, seat: str, change: Money) -> Step:
    cited = {one for row in version.changes if row.seat == seat for one in row.causes}
    answers = tuple(
        f"{(item.outcome or 'open').replace('_', ' ')}: {item.reason or ''}".removesuffix(": ")
        for item in state.items
        if item.id in cited
    )
    return _step(version, f"Version {version.number}", change).model_copy(
        update={
            "causes": tuple(one for one in causes.of(state) if one.id in cited),
            "answers": answers,
        }
    )
