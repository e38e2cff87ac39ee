"""Everybody an organisation knows, so that whoever a file names again keeps the id that is theirs."""

from __future__ import annotations

from collections.abc import Sequence

from domain.cycle import commands as c
from domain.errors import Invalid
from domain.model import Command
from domain.people import Person
from domain.sealed import tokens
from domain.unit import commands as u
from files.known import Known, KnownPerson
from identity import belonging
from projections import named
from store.pool import session as connected
from store.seals import Seals, replaced
from web.doors import Doors


async def known_people(doors: Doors, organisation: str) -> Known:
    """Its accounts, and whoever its record ever named, dropped by a later file or not."""
    async with connected(doors.writer) as connection:
        accounts = await belonging.everybody(connection, organisation)
    recorded = await named.everybody(doors.reader, organisation)
    people = await opened_people(doors.seals, recorded.people)
    erased = {one.id for one in recorded.people} - {one.id for one in people}
    return Known(
        accounts=tuple(KnownPerson(*one) for one in accounts),
        recorded=people,
        taken=recorded.holders | erased,
    )


async def opened_people(seals: Seals, people: Sequence[Person]) -> tuple[KnownPerson, ...]:
    """Each of them as they are read; who was erased has no name and no address, and is left out."""
    found = await seals.openings(text for one in people for text in tokens(one.name + one.email))
    return tuple(
        KnownPerson(one.id, replaced(one.name, found), replaced(one.email, found))
        for one in people
        if all(found[text] is not None for text in tokens(one.name + one.email))
    )


async def require_themselves(doors: Doors, organisation: str, command: Command) -> None:
    """Raise Invalid where a command gives somebody the id or the address of another person."""
    if wrong := await _others(doors, organisation, command):
        raise Invalid(
            "An id stays with the person who got it, and so does an address.", missing=wrong
        )


async def themselves(doors: Doors, organisation: str, command: Command) -> bool:
    """Whether everybody whom a command names is themselves, as far as is known here."""
    return not await _others(doors, organisation, command)


async def _others(doors: Doors, organisation: str, command: Command) -> tuple[str, ...]:
    """What to put right; not whose it is, for whoever fills a seat need not know everybody."""
    people = await opened_people(doors.seals, _named(command))
    if not people:
        return ()
    known = await known_people(doors, organisation)
    return tuple(
        f"{one.name}, {one.id}: the {found.column} is somebody else's: write their own"
        for one in people
        if (found := known.contradicted(one.id, one.name, one.email)) is not None
    )


def _named(command: Command) -> tuple[Person, ...]:
    match command:
        case c.ImportOrganisation():
            return tuple(dict.fromkeys(one for unit in command.units for one in unit.people))
        case c.ReplaceUnitLeader():
            return (command.successor,)
        case u.FillSeat():
            return (command.person,)
        case u.HandOverSeat():
            return (command.successor,) if command.successor else ()
        case _:
            return ()
