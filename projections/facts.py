"""What is known of results: each seat's actual per period, as booked and restated, with its sources."""

from __future__ import annotations

from collections.abc import Iterator

from domain.model import Value
from domain.money import Money, total
from domain.people import Document
from domain.unit.plan import Correction, UnitState
from domain.words import Identifier, Instant, Title


class Fact(Value):
    """What one seat brought in of one measure in one period, in the seat's currency.

    `person` answers for the seat at the moment that is asked about, who may not be who did in the
    period; a vacant seat is the leader's. `booked` is as first recorded, `actual` with every approved correction, which are named.
    """

    person: Identifier
    seat: Identifier
    title: Title
    measure: Identifier
    period: str
    booked: Money
    actual: Money
    corrections: tuple[Identifier, ...]


class Source(Value):
    """Where a period's facts came from; `control_total` is their sum at plan rates as booked."""

    period: str
    document: Document
    lines: int
    control_total: Money


class Facts(Value):
    """`known_at` is the moment that is asked about; corrections that wait stand in `proposed`."""

    unit: Identifier
    version: int
    known_at: Instant
    facts: tuple[Fact, ...]
    sources: tuple[Source, ...]
    proposed: tuple[Correction, ...]


def of(state: UnitState, known_at: Instant) -> Facts:
    """A unit's facts as its plan, folded up to that moment, has them."""
    return Facts(
        unit=state.unit,
        version=state.version,
        known_at=known_at,
        facts=tuple(_facts(state)),
        sources=tuple(
            Source(
                period=one.period,
                document=one.source,
                lines=len(one.lines),
                control_total=total(
                    (state.rolled_up(line.amount) for line in one.lines), state.currency
                ),
            )
            for one in state.actuals
        ),
        proposed=tuple(one for one in state.corrections if one.approved_by is None),
    )


def _facts(state: UnitState) -> Iterator[Fact]:
    for recorded in state.actuals:
        for line in recorded.lines:
            seat = state.seat(line.seat)
            if seat is None:
                continue
            yield Fact(
                person=state.owner(seat),
                seat=seat.id,
                title=seat.title,
                measure=seat.target,
                period=recorded.period,
                booked=line.amount,
                actual=state.actual(seat.id, (recorded.period,)),
                corrections=_corrected(state, seat.id, recorded.period),
            )


def _corrected(state: UnitState, seat: str, period: str) -> tuple[Identifier, ...]:
    return tuple(
        one.proposed.correction
        for one in state.corrections
        if one.approved_by is not None
        and any((line.seat, line.period) == (seat, period) for line in one.proposed.lines)
    )
