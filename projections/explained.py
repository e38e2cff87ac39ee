"""Explain this number: each step from the plan goal to what holds now, with its causes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from domain.errors import Unknown
from domain.money import Money
from domain.people import Seat
from domain.unit import events as u
from domain.unit import values as v
from domain.unit.plan import HELD, InForce, UnitState, Version
from projections.steps import Explained, Leg, Step, because, by_event, step
from projections.traces import Happened, Trace


def target(trace: Trace, name: str) -> Explained:
    """From the goal to the stretch target that holds, version by version, in the unit's currency.

    Raises Unknown for a target that no version has.
    """
    state = trace.state
    lines = [
        (version, line) for version in _counted(state) if (line := version.target(name)) is not None
    ]
    if not lines:
        raise Unknown(f"No version of unit {state.unit} has a target {name}.")
    steps = [*goal_steps(trace, *lines[0])]
    for (_, before), (version, after) in pairwise(lines):
        steps += _line_changed(trace, version, before, after)
    version, line = lines[-1]
    reached = "Committed" if state.running else f"Stretch target of version {version.number}"
    steps.append(step(trace, version, reached, line.stretch, reached=True))
    if line.over_assignment.amount:
        steps.append(step(trace, version, "Over-assignment", line.over_assignment))
        steps.append(step(trace, version, "Portions together", line.to_assign, reached=True))
    leg = Leg(words=f"From the goal of {state.name}", unit=state.unit, steps=tuple(steps))
    return Explained(unit=state.unit, subject=name, of="target", legs=(leg,))


def seat(trace: Trace, seat: str) -> Explained:
    """From the unit's goal to a seat's first portion, and to its quota, in its own currency.

    Raises Unknown for a seat that no version has a portion for.
    """
    state = trace.state
    versions, running = _counted(state), state.running
    if not any(one.portion(seat) for one in versions):
        return Explained(unit=state.unit, subject=seat, of="portion", legs=_stays(trace, seat))
    (*before, last) = portion_legs(trace, seat, versions)
    return Explained(
        unit=state.unit,
        subject=seat,
        of="portion",
        legs=(*before, _held(trace, seat, last, running)),
    )


def portion_legs(trace: Trace, seat: str, versions: tuple[Version, ...]) -> tuple[Leg, ...]:
    """Up to the portion in the last of these versions that has one."""
    state = trace.state
    found = [(one, portion) for one in versions if (portion := one.portion(seat)) is not None]
    if not found:
        raise Unknown(f"No version of unit {state.unit} has a portion for {seat}.")
    (first, portion), place = found[0], state.seat(seat)
    legs = [_shared(trace, first, portion, place)]
    if portion.amount.currency != state.currency:
        words = f"Portion of version {first.number}, at the plan rate"
        opened = step(trace, first, words, portion.amount, reached=True)
        legs.append(
            Leg(
                words=f"In {portion.amount.currency}",
                unit=state.unit,
                steps=(opened,),
                rate=state.rate(portion.amount.currency),
            )
        )
    changes = [
        _revised(trace, before[0], version, seat, after.amount - before[1].amount)
        for before, (version, after) in pairwise(found)
        if after.amount != before[1].amount
    ]
    if changes:
        number, reached = found[-1][0], found[-1][1].amount
        changes.append(
            step(trace, number, f"Portion, version {number.number}", reached, reached=True)
        )
        legs[-1] = legs[-1].model_copy(update={"steps": (*legs[-1].steps, *changes)})
    return tuple(legs)


def _counted(state: UnitState) -> tuple[Version, ...]:
    """The versions up to the one that runs; all of them before any does."""
    running = state.running
    return state.versions[: running.version] if running else state.versions


def goal_steps(trace: Trace, version: Version, line: v.TargetLine) -> Iterator[Step]:
    top = trace.state.parent is None
    words = "Plan goal" if top else "Portion from above"
    opened = step(trace, version, words, line.goal, reached=True)
    if (said := goal_event(trace, version, line)) is not None:
        by = said.event.confirmed_by if isinstance(said.event, u.GoalSet) else None
        opened = by_event(opened, said).model_copy(update={"by": by or said.by.person})
    yield opened
    yield step(trace, version, "Stretch add-on" if top else "Uplift", line.add_on)


def goal_event(trace: Trace, version: Version, line: v.TargetLine) -> Happened | None:
    """What last set this goal before the version."""
    return next(
        (
            one
            for one in reversed(trace.happened[: version.stated])
            if isinstance(one.event, u.GoalSet)
            and (one.event.target, one.event.amount) == (line.target, line.goal)
        ),
        None,
    )


def _line_changed(
    trace: Trace, version: Version, before: v.TargetLine, after: v.TargetLine
) -> Iterator[Step]:
    top = trace.state.parent is None
    for words, change in (
        ("Plan goal" if top else "Portion from above", after.goal - before.goal),
        ("Add-on" if top else "Uplift", after.add_on - before.add_on),
    ):
        if change.amount:
            cited = {c for row in version.changes for c in row.causes}
            changed = step(trace, version, f"{words}, version {version.number}", change)
            yield because(trace, changed, cited)


def _shared(trace: Trace, version: Version, portion: v.Portion, place: Seat | None) -> Leg:
    """How the first portion is cut from the stretch target, in the unit's currency."""
    state = trace.state
    line = version.target(place.target) if place else None
    if line is None:
        raise Unknown(f"Version {version.number} has no target that {portion.seat} is a part of.")
    number = version.number
    steps = [*goal_steps(trace, version, line)]
    steps.append(
        step(trace, version, f"Stretch target of version {number}", line.stretch, reached=True)
    )
    if line.over_assignment.amount:
        steps.append(step(trace, version, "Over-assignment", line.over_assignment))
    by_basis = state.rolled_up(portion.from_basis) if portion.from_basis else portion.rolled_up
    basis = portion.basis.value.replace("_", " ")
    steps.append(step(trace, version, f"To the other seats, {basis}", by_basis - line.to_assign))
    if by_basis != portion.rolled_up:
        steps.append(step(trace, version, f"By basis: {basis}", by_basis, reached=True))
        adjusted = step(trace, version, "The leader's adjustment", portion.rolled_up - by_basis)
        steps.append(adjusted.model_copy(update={"reason": portion.adjustment}))
    steps.append(
        step(trace, version, f"Portion, version {number}", portion.rolled_up, reached=True)
    )
    return Leg(words=f"From the goal of {state.name}", unit=state.unit, steps=tuple(steps))


def _revised(trace: Trace, before: Version, version: Version, seat: str, change: Money) -> Step:
    made = step(trace, version, f"Version {version.number}", change)
    cited = {one for row in version.changes if row.seat == seat for one in row.causes}
    taken = _takeover(trace, seat, before.stated, version.stated)
    if not cited and taken is not None:
        return by_event(made, taken).model_copy(update={"words": "Not carried while ramping up"})
    found = because(trace, made, cited)
    if not found.causes:
        return found
    first, *more = found.causes
    also = f" (and {len(more)} more)" if more else ""
    return found.model_copy(update={"words": f"{made.words}: “{first.words}”{also}"})


def _takeover(trace: Trace, seat: str, after: int, until: int | None = None) -> Happened | None:
    """The last time that somebody took a seat over between two events of the stream."""
    found = (
        one
        for one in reversed(trace.happened[after:until])
        if isinstance(one.event, u.SeatTakenOver) and one.event.seat == seat
    )
    return next(found, None)


def _held(trace: Trace, seat: str, leg: Leg, running: InForce | None) -> Leg:
    """The last leg up to what is in force, less what the leader carries for a joiner."""
    quota = running.portion(seat) if running else None
    if running is None or quota is None:
        return leg
    version = trace.state.versions[running.version - 1]
    steps = leg.steps
    if quota.amount == leg.reaches:
        steps = steps[:-1] or steps
    else:
        words = "Held by the leader while the joiner ramps up"
        held = step(trace, version, words, quota.amount - leg.reaches)
        taken = _takeover(trace, seat, version.stated)
        steps = (*steps, by_event(held, taken) if taken else held)
    return leg.model_copy(
        update={"steps": (*steps, step(trace, version, "Quota", quota.amount, reached=True))}
    )


def _stays(trace: Trace, held: str) -> tuple[Leg, ...]:
    """A leader's own line that no version has: what a joiner does not carry of a seat.

    Raises Unknown for what is no such line.
    """
    state = trace.state
    running = state.running
    mine = running.portion(held) if running else None
    from_seat = next(
        (one.id for one in state.seats if held.split(".", 1)[-1].startswith(one.id)), None
    )
    if running is None or mine is None or not held.startswith(HELD) or from_seat is None:
        raise Unknown(f"No version of unit {state.unit} has a portion for {held}.")
    (*before, last) = portion_legs(trace, from_seat, _counted(state))
    version = state.versions[running.version - 1]
    carried = step(trace, version, "Carried by the joiner", mine.amount - last.reaches)
    if (taken := _takeover(trace, from_seat, version.stated)) is not None:
        carried = by_event(carried, taken)
    stays = step(trace, version, "Stays with the leader", mine.amount, reached=True)
    leg = last.model_copy(update={"steps": (*last.steps, carried, stays)})
    return (*before, leg)
