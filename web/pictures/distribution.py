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
    return counted(
        [
            (
                None if place == 0 else LOWEST + WIDTH * (place - 1),
                None if place == _LAST else LOWEST + WIDTH * place,
                places.count(place),
            )
            for place in range(min(places), max(places) + 1)
        ]
    )


def counted(bands: Sequence[tuple[Decimal | None, Decimal | None, int]]) -> Distribution | None:
    """The picture of people who were counted by band; None where there is nobody."""
    scale = Scale.over(Decimal(count) for _, _, count in bands)
    bins = tuple(
        Bin(low, high, count, scale.span(Decimal(0), Decimal(count)), number * ROW)
        for number, (low, high, count) in enumerate(bands)
    )
    people = sum(one.count for one in bins)
    reached = sum(one.count for one in bins if one.reached)
    return Distribution(bins, people, reached, len(bins) * ROW) if people else None


_LAST = int((HIGHEST - LOWEST) / WIDTH) + 1


def _place(value: Decimal) -> int:
    if value < LOWEST:
        return 0
    return min(int((value - LOWEST) // WIDTH) + 1, _LAST)
