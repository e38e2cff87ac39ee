"""Bullets: what came against what was agreed, one bar each, with the agreed as a mark."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.money import Money
from web.pictures.scale import ROW, Scale, Span, shortened

QUOTA = Decimal(100)
ROOM = Decimal(120)
"""A picture reaches at least so far, so that 100 percent never stands on its edge."""


@dataclass(frozen=True)
class Attained:
    """One line; `percent` None where there was no quota; `was` is what stood before a correction."""

    words: str
    actual: Money
    quota: Money
    percent: Decimal | None
    was: Decimal | None = None


@dataclass(frozen=True)
class Bullet:
    line: Attained
    label: str
    span: Span | None
    was: Decimal | None
    reached: bool
    y: int


@dataclass(frozen=True)
class Bullets:
    bullets: tuple[Bullet, ...]
    zero: Decimal
    quota: Decimal
    height: int

    @property
    def restated(self) -> bool:
        return any(one.was is not None for one in self.bullets)


def laid_out(lines: Sequence[Attained]) -> Bullets | None:
    """The picture, None without a line."""
    if not lines:
        return None
    shown = [one for line in lines for one in (line.percent, line.was) if one is not None]
    scale = Scale.over(shown, at_least=ROOM)
    bullets = tuple(
        Bullet(
            line=line,
            label=shortened(line.words),
            span=None if line.percent is None else scale.span(Decimal(0), line.percent),
            was=scale.at(line.was) if line.was is not None and line.was != line.percent else None,
            reached=line.percent is not None and line.percent >= QUOTA,
            y=number * ROW,
        )
        for number, line in enumerate(lines)
    )
    return Bullets(bullets, scale.at(Decimal(0)), scale.at(QUOTA), len(lines) * ROW)
