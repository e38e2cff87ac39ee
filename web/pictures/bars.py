"""Bars of portions: who carries how much of one sum, each beside its last year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.money import Money, total
from web.pictures.scale import ROW, Scale, Span, shortened


@dataclass(frozen=True)
class Part:
    """A part in the sum's own currency; `beside` is what it is held against, such as last year."""

    words: str
    amount: Money
    beside: Money | None = None
    own: Money | None = None
    """The amount as its owner agreed it, where that is another currency."""


@dataclass(frozen=True)
class Bar:
    part: Part
    label: str
    share: Decimal | None
    span: Span
    beside: Decimal | None
    y: int


@dataclass(frozen=True)
class Bars:
    bars: tuple[Bar, ...]
    sum: Money
    zero: Decimal
    height: int

    @property
    def compared(self) -> bool:
        return any(one.beside is not None for one in self.bars)


def laid_out(parts: Sequence[Part]) -> Bars | None:
    """The picture, None without a part. Amounts are in one currency."""
    if not parts:
        return None
    whole = total((one.amount for one in parts), parts[0].amount.currency)
    beside = [one.beside.amount for one in parts if one.beside is not None]
    scale = Scale.over([*(one.amount.amount for one in parts), *beside])
    bars = tuple(
        Bar(
            part=part,
            label=shortened(part.words),
            share=part.amount.share_of(whole, places=1) if whole.amount > 0 else None,
            span=scale.span(Decimal(0), part.amount.amount),
            beside=None if part.beside is None else scale.at(part.beside.amount),
            y=number * ROW,
        )
        for number, part in enumerate(parts)
    )
    return Bars(bars, whole, scale.at(Decimal(0)), len(parts) * ROW)
