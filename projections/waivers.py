"""Which gates are waived for a while: the practice, for what, by whom, why, until when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from domain.unit.plan import UnitState
from projections.cells import day
from projections.fetching import Found, fetched
from projections.write import Row
from store.pool import Pool

OPEN = """
    SELECT unit, practice, subject, waived_by, reason, expires_at
    FROM read_models.waivers
    WHERE organisation = $1 AND cycle = $2 AND unit = ANY($3) AND expires_at > $4
    ORDER BY expires_at, unit, number
"""


def rows(state: UnitState) -> Mapping[str, Row]:
    """A row for each waiver, in the order in which they were given."""
    return {
        str(number): {
            "cycle": state.cycle,
            "unit": state.unit,
            "number": number,
            "practice": one.practice,
            "subject": one.subject,
            "waived_by": one.waived_by,
            "reason": one.reason,
            "expires_at": day(one.expires_at),
        }
        for number, one in enumerate(state.waivers, 1)
    }


async def open_at(
    reader: Pool, organisation: str, cycle: str, units: Sequence[str], at: datetime
) -> tuple[Found, ...]:
    """What is waived at an instant in these units, what ends first first."""
    return await fetched(reader, OPEN, organisation, cycle, list(units), at)
