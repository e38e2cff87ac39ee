"""What a seat's owner is asked for, beside what was done before and what is there (S0-26)."""

from __future__ import annotations

from decimal import Decimal

from domain.model import Value
from domain.money import Money, Percent
from domain.people import Seat
from domain.unit.plan import UnitState


class Capability(Value):
    """One seat's portion as it is proposed, all in its own currency.

    `of_…` are the portion's percentages of last year and of the potential; None where either
    is not known.
    """

    seat: str
    person: str
    last_year: Money | None
    potential: Money | None
    portion: Money | None
    of_last_year: Percent | None
    of_potential: Percent | None


def of(state: UnitState) -> tuple[Capability, ...]:
    """Every seat of the unit, in its order."""
    return tuple(_capability(state, seat) for seat in state.seats)


def _capability(state: UnitState, seat: Seat) -> Capability:
    found = state.current.portion(seat.id) if state.current else None
    portion = found.amount if found else None
    return Capability(
        seat=seat.id,
        person=state.owner(seat),
        last_year=seat.last_year,
        potential=seat.potential,
        portion=portion,
        of_last_year=_share(portion, seat.last_year),
        of_potential=_share(portion, seat.potential),
    )


def _share(portion: Money | None, whole: Money | None) -> Decimal | None:
    if portion is None or whole is None or whole.amount <= 0:
        return None
    return portion.share_of(whole)
