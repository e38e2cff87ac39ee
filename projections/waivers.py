"""Which gates are waived for a while, and which waivers wait for the second of two people."""

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
PROPOSED = """
    SELECT unit, subject AS waiver, words, due_at AS expires_at,
           array_agg(person ORDER BY person) AS waits_for
    FROM read_models.inbox
    WHERE organisation = $1 AND cycle = $2 AND unit = ANY($3) AND kind = 'waiver' AND due_at > $4
    GROUP BY unit, subject, words, due_at
    ORDER BY due_at, unit, subject
"""
AND = " and "


def rows(state: UnitState) -> Mapping[str, Row]:
    """A row for each waiver, in the order in which they were given; `waived_by` names both."""
    return {
        str(number): {
            "cycle": state.cycle,
            "unit": state.unit,
            "number": number,
            "practice": one.practice,
            "subject": one.subject,
            "waived_by": AND.join(who for who in (one.proposed_by, one.waived_by) if who),
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


async def proposed_at(
    reader: Pool, organisation: str, cycle: str, units: Sequence[str], at: datetime
) -> tuple[Found, ...]:
    """What is proposed and not agreed at an instant, and whom it waits for."""
    return await fetched(reader, PROPOSED, organisation, cycle, list(units), at)
