"""Every change of a quota in force: what a seat had to bring and who carried it, before and after."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from domain.model import Value
from domain.money import Money
from domain.unit.plan import UnitState
from projections.gone_over import Step
from store.model import Recorded

TYPES = (
    "JointOwnershipReached", "PlanPutInForce", "SeatHandedOver", "SeatTakenOver", "LeaderReplaced",
)  # fmt: skip
"""Events that can change what is in force; a population in which another did does not tie out."""


class Quota(Value):
    """What a seat has to bring in its own currency, and who answers for it."""

    person: str
    amount: Money


class QuotaChange(Value):
    """None before: it came into force here. None after: the seat has none from here."""

    unit: str
    seat: str
    target: str
    before: Quota | None
    after: Quota | None

    @property
    def change(self) -> Money | None:
        """By how much; None where there is nothing to compare."""
        if self.before is None or self.after is None:
            return None
        return self.after.amount - self.before.amount


@dataclass(frozen=True)
class _Held:
    target: str
    quota: Quota


@dataclass(frozen=True)
class Changes:
    """Those of one unit's plan, with the position of each of its events."""

    positions: tuple[int, ...]
    made: tuple[tuple[Recorded, QuotaChange], ...]
    held: Mapping[str, _Held]

    def until(self, position: int) -> tuple[tuple[Recorded, QuotaChange], ...]:
        return tuple(one for one in self.made if one[0].position <= position)

    def read(self, position: int) -> int:
        """How many events were looked at up to a position."""
        return bisect_right(self.positions, position)


def changes(before: Changes | None, steps: Iterable[Step]) -> Changes:
    """The changes that a unit's events made, from the first event of its plan on."""
    positions = list(before.positions) if before else []
    made = list(before.made) if before else []
    held = before.held if before else {}
    for one in steps:
        after = _held(one.state)
        made += [(one.recorded, change) for change in _between(one.state.unit, held, after)]
        positions.append(one.recorded.position)
        held = after
    return Changes(tuple(positions), tuple(made), held)


def _held(state: UnitState) -> dict[str, _Held]:
    """What is in force, by seat."""
    running = state.running
    found = {}
    for portion in running.portions if running else ():
        seat = state.seat(portion.seat)
        person = state.owner(seat) if seat else state.leader
        quota = Quota(person=person, amount=portion.amount)
        found[portion.seat] = _Held(seat.target if seat else "", quota)
    return found


def _between(
    unit: str, before: Mapping[str, _Held], after: Mapping[str, _Held]
) -> Iterator[QuotaChange]:
    for seat in dict.fromkeys((*before, *after)):
        was, now = before.get(seat), after.get(seat)
        if was == now:
            continue
        place = now or was
        assert place is not None
        yield QuotaChange(
            unit=unit,
            seat=seat,
            target=place.target,
            before=was.quota if was else None,
            after=now.quota if now else None,
        )
