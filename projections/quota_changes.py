"""Every change of a quota in force: what a seat had to bring and who carried it, before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from domain.aggregates import UNIT
from domain.model import Value
from domain.money import Money
from domain.unit.plan import UnitState
from store.codec import decode
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


def of(recorded: Iterable[Recorded]) -> Iterator[tuple[Recorded, QuotaChange]]:
    """The changes that a unit's events made, from the first event of its plan on."""
    state: UnitState | None = None
    before: dict[str, _Held] = {}
    for one in recorded:
        read = decode(UNIT, one)
        state = UNIT.evolve(state, read.event, at=read.at, by=read.by, version=read.version)
        after = _held(state)
        for change in _between(state.unit, before, after):
            yield one, change
        before = after


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


def _between(unit: str, before: dict[str, _Held], after: dict[str, _Held]) -> Iterator[QuotaChange]:
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
