"""Questions over HTTP: each answered by a projection, for what the caller may see."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from fastapi import Query

import store.read
from domain.aggregates import stream_of
from domain.authority.reads import (
    OWN,
    READ_CYCLE,
    READ_PLAN,
    READ_SELLER_PLAN,
    READ_TIMELINE,
)
from domain.cycle.state import CycleState
from domain.model import Value
from domain.unit.readiness.templates import Template
from domain.words import Identifier
from projections import (
    cycles,
    findings,
    holdings,
    inbox,
    issues,
    learned,
    offices,
    planning_templates,
    practised,
    resources,
    seats,
    sight,
    summary_of_tables,
    targets,
    timeline,
    units,
    years,
)
from projections.fetching import Found
from projections.summary import Summary
from projections.timeline import Told
from projections.years import LeaderYear
from web.asking import asks, says
from web.doors import OpenDoors
from web.identity import WhoCalls
from web.problems import RESPONSES
from web.reading import Organisation, Reads
from web.routing import Router
from web.shown import untold, within

LONGEST_PAGE = 1_000
LARGEST = 2**63 - 1
"""The largest whole number that the record counts with."""

router = Router(prefix="/v1/{organisation}", tags=["queries"], responses=RESPONSES)
inside = Router(prefix="/v1/{organisation}/cycles/{cycle}", tags=["queries"], responses=RESPONSES)


class Cycles(Value):
    cycles: tuple[dict[str, Any], ...]


class Units(Value):
    units: tuple[dict[str, Any], ...]


class Seats(Value):
    seats: tuple[dict[str, Any], ...]


class Findings(Value):
    findings: tuple[dict[str, Any], ...]


class Templates(Value):
    templates: tuple[Template, ...]


class Years(Value):
    """A unit's lines, one a year, and the same by who led it."""

    years: tuple[dict[str, Any], ...]
    leaders: tuple[LeaderYear, ...]


class Practices(Value):
    practices: tuple[practised.Practised, ...]


class Issues(Value):
    issues: tuple[issues.Issue, ...]


class Timeline(Value):
    """`next` continues after the last event shown; None where there was no more.

    Up to the position `witnessed`, the notary has signed what is recorded.
    """

    events: tuple[Told, ...]
    next: int | None
    witnessed: int


class Inbox(Value):
    inbox: tuple[dict[str, Any], ...]


class HeldAcross(Value):
    person: str
    units: tuple[holdings.Holdings, ...]


def plain(rows: tuple[Found, ...]) -> tuple[dict[str, Any], ...]:
    return tuple(
        {name: _text(value) if isinstance(value, Decimal) else value for name, value in row.items()}
        for row in rows
    )


def _text(number: Decimal) -> str:
    return f"{number:f}"


@router.get("/cycles")
@says(OWN)
async def known_cycles(doors: OpenDoors, caller: WhoCalls, organisation: Organisation) -> Cycles:
    """The cycles in which the caller has a part."""
    mine = await offices.cycles_of(doors.reader, organisation, caller.person)
    found = await cycles.known(doors.reader, organisation)
    return Cycles(cycles=plain(tuple(row for row in found if row["cycle"] in mine)))


@inside.get("", dependencies=[asks(READ_CYCLE, whole=True)])
async def one_cycle(reading: Reads) -> CycleState:
    """The cycle's whole state; the units of the tree only as far as the caller sees them."""
    return within(await reading.cycle_state(), reading)


@inside.get("/summary", dependencies=[asks(READ_PLAN)])
async def summary(reading: Reads) -> Summary:
    """Plan goal, stretch, in force, committed and actual: per unit, and for the company."""
    return await summary_of_tables.summarised(
        reading.doors.reader, reading.organisation, reading.cycle, reading.units
    )


@inside.get("/units", dependencies=[asks(READ_PLAN)])
async def known_units(reading: Reads) -> Units:
    """Each unit that the caller sees, the top one first, with a line for each of its targets."""
    place = (reading.doors.reader, reading.organisation, reading.cycle, reading.units)
    lines: dict[object, list[dict[str, Any]]] = {}
    for line in plain(await targets.of(*place)):
        lines.setdefault(line["unit"], []).append(line)
    found = plain(await units.of(*place))
    return Units(units=tuple({**row, "targets": lines.get(row["unit"], [])} for row in found))


@inside.get("/seats", dependencies=[asks(READ_PLAN)])
async def known_seats(reading: Reads) -> Seats:
    """Each seat of the units that the caller sees, with portion, quota and actual."""
    place = (reading.doors.reader, reading.organisation, reading.cycle, reading.units)
    return Seats(seats=plain(await seats.of(*place)))


@inside.get("/resources", dependencies=[asks(READ_PLAN)])
async def budgets(reading: Reads) -> resources.Resources:
    """Granted and committed by budget holder, over the units that the caller sees."""
    place = (reading.doors.reader, reading.organisation, reading.cycle)
    return await resources.of(*place, reading.units)


@inside.get("/findings", dependencies=[asks(READ_PLAN)])
async def all_findings(reading: Reads) -> Findings:
    """What practices warned of, in every unit that the caller sees."""
    place = (reading.doors.reader, reading.organisation, reading.cycle)
    return Findings(findings=plain(await findings.of(*place, reading.units)))


@inside.get("/line-of-sight", dependencies=[asks(READ_PLAN)])
async def line_of_sight(reading: Reads) -> sight.Sight:
    """Intents, deliverables, goals and steps, with orphans both ways, over the units that the caller sees."""
    return sight.of(await reading.cycle_state(), await reading.unit_states())


@inside.get("/planning-templates", dependencies=[asks(READ_CYCLE, whole=True)])
async def templates(reading: Reads) -> Templates:  # noqa: ARG001 - the caller is asked who they are
    """Where to begin with look-back, run-rate and plan lines, by business model."""
    return Templates(templates=planning_templates.every())


@inside.get("/years", dependencies=[asks(READ_PLAN)])
async def side_by_side(reading: Reads) -> Years:
    """Attainment and delivery of the units that the caller sees here, in every cycle, year by year."""
    found = await years.of(reading.doors.reader, reading.organisation, reading.units)
    return Years(years=plain(found), leaders=years.by_leader(found))


@inside.get("/learned", dependencies=[asks(READ_PLAN)])
async def taught(reading: Reads) -> learned.Learned:
    """Calibration of pushback, distribution of attainment, what was kept, findings by outcome."""
    reader, units = reading.doors.reader, reading.units
    every = await years.of(reader, reading.organisation, units)
    return await learned.of(reader, reading.organisation, reading.cycle, units, every)


@inside.get("/practices", dependencies=[asks(READ_PLAN)])
async def practices(reading: Reads) -> Practices:
    """Every practice: how it acts under the cycle's policy, and what it did where the caller sees."""
    state = await reading.cycle_state()
    selling = tuple(one for one in reading.units if reading.may(READ_SELLER_PLAN, one))
    found = practised.of(
        reading.doors.reader,
        reading.organisation,
        state,
        units=reading.units,
        selling=selling,
        whole=reading.reads_all,
    )
    return Practices(practices=await found)


@inside.get("/issues", dependencies=[asks(READ_PLAN)])
async def register(reading: Reads) -> Issues:
    """Every answered item of the units that the caller sees: the cycle's register of issues."""
    return Issues(issues=issues.of(await reading.unit_states()))


@inside.get("/timeline", dependencies=[asks(READ_TIMELINE)])
async def told(
    reading: Reads,
    unit: Identifier | None = None,
    limit: Annotated[int, Query(ge=1, le=LONGEST_PAGE)] = 100,
    after: Annotated[int, Query(ge=0, le=LARGEST, description="A position")] = 0,
) -> Timeline:
    """What happened, each event with one plain sentence."""
    shown = reading.units if unit is None else (unit,)
    streams = [stream_of("unit", reading.cycle, one) for one in shown]
    if unit is None:
        streams.append(stream_of("cycle", reading.cycle))
    state = await reading.cycle_state()
    events = await timeline.of(
        reading.doors.reader,
        reading.organisation,
        streams,
        names=timeline.names_of(state),
        without=untold(state, reading),
        after=after,
        limit=limit,
    )
    return Timeline(
        events=events,
        next=events[-1].position if len(events) == limit else None,
        witnessed=await store.read.witnessed(reading.doors.reader, reading.organisation),
    )


@inside.get("/holdings", dependencies=[asks(READ_PLAN)])
async def held_across(reading: Reads, person: Identifier) -> HeldAcross:
    """Everything a person holds, in every unit that the caller sees."""
    states = await reading.unit_states()
    return HeldAcross(person=person, units=holdings.across(states, person))


@router.get("/inbox")
@says(OWN)
async def waiting(doors: OpenDoors, caller: WhoCalls, organisation: Organisation) -> Inbox:
    """What waits for the caller, across cycles; what is due first comes first."""
    return Inbox(inbox=plain(await inbox.of(doors.reader, organisation, caller.person)))
