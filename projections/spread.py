"""The middle beside the best: attainment of people per measure, over what is recorded (S4-24)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from statistics import median

from domain.model import Value
from domain.money import Percent
from domain.unit import attainment
from domain.unit.plan import UnitState
from domain.words import Identifier

LEAST = 4
"""A quarter of fewer people is nobody."""


class Spread(Value):
    """`top_quartile` is what the best quarter reach at least; none below four people.

    Who leads a unit below carries its sum, and is not counted beside its people.
    """

    measure: Identifier
    people: int
    median: Percent | None
    top_quartile: Percent | None


class Percents(Value):
    """What those of one plan attained who carry a quota of a measure themselves, each by one number."""

    measure: Identifier
    percents: tuple[Percent, ...]


def of(known: Iterable[Percents]) -> tuple[Spread, ...]:
    """Each measure once, over everybody in these plans together."""
    found: dict[str, list[Decimal]] = {}
    for one in known:
        found.setdefault(one.measure, []).extend(one.percents)
    return tuple(spread(measure, sorted(percents)) for measure, percents in found.items())


def percents(plan: UnitState) -> tuple[Percents, ...]:
    return tuple(
        Percents(measure=measure, percents=tuple(_percents(plan, measure)))
        for measure in dict.fromkeys(seat.target for seat in plan.seats)
    )


def spread(measure: str, percents: Sequence[Decimal]) -> Spread:
    enough = len(percents) >= LEAST
    return Spread(
        measure=measure,
        people=len(percents),
        median=median(percents).quantize(Decimal("0.01")) if enough else None,
        top_quartile=percents[-(len(percents) // LEAST)] if enough else None,
    )


def _percents(plan: UnitState, measure: str) -> Iterable[Decimal]:
    recorded = tuple(one.period for one in plan.actuals)
    for person in plan.members if recorded else ():
        seats = plan.seats_of(person)
        own = [one for one in seats if one.target == measure and one.leads is None]
        result = attainment.of_seats(plan, own, recorded)
        if result is not None and result.percent is not None:
            yield result.percent
