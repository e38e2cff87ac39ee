"""Who acknowledged what is valued and expected, and who read why: one row a person, one query a team."""

from __future__ import annotations

from collections.abc import Mapping

from domain.culture.state import CultureState
from projections.cells import day
from projections.fetching import Found, fetched
from projections.write import Row
from store.pool import Pool

PEOPLE = """
    SELECT unit, person, edition, acknowledged_at, reason, read_at
    FROM read_models.culture_people
    WHERE organisation = $1 AND cycle = $2 ORDER BY unit, person
"""


def rows(state: CultureState) -> Mapping[str, Row]:
    """A row for everyone, in the unit in which they are led; the edition acknowledged last."""
    acknowledged = {one.person: one for one in state.acknowledged}
    read = {one.person: one for one in state.read}
    found: dict[str, Row] = {}
    for person, home in state.homes.items():
        mine, told = acknowledged.get(person), read.get(person)
        found[person] = {
            "cycle": state.cycle,
            "unit": home.unit,
            "person": person,
            "edition": mine.edition if mine else None,
            "acknowledged_at": day(mine.at) if mine else None,
            "reason": told.reason if told else None,
            "read_at": day(told.at) if told else None,
        }
    return found


async def of(reader: Pool, organisation: str, cycle: str) -> tuple[Found, ...]:
    """Everyone of a cycle."""
    return await fetched(reader, PEOPLE, organisation, cycle)
