"""How one version of a plan differs from another, each difference with what caused it."""

from __future__ import annotations

from decimal import Decimal

from domain.errors import Unknown
from domain.model import Value
from domain.money import Money, Percent
from domain.unit import values as v
from domain.unit.plan import UnitState, Version


class TargetDifference(Value):
    """A target's line before and after; the add-on also as a share of its goal."""

    target: str
    before: v.TargetLine | None
    after: v.TargetLine
    stretch_before: Money | None
    stretch_after: Money
    add_on_percent_before: Percent | None
    add_on_percent_after: Percent | None


class PortionDifference(Value):
    """A seat's portion before and after, in its own currency; causes are ids on the record."""

    seat: str
    person: str
    before: Money | None
    after: Money | None
    change: Money | None
    causes: tuple[str, ...]


class Differences(Value):
    """Everything that changed between two versions, and the reasons given on the way."""

    before: int
    after: int
    reasons: tuple[str, ...]
    targets: tuple[TargetDifference, ...]
    portions: tuple[PortionDifference, ...]
    factors_added: tuple[v.Factor, ...]
    factors_gone: tuple[v.Factor, ...]
    resources_added: tuple[v.ResourceLine, ...]
    resources_gone: tuple[v.ResourceLine, ...]


def between(state: UnitState, before: int, after: int) -> Differences:
    """What version `after` changed since version `before`; raises Unknown for other numbers."""
    first, last = _version(state, before), _version(state, after)
    passed = state.versions[min(before, after) : max(before, after)]
    return Differences(
        before=before,
        after=after,
        reasons=tuple(one.reason for one in passed if one.reason is not None),
        targets=tuple(
            _target(first.target(line.target), line)
            for line in last.targets
            if first.target(line.target) != line
        ),
        portions=_portions(state, first, last, passed),
        factors_added=tuple(one for one in last.factors if one not in first.factors),
        factors_gone=tuple(one for one in first.factors if one not in last.factors),
        resources_added=tuple(one for one in last.resources if one not in first.resources),
        resources_gone=tuple(one for one in first.resources if one not in last.resources),
    )


def _version(state: UnitState, number: int) -> Version:
    if not 1 <= number <= len(state.versions):
        raise Unknown(
            f"There is no version {number} of unit {state.unit}; it has {len(state.versions)}."
        )
    return state.versions[number - 1]


def _target(before: v.TargetLine | None, after: v.TargetLine) -> TargetDifference:
    return TargetDifference(
        target=after.target,
        before=before,
        after=after,
        stretch_before=before.stretch if before else None,
        stretch_after=after.stretch,
        add_on_percent_before=_add_on(before) if before else None,
        add_on_percent_after=_add_on(after),
    )


def _add_on(line: v.TargetLine) -> Decimal | None:
    return line.add_on.share_of(line.goal) if line.goal.amount > 0 else None


def _portions(
    state: UnitState, first: Version, last: Version, passed: tuple[Version, ...]
) -> tuple[PortionDifference, ...]:
    seats = dict.fromkeys(one.seat for one in (*last.portions, *first.portions))
    found = (_portion(state, seat, first, last, passed) for seat in seats)
    return tuple(one for one in found if one.before != one.after)


def _portion(
    state: UnitState, seat: str, first: Version, last: Version, passed: tuple[Version, ...]
) -> PortionDifference:
    was, now = first.portion(seat), last.portion(seat)
    place = state.seat(seat)
    causes = (
        cause
        for version in passed
        for change in version.changes
        if change.seat == seat
        for cause in change.causes
    )
    return PortionDifference(
        seat=seat,
        person=state.owner(place) if place else state.leader,
        before=was.amount if was else None,
        after=now.amount if now else None,
        change=now.amount - was.amount if was and now else None,
        causes=tuple(dict.fromkeys(causes)),
    )
