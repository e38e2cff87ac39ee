"""How a target is split into portions before anyone's judgement, so that they sum exactly.

The rounding rule is largest remainder (Hamilton): each portion first gets its share rounded down
to the minor unit, then the units left over go one each to the largest remainders, ties to the
seat named first. A plan rate says what one unit of a foreign currency is worth in the cycle's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

from domain.errors import Invalid
from domain.money import EXACT, Money, Percent, minor_unit
from domain.words import Identifier


class Basis(StrEnum):
    """How a portion was computed; judgement is never computed and needs its reason in words."""

    SHARE_OF_LAST_YEAR = "share_of_last_year"
    EQUAL_GROWTH = "equal_growth"
    POTENTIAL = "potential"
    WEIGHTS = "weights"
    JUDGEMENT = "judgement"

    @property
    def needs(self) -> str:
        return {"potential": "a potential", "weights": "a weight"}.get(self.value, "a prior year")


class SeatBasis(BaseModel):
    """What is known about a seat to split by; money in the seat's own currency."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seat: Identifier
    currency: str
    prior_year: Money | None = None
    potential: Money | None = None
    weight: Percent | None = None

    @model_validator(mode="after")
    def _usable(self) -> Self:
        for money in (self.prior_year, self.potential):
            if money is not None and (money.currency != self.currency or money.amount < 0):
                raise ValueError(f"{self.seat}: {money} must be in {self.currency}, zero or more")
        return self


class PortionShare(BaseModel):
    """A computed portion: `amount` in the seat's currency, `rolled_up` in the total's."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seat: Identifier
    amount: Money
    rolled_up: Money


def allocate(total: Money, weights: Sequence[Decimal]) -> tuple[Money, ...]:
    """The total in shares proportional to `weights`, summing to it exactly.

    Raises Invalid for a negative total, and unless the weights are finite, none of them negative
    and at least one above zero.
    """
    if total.amount < 0:
        raise Invalid(f"a total of {total} cannot be split: it is below zero")
    if any(not weight.is_finite() or weight < 0 for weight in weights):
        raise Invalid("a weight must be a number that is not below zero")
    whole = sum(map(Fraction, weights))
    if not whole:
        raise Invalid("at least one weight must be greater than zero")
    unit = minor_unit(total.currency)
    units = int(EXACT.divide(total.amount, unit))
    shares = [Fraction(weight) * units / whole for weight in weights]
    counts = _largest_remainder(units, shares)
    return tuple(Money.of(EXACT.multiply(Decimal(n), unit), total.currency) for n in counts)


def _largest_remainder(units: int, shares: Sequence[Fraction]) -> list[int]:
    counts = [int(share) for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda i: counts[i] - shares[i])
    for lucky in by_remainder[: units - sum(counts)]:
        counts[lucky] += 1
    return counts


def split(
    total: Money, seats: Sequence[SeatBasis], basis: Basis, rates: Mapping[str, Decimal]
) -> tuple[PortionShare, ...]:
    """A portion for each seat by one basis; `rolled_up` sums to the total exactly.

    `share_of_last_year` weighs by prior year at plan rates: a seat that had nothing gets nothing.
    `equal_growth` raises every prior year by the same percentage, which gives the same amounts,
    but is refused when a seat had no prior year, for there is no percentage of nothing; the
    growth (or cut) is whatever takes the sum of the prior years to the total. `potential` and
    `weights` weigh by those. `amount` is `rolled_up` turned back at the plan rate and rounded
    half-even to the seat's minor unit, so the amounts alone need not sum to anything exactly.

    Raises Invalid naming the seats that lack what the basis needs, seats named twice, and
    currencies without a plan rate.
    """
    if not seats:
        raise Invalid("there is no seat to split the target over")
    names = [seat.seat for seat in seats]
    _refuse([name for name, times in Counter(names).items() if times > 1], "named twice")
    shares = allocate(total, _weights(total, seats, basis, rates))
    return tuple(
        PortionShare(
            seat=seat.seat,
            amount=rolled_up.converted_back(
                plan_rate(seat.currency, total.currency, rates), seat.currency
            ),
            rolled_up=rolled_up,
        )
        for seat, rolled_up in zip(seats, shares, strict=True)
    )


def plan_rate(currency: str, into: str, rates: Mapping[str, Decimal]) -> Decimal:
    """What one unit of `currency` is worth in the cycle's currency; 1 for that one itself."""
    if currency == into:
        return Decimal(1)
    rate = rates.get(currency)
    if rate is None or rate <= 0:
        raise Invalid(f"there is no plan rate from {currency} to {into}", missing=(currency,))
    return rate


def rolled_up_matches(amount: Money, rolled_up: Money, rate: Decimal) -> bool:
    """Whether an amount in its own currency and its roll-up state the same portion.

    They do when converting either way meets the other to within one minor unit. One direction is
    enough: where a yen is worth ten of the other's minor units, no yen amount can do better.
    """
    over = amount.converted(rate, rolled_up.currency) - rolled_up
    back = rolled_up.converted_back(rate, amount.currency) - amount
    return any(money.amount.copy_abs() <= minor_unit(money.currency) for money in (over, back))


def _weights(
    total: Money, seats: Sequence[SeatBasis], basis: Basis, rates: Mapping[str, Decimal]
) -> list[Decimal]:
    found = [(seat, _measure(seat, basis)) for seat in seats]
    _refuse([seat.seat for seat, measure in found if measure is None], f"without {basis.needs}")
    return [
        EXACT.multiply(measure.amount, plan_rate(measure.currency, total.currency, rates))
        if isinstance(measure, Money)
        else measure
        for _, measure in found
        if measure is not None
    ]


def _measure(seat: SeatBasis, basis: Basis) -> Money | Decimal | None:
    if basis is Basis.JUDGEMENT:
        raise Invalid("judgement is a person's: enter each portion with its reason")
    if basis is Basis.POTENTIAL:
        return seat.potential
    if basis is Basis.WEIGHTS:
        return seat.weight
    grows = basis is Basis.EQUAL_GROWTH
    nothing = seat.prior_year is not None and seat.prior_year.amount == 0
    return None if grows and nothing else seat.prior_year


def _refuse(seats: Sequence[str], why: str) -> None:
    if seats:
        raise Invalid(f"seats {why}: {', '.join(seats)}", missing=tuple(seats))
