"""Everybody an organisation's record ever named: in any cycle, dropped by a later file or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from domain.aggregates import aggregate_of
from domain.cycle import events as c
from domain.model import Event
from domain.people import Person, Roles
from domain.unit import events as u
from projections.fetching import fetched
from store.pool import Pool

# The types stand here as in the index events_people, which is used for exactly these words.
NAMING = """
    SELECT e.stream, e.type, convert_from(p.payload, 'UTF8') AS payload
    FROM tally.events AS e JOIN tally.payloads AS p USING (organisation, stream, version)
    WHERE e.organisation = $1
      AND e.type IN ('CycleStarted', 'UnitDefined', 'LeaderLeft', 'RolesChanged', 'SeatFilled', 'SeatHandedOver')
    ORDER BY e.position
"""


@dataclass(frozen=True)
class Named:
    """`people` oldest first, each spelling of somebody once where it was last; `holders` of offices."""

    people: tuple[Person, ...]
    holders: frozenset[str]


async def everybody(reader: Pool, organisation: str, cycle: str | None = None) -> Named:
    """Who was ever in a people file, took a seat or a unit over, or got an office; in one cycle or any."""
    people: dict[Person, None] = {}
    holders: set[str] = set()
    for row in await fetched(reader, NAMING, organisation):
        if cycle is not None and str(row["stream"]).split("/")[1] != cycle:
            continue
        kind = aggregate_of(str(row["stream"])).events[str(row["type"])]
        event = kind.model_validate_json(str(row["payload"]))
        holders.update(_holders(event))
        for person in _people(event):
            people.pop(person, None)
            people[person] = None
    return Named(tuple(people), frozenset(holders))


async def ever(reader: Pool, organisation: str, cycle: str) -> frozenset[str]:
    """The ids of all of them whom one cycle ever named."""
    found = await everybody(reader, organisation, cycle)
    return found.holders | {one.id for one in found.people}


def _people(event: Event) -> tuple[Person, ...]:
    match event:
        case c.UnitDefined():
            return event.people
        case c.LeaderLeft():
            return (event.successor,)
        case u.SeatFilled():
            return (event.person,)
        case u.SeatHandedOver():
            return (event.successor,) if event.successor else ()
        case _:
            return ()


def _holders(event: Event) -> Iterator[str]:
    match event:
        case c.CycleStarted():
            yield from _of(event.roles)
        case c.RolesChanged():
            yield from (one.person for one in (*event.grants, *event.revokes))
        case _:
            return


def _of(roles: Roles) -> Iterator[str]:
    for _, held in roles:
        yield from held if isinstance(held, tuple) else (held,)
