"""Whether an organisation is a rehearsal: all of its cycles are, or none is."""

from __future__ import annotations

from projections.fetching import fetched
from store.pool import Pool

KIND = "SELECT bool_or(rehearsal) AS rehearsal FROM read_models.cycles WHERE organisation = $1"


async def of(reader: Pool, organisation: str) -> bool | None:
    """None where nothing was started yet: the first cycle says what the organisation is."""
    (row,) = await fetched(reader, KIND, organisation)
    return None if row["rehearsal"] is None else bool(row["rehearsal"])
