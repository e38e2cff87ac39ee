"""One person: their plan, their numbers, and why they are what they are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from fastapi import Response

from domain.authority.reads import READ_PERSON
from domain.errors import Unknown
from domain.people import Action, Seat
from domain.unit.plan import UnitState
from domain.unit.reviewing.agreed import awaited
from domain.words import Identifier
from projections import explained, holdings, offices, reviews
from projections.holdings import Holdings
from projections.reviews import Held, Quarter
from projections.steps import Explained
from projections.traces import Trace
from web.pages import picturing
from web.pages.viewing import View, Views
from web.pictures import bullet
from web.pictures.bullet import Bullets
from web.pictures.waterfall import Waterfall
from web.routing import Router

router = Router(prefix="/o/{organisation}/cycles/{cycle}/people/{person}", include_in_schema=False)


@dataclass(frozen=True)
class Number:
    """One seat of theirs: how its number came to be, and what it brought quarter by quarter."""

    seat: Seat
    explained: Explained | None
    waterfall: Waterfall | None
    quarters: Bullets | None


@dataclass(frozen=True)
class InUnit:
    """Everything of one person in one unit; `todo` are the steps of others' plans they own."""

    plan: UnitState
    held: Holdings
    numbers: tuple[Number, ...]
    todo: tuple[Action, ...]
    reviews: tuple[Held, ...]


@router.get("")
async def show(view: Views, person: Identifier) -> Response:
    """Their own page, and that of whoever stands below in a line that one leads."""
    own = person == view.person
    found = [(state, holdings.of(state, person)) for state in await _plans(view, person)]
    parts = [await _in_unit(view, state, held) for state, held in found if _has_part(held)]
    shown = sorted(parts, key=partial(_depth, view))
    if not shown and not own:
        await _refuse(view, person)
    return view.page("person.html", of=person, own=own, units=shown)


async def _plans(view: View, person: str) -> tuple[UnitState, ...]:
    """The plans in which the person has an office or wrote, as far as the reader may see them."""
    reading = view.reading
    theirs = await offices.standing(
        reading.doors.reader, reading.organisation, reading.cycle, person, reading.at
    )
    units = [one for one in theirs.held if one in reading.units]
    shown = [one for one in units if reading.may(READ_PERSON, one, person)]
    return await reading.doors.streams.units(reading.organisation, reading.cycle, shown)


def _has_part(held: Holdings) -> bool:
    """Not who only looks at a plan: an overseer's office is no part in it."""
    theirs = (held.seats, held.signatures, held.items, held.factors, held.claims, held.joining)
    return "leader" in held.offices or bool(held.waiting or held.promised_to_them) or any(theirs)


def _depth(view: View, one: InUnit) -> int:
    """One's own number comes before the team's."""
    unit = view.state.unit(one.plan.unit)
    return view.state.depth(unit) if unit else 0


async def _refuse(view: View, person: str) -> None:
    """Raise the same for who is unknown and for who is none of the reader's."""
    if view.reading.reads_all:
        raise Unknown(f"Nobody called {person} has a part in {view.state.name}.")
    raise await view.reading.denied(
        f"The page of {person} is for themselves, for the leaders above them, "
        "for planners and for auditors.",
        None,
        READ_PERSON,
    )


async def _in_unit(view: View, state: UnitState, held: Holdings) -> InUnit:
    person = held.person
    reviewed = await reviews.held(view.reading.doors.reader, view.reading.organisation, state)
    quarters = reviews.quarters(state)
    seats = state.seats_of(person)
    return InUnit(
        plan=state,
        held=held,
        numbers=tuple(_number(view, state, seat, quarters) for seat in seats),
        todo=tuple(_todo(state, person)),
        reviews=reviewed if seats or state.leader == person else (),
    )


def _number(view: View, state: UnitState, seat: Seat, quarters: tuple[Quarter, ...]) -> Number:
    known = any(one.portion(seat.id) for one in state.versions)
    lines = [
        bullet.Attained(
            words=quarter.period,
            actual=line.restated.actual,
            quota=line.restated.quota,
            percent=line.restated.percent,
            was=line.current.percent if line.current != line.restated else None,
        )
        for quarter in quarters
        for line in quarter.seats
        if line.seat == seat.id
    ]
    return Number(
        seat=seat,
        explained=explained.seat(Trace(state), seat.id) if known else None,
        waterfall=picturing.seat_waterfall(state, view.eyes, seat.id),
        quarters=bullet.laid_out(lines),
    )


def _todo(state: UnitState, person: str) -> list[Action]:
    of_factors = (one for factor in state.factors for one in factor.actions)
    of_reviews = (one.action for one in awaited(state))
    return sorted(
        (one for one in (*of_factors, *of_reviews) if one.owner == person),
        key=lambda one: one.due_on,
    )
