"""What practices warned of, and where: shown, never blocking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domain.unit.plan import UnitState
from projections.cells import day
from projections.fetching import Found, fetched
from projections.write import Row
from store.pool import Pool

FINDINGS = """
    SELECT cycle, unit, practice, words, nullif(subject, '') AS subject, found_at, waived
    FROM read_models.findings
    WHERE organisation = $1 AND cycle = $2 AND unit = ANY($3)
    ORDER BY found_at, unit, stated
"""


def rows(state: UnitState) -> Mapping[str, Row]:
    """A finding by the version of the stream that raised it."""
    return {
        str(finding.stated): {
            "cycle": state.cycle,
            "unit": state.unit,
            "stated": finding.stated,
            "practice": finding.practice,
            "words": finding.words,
            "subject": finding.subject,
            "found_at": day(finding.at),
            "waived": finding.waived,
        }
        for finding in state.findings
    }


async def of(
    reader: Pool, organisation: str, cycle: str, units: Sequence[str]
) -> tuple[Found, ...]:
    """The findings of these units, in the order in which they were raised."""
    return await fetched(reader, FINDINGS, organisation, cycle, list(units))
