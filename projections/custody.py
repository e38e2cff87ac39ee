"""Custody as it stands, and what the cycles say of offices and people that it has not heard yet."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from typing import cast

from domain.authority.reads import FORMER
from domain.authority.ruling import told
from domain.custody.commands import ReceiveOffices, ReceiveStanding
from domain.custody.events import OfficesReceived, StandingReceived
from domain.custody.state import RECORD, CustodyState
from domain.custody.values import Part
from domain.cycle.state import CycleState
from projections import administering
from projections.fetching import fetched
from projections.streams import NOW, Streams, Until

CONCERNED = """
    SELECT DISTINCT person FROM read_models.offices WHERE organisation = $1 AND cycle = $2
"""
HELD = """
    SELECT cycle, unit, offices FROM read_models.offices
    WHERE organisation = $1 AND person = $2 AND (until IS NULL OR until > $3) ORDER BY cycle, unit
"""


async def recorded(streams: Streams, organisation: str, until: Until = NOW) -> CustodyState:
    """As its own events leave it; an organisation that kept nothing yet has an empty one."""
    folded = await streams.at(organisation, RECORD, until)
    return folded.state if isinstance(folded.state, CustodyState) else CustodyState()


async def known(streams: Streams, organisation: str) -> CustodyState:
    """As it is once it has heard what the cycles say of offices now."""
    state = await recorded(streams, organisation)
    news = await offices(streams, organisation, state)
    heard = {one.cycle: OfficesReceived(**dict(one)) for one in news}
    others = tuple(one for one in state.offices if one.cycle not in heard)
    return state.model_copy(update={"offices": (*others, *heard.values())})


async def offices(
    streams: Streams, organisation: str, state: CustodyState
) -> tuple[ReceiveOffices, ...]:
    """What custody has not heard of the offices in announced cycles."""
    heard = {one.cycle: one for one in state.offices}
    said = [_offices(cycle) async for cycle in _announced(streams, organisation)]
    return tuple(one for one in said if not _is_heard(one, heard.get(one.cycle)))


async def _announced(streams: Streams, organisation: str) -> AsyncIterator[CycleState]:
    """Whoever starts a cycle names its offices alone: they count once it is announced."""
    for name in await administering.cycles_of(streams.reader, organisation):
        cycle = await streams.cycle(organisation, name)
        if cycle.announced is not None:
            yield cycle


def _offices(cycle: CycleState) -> ReceiveOffices:
    roles = cycle.roles
    return ReceiveOffices(
        cycle=cycle.cycle,
        version=cycle.version,
        is_running=cycle.stage == "announced",
        administrators=roles.administrators,
        hr_partners=roles.hr_partners,
        sponsors=roles.sponsors,
        approvers=roles.approvers,
        auditors=roles.auditors,
    )


def heard_of(said: ReceiveOffices) -> str:
    """The id of the command by which custody hears of a cycle's offices, whoever of the service says it."""
    return f"{RECORD}:offices:{said.cycle}:{said.version}"


def _is_heard(said: ReceiveOffices, heard: OfficesReceived | None) -> bool:
    if heard is None:
        return False
    return dict(said) | {"version": 0} == dict(heard) | {"version": 0}


async def standing(
    streams: Streams, organisation: str, person: str, at: datetime
) -> ReceiveStanding:
    """Every cycle that names a person, with what they have to do there."""
    duties: dict[str, list[str]] = {}
    for row in await fetched(streams.reader, HELD, organisation, person, at):
        place = f" in {row['unit']}" if row["unit"] else ""
        every = cast("list[str]", row["offices"])
        held = (told(one) for one in every if one != FORMER)
        duties.setdefault(str(row["cycle"]), []).extend(f"{one}{place}" for one in held)
    parts = []
    for name in await administering.cycles_of(streams.reader, organisation):
        cycle = await streams.cycle(organisation, name)
        if name in duties or person in set(_named(cycle)):
            running = cycle.stage in {"preparing", "announced"}
            words = tuple(dict.fromkeys(duties.get(name, ())))
            parts.append(Part(cycle=name, is_running=running, duties=words))
    return ReceiveStanding(person=person, parts=tuple(parts))


def stands(state: CustodyState, said: ReceiveStanding) -> CustodyState:
    """Custody once it has heard of a person."""
    others = tuple(one for one in state.standings if one.person != said.person)
    heard = StandingReceived(**dict(said))
    return state.model_copy(update={"standings": (*others, heard)})


def _named(cycle: CycleState) -> Iterator[str]:
    for unit in cycle.units:
        yield unit.led_by
        yield from (person.id for person in unit.draft.people)
    yield from (one.left.successor.id for one in cycle.handovers)
    roles = cycle.roles
    yield roles.leader_above
    yield from (one for _, held in roles if isinstance(held, tuple) for one in held)


async def held(streams: Streams, organisation: str, state: CustodyState) -> tuple[str, ...]:
    """Whose data nothing may remove: the organisation, or `organisation/person`, as the store asks."""
    found: dict[str, None] = {}
    for one in state.open_holds:
        match one.placed.scope, one.placed.subject:
            case "organisation", _:
                found[organisation] = None
            case "person", str(person):
                found[f"{organisation}/{person}"] = None
            case _, str(cycle) if cycle in await administering.cycles_of(
                streams.reader, organisation
            ):
                rows = await fetched(streams.reader, CONCERNED, organisation, cycle)
                concerned = (str(row["person"]) for row in rows)
                people = (*_named(await streams.cycle(organisation, cycle)), *concerned)
                found |= dict.fromkeys(f"{organisation}/{person}" for person in people)
            case _:
                pass
    return tuple(found)
