"""What one person decided in one stream, by command: of which there is a receipt for them."""

from __future__ import annotations

from datetime import datetime

from domain.model import Value
from projections.acted import in_words
from projections.fetching import fetched
from store.pool import Pool

MAKER = """
    SELECT body ->> 'actor' AS actor FROM tally.events
    WHERE organisation = $1 AND stream = $2 AND command_id = $3 ORDER BY version LIMIT 1
"""
BY = """
    SELECT command_id, array_agg(type ORDER BY version) AS types, max(position) AS position,
           min((body ->> 'occurred_at')::timestamptz) AS occurred_at,
           max(position) <= (
               SELECT coalesce(max(size), 0) FROM tally.checkpoints WHERE organisation = $1
           ) AS witnessed
    FROM tally.events
    WHERE organisation = $1 AND stream = $2 AND body ->> 'actor' = $3
    GROUP BY command_id ORDER BY position DESC
"""


class Decided(Value):
    """A command with the types of its events, up to `position`; no words of it are read."""

    command_id: str
    types: tuple[str, ...]
    position: int
    occurred_at: datetime
    witnessed: bool

    @property
    def words(self) -> str:
        return ", ".join(dict.fromkeys(map(in_words, self.types)))


async def maker(reader: Pool, organisation: str, stream: str, command_id: str) -> str | None:
    """Who gave the command; None where nothing is recorded of it."""
    rows = await fetched(reader, MAKER, organisation, stream, command_id)
    return str(rows[0]["actor"]) if rows else None


async def of(reader: Pool, organisation: str, stream: str, person: str) -> tuple[Decided, ...]:
    """What the person decided there, the latest first."""
    rows = await fetched(reader, BY, organisation, stream, person)
    return tuple(Decided.model_validate(row) for row in rows)
