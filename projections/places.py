"""In which units a person carries a portion or leads: where their own pages look, and no further."""

from __future__ import annotations

from projections.fetching import fetched
from store.pool import Pool

OWN = ("leader", "member", "joiner")
"""Offices that come with a number of one's own, or of one's team."""

PLACES = """
    SELECT unit FROM read_models.offices
    WHERE organisation = $1 AND cycle = $2 AND person = $3 AND unit <> ''
      AND offices && $4::text[]
    ORDER BY unit
"""


async def of(reader: Pool, organisation: str, cycle: str, person: str) -> tuple[str, ...]:
    """The units of one cycle in which the person leads, carries a portion, or joins."""
    rows = await fetched(reader, PLACES, organisation, cycle, person, list(OWN))
    return tuple(str(row["unit"]) for row in rows)
