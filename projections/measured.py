"""What came of it: attainment by seat and period, the year's result, and who judged best."""

from __future__ import annotations

from collections.abc import Sequence

from domain.errors import Unknown
from domain.model import Value
from domain.money import Money, Percent
from domain.unit import attainment
from domain.unit import values as v
from domain.unit.plan import Correction, Review, UnitState
from domain.words import LONGEST_NAME


class SeatLine(Value):
    """One seat over these periods: the quota in force for them, and what came, restated.

    `original` is against the quota first in force, `current` against the one in force now, both
    on facts as first recorded; a seat that came later has no original.
    """

    seat: str
    person: str
    periods: tuple[str, ...]
    quota: Money
    actual: Money
    percent: Percent | None
    original: v.Attainment | None
    current: v.Attainment | None


class Measured(Value):
    """`figures` have every correction in them; `closed` is what stood at the close.

    `seats` are over the periods that were asked for, else over all that are recorded.
    """

    unit: str
    recorded: tuple[str, ...]
    seats: tuple[SeatLine, ...]
    by_period: tuple[SeatLine, ...]
    figures: tuple[v.Figures, ...]
    closed: tuple[v.Figures, ...]
    restated: bool
    reviews: tuple[Review, ...]
    corrections: tuple[Correction, ...]
    calibration: tuple[v.Calibration, ...]


def of(state: UnitState, periods: Sequence[str] = ()) -> Measured:
    """Original, current and restated attainment of a unit and of each of its seats.

    Raises Unknown for a period that the cycle does not have.
    """
    asked, recorded = known_periods(state, periods), known_periods(state)
    figures = attainment.figures(state)
    closed = state.closed.figures if state.closed else ()
    return Measured(
        unit=state.unit,
        recorded=recorded,
        seats=_seats(state, asked),
        by_period=tuple(line for label in recorded for line in _seats(state, (label,))),
        figures=figures,
        closed=closed,
        restated=bool(closed) and closed != figures,
        reviews=state.reviews,
        corrections=state.corrections,
        calibration=state.closed.calibration if state.closed else attainment.calibration(state),
    )


def known_periods(state: UnitState, periods: Sequence[str] = ()) -> tuple[str, ...]:
    """These periods, else all that are recorded; raises Unknown for one that there is not."""
    known = tuple(period.label for period in state.periods)
    for asked in periods:
        if asked not in known:
            raise Unknown(
                f"{state.cycle} has no period {asked[:LONGEST_NAME]!r}; it has {', '.join(known)}."
            )
    recorded = {one.period for one in state.actuals}
    return tuple(periods) or tuple(one for one in known if one in recorded)


def _seats(state: UnitState, periods: tuple[str, ...]) -> tuple[SeatLine, ...]:
    first = state.in_force[0] if state.in_force else None
    return tuple(
        SeatLine(
            seat=seat.id,
            person=state.owner(seat),
            periods=periods,
            original=attainment.as_booked(first, state, seat.id, periods),
            current=attainment.as_booked(state.running, state, seat.id, periods),
            **dict(found),
        )
        for seat in state.seats
        if (found := attainment.of_seat(state, seat.id, periods)) is not None
    )
