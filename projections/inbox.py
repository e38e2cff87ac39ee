"""What waits for a person, across the cycles they are part of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from domain.cycle.state import CycleState
from domain.unit.plan import UnitState
from projections.cells import day
from projections.fetching import Found, fetched
from projections.offices import WHOLE
from projections.waiting import Wait, in_cycle, in_unit
from projections.write import Row
from store.pool import Pool

INBOX = """
    SELECT i.cycle, nullif(i.unit, '') AS unit, i.kind, nullif(i.subject, '') AS subject,
           i.due_at, i.words, c.rehearsal
    FROM read_models.inbox AS i JOIN read_models.cycles AS c USING (organisation, cycle)
    WHERE organisation = $1 AND person = $2
    ORDER BY i.due_at NULLS LAST, cycle, unit, kind, subject
"""


def of_unit(state: UnitState) -> Mapping[str, Row]:
    return _rows(state.cycle, state.unit, in_unit(state))


def of_cycle(state: CycleState) -> Mapping[str, Row]:
    return _rows(state.cycle, WHOLE, in_cycle(state))


def _rows(cycle: str, unit: str, waits: Iterable[Wait]) -> Mapping[str, Row]:
    return {
        f"{wait.person} {wait.kind} {wait.subject}": {
            "cycle": cycle,
            "unit": unit,
            "person": wait.person,
            "kind": wait.kind,
            "subject": wait.subject,
            "due_at": day(wait.due_at),
            "words": wait.words,
        }
        for wait in waits
    }


async def of(reader: Pool, organisation: str, person: str) -> tuple[Found, ...]:
    """The person's inbox: what is due first comes first, what has no date last."""
    return await fetched(reader, INBOX, organisation, person)
