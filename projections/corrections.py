"""Where each correction of a cycle's facts stands, unit by unit: what waits for somebody to answer it."""

from __future__ import annotations

from collections.abc import Sequence

from domain.model import Value
from domain.words import Identifier, Sha256
from projections.fetching import fetched
from store.pool import Pool

STANDING = """
    SELECT unit, correction, sha256, known_at IS NOT NULL AS approved, ended_at IS NOT NULL AS ended
    FROM read_models.facts
    WHERE organisation = $1 AND cycle = $2 AND unit = ANY($3) AND correction <> ''
    UNION
    SELECT unit, correction, sha256, known_at IS NOT NULL, ended_at IS NOT NULL
    FROM read_models.goal_facts
    WHERE organisation = $1 AND cycle = $2 AND unit = ANY($3) AND correction <> ''
    ORDER BY unit, correction
"""


class Standing(Value):
    """A correction in one unit: approved, ended without that, or waiting; of a file by its hash."""

    unit: Identifier
    correction: Identifier
    sha256: Sha256 | None
    approved: bool
    ended: bool

    @property
    def waits(self) -> bool:
        return not self.approved and not self.ended


async def of(
    reader: Pool, organisation: str, cycle: str, units: Sequence[str]
) -> tuple[Standing, ...]:
    """Every correction of these units as it stands now."""
    found = await fetched(reader, STANDING, organisation, cycle, list(units))
    return tuple(Standing(**dict(row)) for row in found)
