"""How far plans were carried out as known at a moment: from the rows of now, where they are older."""

from __future__ import annotations

from datetime import datetime

from projections import spread
from projections.execution import Asked, Execution, Known, known, read, told
from projections.fetching import fetched
from projections.streams import Streams, Until

# A row has the version that last changed it, and a stream's times only go on.
OLDER = """
    SELECT x.unit, CASE WHEN x.unit = ANY($3) THEN x.carried END AS carried,
           x.carried -> 'percents' AS percents
    FROM read_models.executions AS x JOIN tally.events AS e USING (organisation, stream, version)
    WHERE organisation = $1 AND x.cycle = $2 AND x.unit = ANY($3::text[] || $4::text[])
      AND (e.body ->> 'occurred_at')::timestamptz <= $5
"""


async def then(
    streams: Streams, organisation: str, cycle: str, asked: Asked, at: datetime
) -> Execution:
    """What these units' plans said at a moment; only those whose row changed since are folded."""
    place = (organisation, cycle)
    rows = await fetched(streams.reader, OLDER, *place, *map(list, asked), at)
    found = {str(row["unit"]): read(row) for row in rows}
    units = tuple(dict.fromkeys((*asked.teams, *asked.beside)))
    changed = tuple(one for one in units if one not in found)
    for plan in await streams.units_then(*place, changed, Until(at=at)):
        named = plan.unit in asked.teams
        found[plan.unit] = known(plan) if named else Known(spread.percents(plan))
    return told((found[one] for one in units if one in found), at)
