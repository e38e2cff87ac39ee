"""A distribution of attainment: how many people stand in each ten percent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.money import percent
from web.pictures.scale import ROW, Scale, Span

WIDTH = Decimal(10)
LOWEST, HIGHEST = Decimal(50), Decimal(150)
QUOTA = Decimal(100)


@dataclass(frozen=True)
class Bin:
    """People from `low` up to but not at `high`; None where it is open at that end."""

    low: Decimal | None
    high: Decimal | None
    count: int
    span: Span
    y: int

    @property
    def reached(self) -> bool:
        return self.low is not None and self.low >= QUOTA


@dataclass(frozen=True)
class Distribution:
    bins: tuple[Bin, ...]
    count: int
    reached: int
    height: int

    @property
    def reached_percent(self) -> Decimal:
        return percent(Decimal(self.reached), Decimal(self.count), places=1)


def laid_out(attainments: Sequence[Decimal]) -> Distribution | None:
    """The picture, None where nobody has an attainment. Bins of equal width; ends are open."""
    if not attainments:
        return None
    places = [_place(one) for one in attainments]
    shown = range(min(places), max(places) + 1)
    counts = [places.count(place) for place in shown]
    scale = Scale.over(Decimal(one) for one in counts)
    bins = tuple(
        Bin(
            low=None if place == 0 else LOWEST + WIDTH * (place - 1),
            high=None if place == _LAST else LOWEST + WIDTH * place,
            count=count,
            span=scale.span(Decimal(0), Decimal(count)),
            y=number * ROW,
        )
        for number, (place, count) in enumerate(zip(shown, counts, strict=True))
    )
    reached = sum(one >= QUOTA for one in attainments)
    return Distribution(bins, len(attainments), reached, len(bins) * ROW)


_LAST = int((HIGHEST - LOWEST) / WIDTH) + 1


def _place(value: Decimal) -> int:
    if value < LOWEST:
        return 0
    return min(int((value - LOWEST) // WIDTH) + 1, _LAST)
