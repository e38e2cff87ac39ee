"""Exact amounts with their currency, exchange rates and percentages; never a float."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from functools import cache
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    ValidationError,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)

from domain.currencies import MINOR_UNITS
from domain.errors import Invalid

LARGEST = Decimal(10) ** 15
RATE_DECIMALS = 10
# A context of our own: the thread's may have been changed, and its 28 digits round products.
EXACT = Context(prec=80)

_PLAIN = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,20})?")
_HUNDRED = Decimal(100)
_FINEST = Decimal(1).scaleb(-RATE_DECIMALS)


def plain_decimal(value: object) -> Decimal:
    """An exact number from a Decimal, an int or a plain string such as ``-25.40``.

    Raises ValueError for floats, booleans, exponents, separators, NaN, infinity and anything
    larger than `LARGEST` either way.
    """
    if isinstance(value, str):
        if not _PLAIN.fullmatch(value):
            raise ValueError(f"{value[:40]!r} is not a plain number such as 25.40")
    elif isinstance(value, bool) or not isinstance(value, (Decimal, int)):
        raise ValueError(f"a {type(value).__name__} is no exact number; write it as text")  # noqa: TRY004 - pydantic reports ValueError only
    number = Decimal(value)
    if not number.is_finite():
        raise ValueError("a number must be finite")
    if number.copy_abs() > LARGEST:
        raise ValueError(f"a number may not be larger than {LARGEST:f}")
    return number or Decimal(0)


def plain_text(value: Decimal) -> str:
    """The shortest plain writing of a number: no exponent, no trailing zeros."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _few_decimals(value: Decimal) -> Decimal:
    shortest = Decimal(plain_text(value))
    if shortest.quantize(_FINEST, context=EXACT) != shortest:
        raise ValueError(f"at most {RATE_DECIMALS} decimals can be kept")
    return shortest


def _above_zero(value: Decimal) -> Decimal:
    if value <= 0:
        raise ValueError("a rate must be greater than zero")
    return value


Percent = Annotated[
    Decimal,
    BeforeValidator(plain_decimal),
    AfterValidator(_few_decimals),
    PlainSerializer(plain_text, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": f"^{_PLAIN.pattern}$"}),
]
Rate = Annotated[Percent, AfterValidator(_above_zero)]


@cache
def minor_unit(currency: str) -> Decimal:
    """The smallest amount of a currency: 0.01 USD, 1 JPY, 0.001 KWD.

    Raises Invalid for what is no active ISO 4217 code.
    """
    if currency not in MINOR_UNITS:
        raise Invalid(f"{currency[:10]!r} is not an active ISO 4217 currency code such as EUR")
    return Decimal(1).scaleb(-MINOR_UNITS[currency])


def percent(part: Decimal, whole: Decimal, *, places: int = 2) -> Decimal:
    """What percentage of `whole` the `part` is, rounded half-up, once, from the exact quotient.

    Half-up because a reader checks a percentage by hand. Once, because 106.549 is 106.5 at one
    place though it is 106.55 at two: ask for the places that are shown. Raises Invalid when
    `whole` is not above zero.
    """
    if whole <= 0:
        raise Invalid("a percentage needs a whole that is greater than zero")
    return _half_up(EXACT.divide(EXACT.multiply(part, _HUNDRED), whole), places)


def mean(numbers: Iterable[Decimal], *, places: int = 2) -> Decimal | None:
    """Their mean, rounded like a percentage; None of nothing."""
    found = list(numbers)
    if not found:
        return None
    return _half_up(EXACT.divide(sum(found, Decimal(0)), Decimal(len(found))), places)


def _half_up(exact: Decimal, places: int) -> Decimal:
    return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=EXACT)


class Money(BaseModel):
    """An amount in one currency, exact to its minor unit, at most `LARGEST` either way.

    Validation raises pydantic's ValidationError; `of` and every operation raise Invalid.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    currency: str
    amount: Annotated[
        Decimal,
        BeforeValidator(plain_decimal),
        WithJsonSchema({"type": "string", "pattern": f"^{_PLAIN.pattern}$"}),
    ]

    @field_validator("currency")
    @classmethod
    def _known(cls, code: str) -> str:
        if code not in MINOR_UNITS:
            raise ValueError(f"{code[:10]!r} is not an active ISO 4217 currency code such as EUR")
        return code

    @field_validator("amount")
    @classmethod
    def _exact(cls, amount: Decimal, info: ValidationInfo) -> Decimal:
        if (currency := info.data.get("currency")) is None:
            return amount
        if amount.same_quantum(unit := minor_unit(currency)):
            return amount
        exact = amount.quantize(unit, context=EXACT)
        if exact != amount:
            raise ValueError(f"{currency} is counted in {MINOR_UNITS[currency]} decimals")
        return exact

    @classmethod
    def of(cls, amount: Decimal | str | int, currency: str) -> Self:
        try:
            return cls(amount=amount, currency=currency)  # type: ignore[arg-type] # text and int become Decimal
        except ValidationError as refused:
            raise Invalid("; ".join(_sentences(refused))) from refused

    @staticmethod
    def kept(amount: Decimal, currency: str) -> Money:
        """An amount as a read model has it, which was one when it was written.

        Validating it again would cost most of what a page of many units does.
        """
        exact = amount.quantize(minor_unit(currency), context=EXACT)
        return Money.model_construct(currency=currency, amount=exact)

    @classmethod
    @cache
    def zero(cls, currency: str) -> Self:
        return cls.of(0, currency)

    def __str__(self) -> str:
        return f"{self.currency} {self.amount:f}"

    def __add__(self, other: Money) -> Money:
        return _counted(EXACT.add(self.amount, self._alike(other)), self.currency)

    def __sub__(self, other: Money) -> Money:
        return _counted(EXACT.subtract(self.amount, self._alike(other)), self.currency)

    def __neg__(self) -> Money:
        return Money.of(self.amount.copy_negate(), self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._alike(other)

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._alike(other)

    def __gt__(self, other: Money) -> bool:
        return self.amount > self._alike(other)

    def __ge__(self, other: Money) -> bool:
        return self.amount >= self._alike(other)

    def converted(self, rate: Decimal, to: str) -> Money:
        """This amount in another currency: one unit of ours is worth `rate` of `to`.

        Rounded half-even to the minor unit of `to`, so that a long roll-up does not drift.
        """
        return _rounded(EXACT.multiply(self.amount, rate), to)

    def converted_back(self, rate: Decimal, to: str) -> Money:
        """The reverse of `converted`: one unit of `to` is worth `rate` of ours."""
        if rate <= 0:
            raise Invalid("an exchange rate must be greater than zero")
        return _rounded(EXACT.divide(self.amount, rate), to)

    def scaled(self, factor: Decimal) -> Money:
        """This amount times a factor, rounded half-even to the minor unit."""
        return _rounded(EXACT.multiply(self.amount, factor), self.currency)

    def at_percent(self, of_hundred: Decimal) -> Money:
        """So many percent of this amount, rounded half-even to the minor unit."""
        return _rounded(
            EXACT.divide(EXACT.multiply(self.amount, of_hundred), _HUNDRED), self.currency
        )

    def share_of(self, whole: Money, *, places: int = 2) -> Decimal:
        """What percentage of `whole` this is; see `percent`."""
        return percent(self.amount, self._alike(whole), places=places)

    def _alike(self, other: Money) -> Decimal:
        if self.currency != other.currency:
            raise Invalid(f"{other} cannot be set against {self}: convert one of them first")
        return other.amount


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The sum of amounts that are all in `currency`; zero when there are none."""
    zero = Money.zero(currency)
    exact = zero.amount
    for amount in amounts:
        exact = EXACT.add(exact, zero._alike(amount))  # noqa: SLF001 - of this very class
    return _counted(exact, currency)


def _rounded(exact: Decimal, currency: str) -> Money:
    if not exact.is_finite() or exact.copy_abs() > LARGEST:
        raise Invalid(f"an amount may not be larger than {LARGEST:f}")
    return Money.of(
        exact.quantize(minor_unit(currency), rounding=ROUND_HALF_EVEN, context=EXACT), currency
    )


def _counted(minor_units: Decimal, currency: str) -> Money:
    """What a sum of amounts is: exact and in a known currency, as they are, but perhaps too large.

    Validating it again would cost most of what a decision's arithmetic does.
    """
    if minor_units.copy_abs() > LARGEST:
        raise Invalid(f"an amount may not be larger than {LARGEST:f}")
    return Money.model_construct(currency=currency, amount=minor_units)


def _sentences(refused: ValidationError) -> Iterable[str]:
    for problem in refused.errors(include_url=False, include_input=False):
        yield problem["msg"].removeprefix("Value error, ")
