"""One person's work across the cycles of an organisation: theirs, others', and what they did."""

from __future__ import annotations

from collections.abc import Sequence

import store.read
from projections.fetching import Found, fetched
from store.errors import outcome_unknown
from store.model import Recorded
from store.pool import Pool

MINE = """
    SELECT nullif(i.cycle, '') AS cycle, c.name AS cycle_name, nullif(i.unit, '') AS unit,
           u.name AS unit_name, u.leader, i.kind, i.subject, i.due_at, i.words, c.rehearsal, c.zone
    FROM read_models.inbox AS i
    LEFT JOIN read_models.cycles AS c USING (organisation, cycle)
    LEFT JOIN read_models.units AS u USING (organisation, cycle, unit)
    WHERE organisation = $1 AND i.person = $2
    ORDER BY i.due_at NULLS LAST, i.cycle, i.unit, i.kind, i.subject
"""

# A leader waits for everybody in the plan; a member for what the leader owes them all, and for
# the answer to an objection of their own.
OTHERS = """
    SELECT i.cycle, c.name AS cycle_name, i.unit, u.name AS unit_name, i.person, i.kind,
           i.subject, i.due_at, i.words, m.role, c.zone
    FROM read_models.members AS m
    JOIN read_models.units AS u USING (organisation, cycle, unit)
    JOIN read_models.cycles AS c USING (organisation, cycle)
    JOIN read_models.inbox AS i USING (organisation, cycle, unit)
    WHERE organisation = $1 AND m.person = $2 AND i.person <> $2
      AND (
          m.role = 'leader'
          OR i.person = u.leader AND (
              i.kind IN ('proposal', 'final', 'signing')
              OR i.kind = 'answer' AND m.items_open > 0
          )
      )
    ORDER BY i.due_at NULLS LAST, i.cycle, i.unit, i.kind, i.person, i.subject
    LIMIT $3
"""

PLACES = """
    SELECT o.cycle, c.name AS cycle_name, c.stage, c.starts_on, c.rehearsal,
           bool_or(o.unit = '' AND o.offices && ARRAY['planner', 'administrator']) AS prepares,
           coalesce(array_agg(o.unit) FILTER (WHERE 'leader' = ANY (o.offices)), '{}') AS leads
    FROM read_models.offices AS o JOIN read_models.cycles AS c USING (organisation, cycle)
    WHERE organisation = $1 AND o.person = $2
    GROUP BY o.cycle, c.name, c.stage, c.starts_on, c.rehearsal
    ORDER BY c.starts_on DESC, o.cycle
"""

# Of a command's events the first says what was asked. Only the end of the log is looked at: an
# index by person would be paid for by every append.
DONE = """
    SELECT e.stream, e.version, e.position, e.hash, e.entry, p.payload, p.salt
    FROM tally.events AS e
    LEFT JOIN tally.payloads AS p USING (organisation, stream, version)
    WHERE organisation = $1
      AND e.position > (SELECT h.position FROM tally.heads AS h WHERE h.organisation = $1) - $3
      AND e.part = 0 AND e.body ->> 'actor' = $2 AND split_part(e.stream, '/', 2) = ANY ($4)
    ORDER BY e.position DESC LIMIT $5
"""
LOOKED_AT = 3_000


async def mine(reader: Pool, organisation: str, person: str) -> tuple[Found, ...]:
    """What waits for the person, by deadline."""
    return await fetched(reader, MINE, organisation, person)


async def others(
    reader: Pool, organisation: str, person: str, limit: int = 100
) -> tuple[Found, ...]:
    """What the person waits for, from whom, by deadline."""
    return await fetched(reader, OTHERS, organisation, person, limit)


async def places(reader: Pool, organisation: str, person: str) -> tuple[Found, ...]:
    """The cycles in which the person holds an office, the latest year first; units they lead."""
    return await fetched(reader, PLACES, organisation, person)


async def done(
    reader: Pool, organisation: str, person: str, cycles: Sequence[str], limit: int = 12
) -> tuple[Recorded, ...]:
    """What the person did of late in these cycles, the last first, each command once."""
    with outcome_unknown():
        rows = await reader.fetch(DONE, organisation, person, LOOKED_AT, list(cycles), limit)
    return tuple(store.read.recorded_from(row, organisation, row["stream"]) for row in rows)
