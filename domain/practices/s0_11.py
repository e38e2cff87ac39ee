"""S0-11: pushback is expected, and has a window that is closed on purpose."""

from __future__ import annotations

from datetime import datetime

from domain.practices.rule import Gap, Rule
from domain.unit.plan import UnitState
from domain.unit.values import Window


def _check(plan: UnitState, at: datetime) -> tuple[Gap, ...]:
    gaps = []
    if not plan.pushback_closed:
        gaps.append(Gap("the pushback window is not closed", plan.leader))
    gaps += [
        Gap(f"{window.person} may still respond until {window.closes_at:%Y-%m-%d %H:%M} UTC",
            window.person, window.person)
        for window in still_open(plan, at)
    ]  # fmt: skip
    return tuple(gaps)


def still_open(plan: UnitState, at: datetime) -> tuple[Window, ...]:
    """The windows of those who may respond and have not."""
    return tuple(
        window
        for window in plan.windows
        if window.closes_at > at and not _responded_since(plan, window.person)
    )


def _responded_since(plan: UnitState, person: str) -> bool:
    """Whether somebody has responded to the version that last opened their window, or since."""
    opened = max(
        (
            version.number
            for version in plan.versions
            if version.number == 1 or _raised(plan, person, version.number)
        ),
        default=1,
    )
    return any(
        plan.has_responded(person, number) for number in range(opened, len(plan.versions) + 1)
    )


def _raised(plan: UnitState, person: str, number: int) -> bool:
    owned = {seat.id for seat in plan.seats if seat.owner == person}
    return any(
        change.seat in owned
        and change.before is not None
        and change.after.amount > change.before.amount
        for change in plan.versions[number - 1].changes
    )


RULE = Rule("S0-11", "gate", ("finalise",), "The pushback window ran", _check)
