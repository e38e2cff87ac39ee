"""What a year taught: who judged best, how attainment is spread, what was kept, and the years beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from fastapi import Response

from domain.authority.reads import READ_PLAN
from domain.cycle.state import CycleState
from domain.people import Seat
from domain.practices import TITLES
from domain.unit.plan import UnitState
from projections import learned, timeline, years
from projections.fetching import Found
from web.asking import asks
from web.backtesting import backtests
from web.pages import picturing
from web.pages.viewing import View, Views, joined, names_of
from web.routing import Router

router = Router(prefix="/o/{organisation}/cycles/{cycle}/learned", include_in_schema=False)


@router.get("", dependencies=[asks(READ_PLAN)])
async def show(view: Views) -> Response:
    reading = view.reading
    reader, units = reading.doors.reader, reading.units
    every = await years.of(reader, reading.organisation, units)
    found = await learned.of(reader, reading.organisation, reading.cycle, units, every)
    plans = await joined(view, ((one.unit, one.person) for one in found.seats))
    cycles = await _cycles(view, every)
    return view.knowing(_names(plans, cycles)).page(
        "learned.html",
        learned=found,
        years=every,
        leaders=years.by_leader(every),
        titles={seat.id: seat.title for seat in _seats(view, plans)},
        unit_names={one.draft.unit: one.draft.name for one in view.state.units},
        cycle_names={one.cycle: one.name for one in cycles},
        practices=TITLES,
        spread=picturing.learned_distribution(found.distribution),
        backtests=backtests(reading),
    )


async def _cycles(view: View, every: Iterable[Found]) -> tuple[CycleState, ...]:
    """The cycles of these years."""
    named = sorted({str(one["cycle"]) for one in every})
    streams, organisation = view.reading.doors.streams, view.reading.organisation
    return tuple([await streams.cycle(organisation, one) for one in named])


def _names(plans: Iterable[UnitState], cycles: Iterable[CycleState]) -> Mapping[str, str]:
    """Of who joined a plan since, and of who led in any of these cycles."""
    led = {person: name for one in cycles for person, name in timeline.names_of(one).items()}
    return {**led, **names_of(plans)}


def _seats(view: View, plans: Iterable[UnitState]) -> Iterator[Seat]:
    for draft in (one.draft for one in view.state.units):
        yield from draft.seats
    for plan in plans:
        yield from plan.seats
