"""Rows of a read model as an answer holds them: amounts as text, instants and dates as values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from store.errors import outcome_unknown
from store.pool import Pool

Cell = str | int | bool | Decimal | date | datetime | list[str] | None
Found = Mapping[str, Cell]


async def fetched(reader: Pool, query: str, *arguments: object) -> tuple[Found, ...]:
    """Every row of a query, by column; raises OutcomeUnknown where the record does not answer."""
    with outcome_unknown():
        rows = await reader.fetch(query, *arguments)
    return tuple(dict(row) for row in rows)
