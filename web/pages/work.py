"""My work: what waits for one person across cycles, what they wait for, and what they did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request, Response

import store.read
from domain.authority.reads import OWN
from domain.cycle.state import CycleState
from domain.errors import Unknown
from domain.naming import named
from domain.practices import Blocker, blockers
from domain.practices.rule import Step
from projections import timeline, work
from projections.fetching import Found
from projections.things import things_of
from projections.timeline import Told
from web import rendering
from web.asking import says
from web.doors import Doors, OpenDoors
from web.identity import Caller, WhoCalls, told_time
from web.keeping import keeps
from web.pages import due
from web.pages.due import Line
from web.reading import Organisation
from web.rendering import Eyes
from web.routing import Router

router = Router(include_in_schema=False)

OVER = frozenset({"cancelled", "closed"})
NEXT: Mapping[str, tuple[Step, ...]] = {
    "drafted": ("propose",),
    "proposed": ("close pushback", "finalise"),
    "in_pushback": ("close pushback", "finalise"),
    "revised": ("close pushback", "finalise"),
    "final": ("accept",),
    "accepted": ("sign",),
    "signing": ("own jointly",),
}
"""The steps that a plan's stage leads to next."""

AT_MOST = 4
"""Units of one's own whose next step is looked through."""


@dataclass(frozen=True)
class Missing:
    """What one practice misses before a step, line by line; `people` can clear it."""

    step: Step
    practice: str
    title: str
    lines: tuple[tuple[Blocker, str], ...]
    people: tuple[str, ...]


@dataclass(frozen=True)
class Held:
    """What holds up the next step of a plan that one leads, and who can clear it."""

    unit: str
    address: str
    status: str
    missing: tuple[Missing, ...]


@dataclass(frozen=True)
class Place:
    """A cycle in which the person has a part."""

    cycle: str
    name: str
    stage: str
    rehearsal: bool
    prepares: bool
    leads: tuple[str, ...]

    @property
    def under_way(self) -> bool:
        return self.stage not in OVER


@router.get("/o/{organisation}/work")
@says(OWN)
async def show(
    request: Request, doors: OpenDoors, caller: WhoCalls, organisation: Organisation
) -> Response:
    position = await store.read.head(doors.reader, organisation)
    places = places_of(await work.places(doors.reader, organisation, caller.person))
    states = await _states(doors, organisation, places)
    names = {who: name for one in states.values() for who, name in timeline.names_of(one).items()}
    now = _clock(caller, doors)
    mine = await work.mine(doors.reader, organisation, caller.person)
    others = await work.others(doors.reader, organisation, caller.person)
    return rendering.page(
        request,
        "work.html",
        eyes=_eyes(request, caller, states, names),
        organisation=organisation,
        person=caller.person,
        position=position,
        places=places,
        waits=_lines(mine, organisation, names, now, caller.person),
        others=_lines(others, organisation, names, now, ""),
        held=await _held(doors, organisation, places, names, now),
        done=await _done(doors, organisation, caller.person, names, places),
        starts=not places or any(one.prepares or one.leads for one in places),
        keeps=await keeps(doors, organisation, caller.person, appointed=caller.administrator),
        elsewhere=_elsewhere(caller, organisation),
    )


def places_of(rows: Sequence[Found]) -> tuple[Place, ...]:
    return tuple(
        Place(
            cycle=str(row["cycle"]),
            name=str(row["cycle_name"]),
            stage=str(row["stage"]),
            rehearsal=bool(row["rehearsal"]),
            prepares=bool(row["prepares"]),
            leads=tuple(row["leads"]) if isinstance(row["leads"], list) else (),
        )
        for row in rows
    )


async def _states(
    doors: Doors, organisation: str, places: Sequence[Place]
) -> Mapping[str, CycleState]:
    """The cycles under way, and the last one: who is called what in them."""
    shown = [one.cycle for n, one in enumerate(places) if one.under_way or n == 0]
    return {cycle: await doors.streams.cycle(organisation, cycle) for cycle in shown}


def _clock(caller: Caller, doors: Doors) -> datetime:
    """A rehearsal may be told the time; a deadline of the real record is told none."""
    return told_time(caller, rehearsal=True, now=doors.now())


def _eyes(
    request: Request, caller: Caller, states: Mapping[str, CycleState], names: Mapping[str, str]
) -> Eyes:
    zone = next((one.zone for one in states.values()), "UTC")
    own = caller.session.account.zone if caller.session else ""
    return Eyes(locale=rendering.locale_of(request), zone=own or zone, names=names)


def _lines(
    rows: Sequence[Found], organisation: str, names: Mapping[str, str], now: datetime, by: str
) -> tuple[Line, ...]:
    return tuple(due.line(row, organisation, names, now, by=by) for row in rows)


async def _held(
    doors: Doors,
    organisation: str,
    places: Sequence[Place],
    names: Mapping[str, str],
    now: datetime,
) -> tuple[Held, ...]:
    """What holds up the next step of each plan that the person leads, the latest cycle first."""
    led = [(one.cycle, unit) for one in places if one.under_way for unit in one.leads]
    found = []
    for cycle, unit in led[:AT_MOST]:
        try:
            state = await doors.streams.unit(organisation, cycle, unit)
        except Unknown:  # the cycle is not announced yet
            continue
        once = {
            (one.practice, one.gap): one
            for step in reversed(NEXT.get(state.stage, ()))
            for one in blockers(state, now, step)
        }
        ahead = tuple((one, named(one.gap.words, names)) for one in once.values())
        if ahead:
            address = f"/o/{organisation}/cycles/{cycle}/units/{unit}"
            found.append(Held(state.name, address, state.status, _by_practice(ahead)))
    return tuple(found)


def _by_practice(ahead: Sequence[tuple[Blocker, str]]) -> tuple[Missing, ...]:
    """In the order in which each practice first misses something."""
    found: dict[tuple[Step, str, str], list[tuple[Blocker, str]]] = {}
    for one, words in ahead:
        found.setdefault((one.step, one.practice, one.title), []).append((one, words))
    return tuple(
        Missing(*key, tuple(lines), tuple(dict.fromkeys(o.gap.who for o, _ in lines if o.gap.who)))
        for key, lines in found.items()
    )


async def _done(
    doors: Doors,
    organisation: str,
    person: str,
    names: Mapping[str, str],
    places: Sequence[Place],
) -> tuple[Told, ...]:
    cycles = [one.cycle for one in places]
    recorded = await work.done(doors.reader, organisation, person, cycles)
    streams = dict.fromkeys(one.stream for one in recorded)
    things = things_of(await doors.streams.plans(organisation, streams))
    return tuple(timeline.told(one, {**names, **things}) for one in recorded)


def _elsewhere(caller: Caller, organisation: str) -> tuple[str, ...]:
    """The other organisations of the account that is signed in."""
    memberships = caller.session.account.memberships if caller.session else ()
    return tuple(one.organisation for one in memberships if one.organisation != organisation)
