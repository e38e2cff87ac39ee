"""What a person's own number is made of, in one plan: amount, basis, history, window, answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from domain.money import Money
from domain.people import Seat
from domain.portions import Basis
from domain.unit import values as v
from domain.unit.attainment import coverage
from domain.unit.plan import Joining, UnitState
from projections import causes, view
from projections.causes import Cause
from projections.view import ItemView

BASIS: Mapping[Basis, str] = {
    Basis.SHARE_OF_LAST_YEAR: "Your share of last year's business, taken of the stretch target.",
    Basis.EQUAL_GROWTH: "Everybody's last year, raised by the same percentage.",
    Basis.POTENTIAL: "The potential of your seat, as a share of everybody's.",
    Basis.WEIGHTS: "Weights that the leader set for each seat.",
    Basis.JUDGEMENT: "The leader's judgement, with the reason below.",
}


@dataclass(frozen=True)
class Step:
    """The number in one version, with what changed it."""

    version: int
    at: datetime
    amount: Money | None
    change: Money | None
    causes: tuple[Cause, ...]
    reason: str | None


@dataclass(frozen=True)
class Number:
    """One seat's number as its owner reads it; all money in the seat's currency."""

    seat: Seat
    amount: Money | None
    """What is in force, where the version that is open is; else what it asks for."""
    quota: Money | None
    joining: Joining | None
    portion: v.Portion | None
    basis: str
    growth: Decimal | None
    coverage: v.Coverage | None
    history: tuple[Step, ...]

    @property
    def latest(self) -> Step | None:
        """The last version in which the number changed, if any did."""
        return next((one for one in reversed(self.history) if one.change is not None), None)


@dataclass(frozen=True)
class Respond:
    """By when one must answer, and what was answered so far."""

    closes_at: datetime | None
    days: int | None
    understood: bool
    no_concerns: bool
    signed: bool
    declined: str | None


def numbers(state: UnitState, person: str) -> tuple[Number, ...]:
    """Every seat that the person carries or joins in this plan, vacant ones apart."""
    joining = {one.seat: one for one in state.joining if one.person == person}
    return tuple(
        _number(state, seat, joining.get(seat.id))
        for seat in state.seats
        if seat.owner == person or seat.id in joining
    )


def _number(state: UnitState, seat: Seat, joining: Joining | None) -> Number:
    current, running = state.current, state.running
    portion = current.portion(seat.id) if current else None
    quota = running.portion(seat.id) if running else None
    asked = portion.amount if portion else None
    # Who joins splits a portion that runs: the version stays as it was signed.
    carried = quota.amount if quota and state.runs(current) else asked
    amount = joining.amount if joining else carried
    last = seat.last_year
    grows = amount is not None and last is not None and last.amount > 0 and amount == asked
    return Number(
        seat=seat,
        amount=amount,
        quota=quota.amount if quota and not joining else None,
        joining=joining,
        portion=portion,
        basis=BASIS[portion.basis] if portion else "",
        growth=(amount - last).share_of(last) if grows and amount and last else None,
        coverage=coverage(state, seat.id),
        history=_history(state, seat.id),
    )


def _history(state: UnitState, seat: str) -> tuple[Step, ...]:
    known = {one.id: one for one in causes.of(state)}
    found: list[Step] = []
    before: Money | None = None
    for version in state.versions:
        portion = version.portion(seat)
        amount = portion.amount if portion else None
        cited = (c for one in version.changes if one.seat == seat for c in one.causes)
        moved = amount is not None and before is not None and amount != before
        found.append(
            Step(
                version=version.number,
                at=version.at,
                amount=amount,
                change=amount - before if moved and amount and before else None,
                causes=tuple(known.get(c, Cause(id=c, kind="event", words=c)) for c in cited),
                reason=version.reason,
            )
        )
        before = amount
    return tuple(found)


def respond(state: UnitState, person: str, at: datetime) -> Respond:
    """How the person stands to the version that is open."""
    number = state.current.number if state.current else 0
    joins = next((one.respond_by for one in state.joining if one.person == person), None)
    window = next((one.closes_at for one in state.windows if one.person == person), None)
    closes_at = joins or (None if state.pushback_closed else window)
    declines = (one for one in reversed(state.declines) if one.person == person)
    return Respond(
        closes_at=closes_at,
        days=(closes_at - at).days if closes_at else None,
        understood=state.answered("understood", person, number),
        no_concerns=state.answered("no_concerns", person, number),
        signed=person in state.signed(number),
        declined=next((one.words for one in declines if one.version == number), None),
    )


def items(state: UnitState, person: str) -> tuple[ItemView, ...]:
    """The person's own items."""
    return tuple(one for one in view.items(state) if one.item.person == person)
