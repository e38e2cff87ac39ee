"""How people of a unit feel, week by week: only of weeks that are over, and of groups large enough.

The answers are counted and say of nobody what they answered; they are nowhere on the record.
"""

from __future__ import annotations

from datetime import date

from projections.fetching import Found, fetched
from store.pool import Pool

FELT = """
    SELECT unit, week, sum(answers)::integer AS answers,
           round(sum(answer * answers)::numeric / sum(answers), 1) AS mean
    FROM tally.pulse
    WHERE organisation = $1 AND cycle = $2 AND week < $3
    GROUP BY unit, week HAVING sum(answers) >= $4 ORDER BY week, unit
"""


def week_of(day: date) -> str:
    """`2027-w05`, as ISO 8601 counts weeks."""
    year, week, _ = day.isocalendar()
    return f"{year}-w{week:02}"


async def of(
    reader: Pool, organisation: str, cycle: str, *, before: str, least: int
) -> tuple[Found, ...]:
    """Each unit's own people by week, where at least so many answered."""
    return await fetched(reader, FELT, organisation, cycle, before, least)
