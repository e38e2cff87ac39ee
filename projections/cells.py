"""How a value of the domain stands in a read model's row, which travels as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pydantic import JsonValue

from domain.money import Money
from domain.people import Document


def amount(money: Money | None) -> str | None:
    """Digits only; the currency is a column of its own."""
    return None if money is None else f"{money.amount:f}"


def number(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def day(moment: date | datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def names(people: Iterable[str]) -> list[JsonValue]:
    return list(people)


def document(source: Document | None) -> dict[str, str | None]:
    """The columns `file` and `sha256`."""
    return {
        "file": source.name if source else None,
        "sha256": source.sha256 if source else None,
    }


def document_in(row: Mapping[str, Any]) -> Document | None:
    """The file that a row's columns name; None where it came from none."""
    return Document(name=row["file"], sha256=row["sha256"]) if row["sha256"] else None
