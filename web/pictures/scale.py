"""Where an exact number stands on a line: in percent of the picture's width."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from domain.money import EXACT
from web.cutting import cut

HUNDREDTH = Decimal("0.01")
WHOLE = Decimal(100)
ROW = 44
"""Height of a row: a line of text with its bar below."""


@dataclass(frozen=True)
class Span:
    """A bar's place, both in percent of the width."""

    x: Decimal
    width: Decimal

    @property
    def end(self) -> Decimal:
        return self.x + self.width


@dataclass(frozen=True)
class Scale:
    """From `low` at the left edge to `high` at the right one."""

    low: Decimal
    high: Decimal

    @classmethod
    def over(cls, values: Iterable[Decimal], *, at_least: Decimal = Decimal(0)) -> Scale:
        """A scale that has zero and all of these on it: a bar that begins elsewhere would lie."""
        known = (Decimal(0), at_least, *values)
        low, high = min(known), max(known)
        return cls(low, high if high > low else low + 1)

    def at(self, value: Decimal) -> Decimal:
        """The place of a value; what lies outside stands on the edge."""
        inside = min(max(value, self.low), self.high)
        part = EXACT.divide(EXACT.subtract(inside, self.low), EXACT.subtract(self.high, self.low))
        return EXACT.multiply(part, WHOLE).quantize(HUNDREDTH, context=EXACT)

    def span(self, one: Decimal, other: Decimal) -> Span:
        """The bar between two values, whichever is larger."""
        places = sorted((self.at(one), self.at(other)))
        return Span(places[0], places[1] - places[0])


def shortened(words: str, most: int = 30) -> str:
    """Words that fit beside a number on a phone; the table beside the picture has all of them."""
    return cut(words, most)
