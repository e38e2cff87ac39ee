"""A waterfall: from one amount to another by the steps that lie between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.money import Money
from web.pictures.scale import ROW, Scale, Span, shortened


class DoesNotAddUp(ValueError):
    """The steps before a total do not lead to it: the picture would show what is not so."""


@dataclass(frozen=True)
class Step:
    """A total that is reached, or a change from the one before; `why` is for the table."""

    words: str
    amount: Money
    total: bool = False
    why: str = ""


@dataclass(frozen=True)
class Bar:
    """One step in its place; `after` is the sum with it."""

    step: Step
    label: str
    kind: str
    after: Money
    span: Span
    ends_at: Decimal
    y: int


@dataclass(frozen=True)
class Waterfall:
    bars: tuple[Bar, ...]
    zero: Decimal
    height: int

    @property
    def first(self) -> Bar:
        return self.bars[0]

    @property
    def last(self) -> Bar:
        return self.bars[-1]


def laid_out(steps: Sequence[Step]) -> Waterfall | None:
    """The picture, None without a step. Raises DoesNotAddUp for a total that is not the sum."""
    if not steps:
        return None
    sums = _sums(steps)
    scale = Scale.over(one.amount for one in sums)
    bars = []
    before = Money.zero(sums[0].currency)
    for number, (step, after) in enumerate(zip(steps, sums, strict=True)):
        begins = Decimal(0) if step.total else before.amount
        bars.append(
            Bar(
                step=step,
                label=shortened(step.words),
                kind=_kind(step),
                after=after,
                span=scale.span(begins, after.amount),
                ends_at=scale.at(after.amount),
                y=number * ROW,
            )
        )
        before = after
    return Waterfall(tuple(bars), scale.at(Decimal(0)), len(steps) * ROW)


def _sums(steps: Sequence[Step]) -> tuple[Money, ...]:
    found = [steps[0].amount]
    for step in steps[1:]:
        if step.total and step.amount != found[-1]:
            raise DoesNotAddUp(f"{step.words} is {step.amount}; the steps lead to {found[-1]}")
        found.append(step.amount if step.total else found[-1] + step.amount)
    return tuple(found)


def _kind(step: Step) -> str:
    if step.total:
        return "total"
    if not step.amount.amount:
        return "none"
    return "up" if step.amount.amount > 0 else "down"
