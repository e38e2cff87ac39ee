"""How people are named and reached: by their account, else as the cycle's files have them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.aggregates import State
from domain.culture.state import CultureState
from domain.custody.state import CustodyState
from domain.cycle.state import CycleState
from domain.incentives.state import IncentivesState
from domain.people import Person
from domain.sealed import is_token, tokens
from domain.seller.plan import SellerState
from domain.unit.plan import UnitState
from store.pool import Connection
from store.sealing import PersonKey
from store.seals import Seals, replaced

ACCOUNTS = """
    SELECT m.person, a.name, a.email FROM tally.memberships AS m
    JOIN tally.accounts AS a ON a.id = m.account
    WHERE m.organisation = $1 AND a.disabled_at IS NULL AND m.person = ANY ($2)
"""


@dataclass(frozen=True)
class Reach:
    name: str
    email: str

    @property
    def is_sealed(self) -> bool:
        return is_token(self.name) and is_token(self.email)


@dataclass(frozen=True)
class Files:
    """Whom a cycle's files name, by how the record keeps them; `names` are of those it sealed."""

    version: int
    sealed: dict[str, Reach]
    names: dict[str, str]
    clear: dict[str, Reach]


def files_of(version: int, state: State | None) -> Files:
    """Everybody is looked at once for each version of a cycle, not at each decision in it."""
    people = in_files(state)
    kept = {person: one for person, one in people.items() if one.is_sealed}
    names = {person: one.name for person, one in kept.items()}
    clear = {person: one for person, one in people.items() if person not in kept}
    return Files(version, kept, names, clear)


async def reached(
    connection: Connection, organisation: str, people: Iterable[str], known: Mapping[str, Reach]
) -> dict[str, Reach]:
    """Each of these people with a name and an address; who has none is left out."""
    wanted = list(dict.fromkeys(people))
    rows = await connection.fetch(ACCOUNTS, organisation, wanted)
    accounts = {row["person"]: Reach(row["name"], row["email"]) for row in rows}
    return {
        person: found
        for person in wanted
        if (found := accounts.get(person) or known.get(person)) is not None
    }


async def office_holders(
    connection: Connection, organisation: str, state: State
) -> dict[str, Reach]:
    """Who holds an office in a cycle, by their accounts: no file need name them."""
    return await reached(connection, organisation, _holders(state), {})


def _holders(state: State) -> Iterable[str]:
    match state:
        case CycleState():
            yield state.roles.leader_above
            groups = (held for _, held in state.roles if isinstance(held, tuple))
            yield from (person for group in groups for person in group)
        case CustodyState():
            yield from state.officers
        case _:
            return


def in_files(*states: State | None) -> dict[str, Reach]:
    """Everybody whom a cycle's or a unit's files name."""
    return {
        person.id: Reach(person.name, person.email) for state in states for person in _people(state)
    }


def _people(state: State | None) -> Iterable[Person]:
    match state:
        case CycleState():
            yield from (person for unit in state.units for person in unit.draft.people)
            yield from (handover.left.successor for handover in state.handovers)
        case UnitState():
            yield from state.people
        case SellerState():
            yield state.seller
        case CultureState() | IncentivesState() | CustodyState() | None:
            return


async def sealed(
    seals: Seals, organisation: str, people: Mapping[str, Reach], *, at: datetime
) -> dict[str, Reach]:
    """Each of these people with tokens for name and address; who was erased is left out."""
    clear = [person for person, one in people.items() if not one.is_sealed]
    if not clear:
        return dict(people)
    keys = await seals.keys_of_living(organisation, clear, at=at)
    mine = {person: _under(key, people[person]) for person, key in keys.items()}
    return {
        person: mine.get(person, one)
        for person, one in people.items()
        if person not in clear or person in mine
    }


def _under(key: PersonKey, one: Reach) -> Reach:
    name = one.name if is_token(one.name) else key.seal("name", "", one.name)
    email = one.email if is_token(one.email) else key.seal("email", "", one.email)
    return Reach(name, email)


async def opened(seals: Seals, people: Mapping[str, Reach]) -> dict[str, Reach]:
    """Each of these people as they are read; who was erased is left out."""
    found = await seals.openings(
        text for one in people.values() for text in tokens(one.name + one.email)
    )
    return {
        person: Reach(replaced(one.name, found), replaced(one.email, found))
        for person, one in people.items()
        if all(found[text] is not None for text in tokens(one.name + one.email))
    }
