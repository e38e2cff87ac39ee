"""How a value of the domain stands in a read model's row, which travels as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal

from pydantic import JsonValue

from domain.money import Money


def amount(money: Money | None) -> str | None:
    """Digits only; the currency is a column of its own."""
    return None if money is None else f"{money.amount:f}"


def number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def day(moment: date | datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def names(people: Iterable[str]) -> list[JsonValue]:
    return list(people)
