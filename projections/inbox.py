"""What waits for a person, across the cycles they are part of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from domain.culture.state import CultureState
from domain.custody.state import CustodyState
from domain.cycle.state import CycleState
from domain.seller.plan import SellerState
from domain.unit.plan import UnitState
from projections.cells import day
from projections.fetching import Found, fetched
from projections.offices import WHOLE
from projections.waiting import Wait, in_cycle, in_unit
from projections.waiting_culture import in_culture
from projections.waiting_custody import in_custody
from projections.waiting_sellers import in_seller
from projections.write import Row
from store.pool import Pool

INBOX = """
    SELECT nullif(i.cycle, '') AS cycle, nullif(i.unit, '') AS unit, i.kind,
           nullif(i.subject, '') AS subject, i.due_at, i.words,
           coalesce(c.rehearsal, o.rehearsal) AS rehearsal
    FROM read_models.inbox AS i LEFT JOIN read_models.cycles AS c USING (organisation, cycle)
    CROSS JOIN (
        SELECT bool_or(rehearsal) AS rehearsal FROM read_models.cycles WHERE organisation = $1
    ) AS o
    WHERE organisation = $1 AND person = $2
    ORDER BY i.due_at NULLS LAST, cycle, unit, kind, subject
"""
IN_UNITS = """
    SELECT unit, person, kind, subject, due_at, words FROM read_models.inbox
    WHERE organisation = $1 AND cycle = $2 AND unit = ANY($3)
    ORDER BY due_at NULLS LAST, unit, kind, subject
"""


def of_unit(state: UnitState) -> Mapping[str, Row]:
    return _rows(state.cycle, state.unit, in_unit(state))


def of_cycle(state: CycleState) -> Mapping[str, Row]:
    return _rows(state.cycle, WHOLE, in_cycle(state))


def of_seller(plan: SellerState) -> Mapping[str, Row]:
    return _rows(plan.cycle, plan.unit, in_seller(plan))


def of_culture(state: CultureState) -> Mapping[str, Row]:
    return _rows(state.cycle, WHOLE, in_culture(state))


def of_custody(state: CustodyState) -> Mapping[str, Row]:
    """Of no cycle: an organisation keeps what it keeps."""
    return _rows(WHOLE, WHOLE, in_custody(state))


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


async def in_units(
    reader: Pool, organisation: str, cycle: str, units: Sequence[str]
) -> tuple[Found, ...]:
    """What waits in these units' plans for anybody, what is due first first."""
    return await fetched(reader, IN_UNITS, organisation, cycle, list(units))
