"""My team: each seat of the units that one leads, and what is missing of whom."""

from __future__ import annotations

import hashlib
import json
from asyncio import gather
from collections.abc import Iterable, Iterator, Mapping

from fastapi import Request, Response
from pydantic import TypeAdapter

from domain.unit import commands as u
from domain.words import Identifier
from projections import board, inbox, members, seats, targets, units
from projections.fetching import Cell, Found
from web.asking import gives
from web.opening import opened_rows
from web.pages import team_rows
from web.pages.acting import COMMAND_ID, NOTHING_TYPED, Trouble, Typed, acted, typed
from web.pages.viewing import View, Views, joined, names_of
from web.routing import Router, take
from web.seller_queries import shared_accounts

router = Router(include_in_schema=False)
_inside = Router(prefix="/o/{organisation}/cycles/{cycle}", include_in_schema=False)
_PLACE: TypeAdapter[str] = TypeAdapter(Identifier)


@_inside.get("/team")
async def show(view: Views, unit: str | None = None) -> Response:
    return await shown(view, unit)


async def shown(
    view: View,
    unit: str | None = None,
    before: Typed = NOTHING_TYPED,
    trouble: Trouble | None = None,
) -> Response:
    """The units that the reader leads, seat by seat; of all others below a line each."""
    reading = view.reading
    place = (reading.doors.reader, reading.organisation, reading.cycle)
    seals = reading.doors.seals
    known = await opened_rows(seals, await units.of(*place, reading.units))
    opened = team_rows.opened(known, reading.subject, unit)
    shared = await shared_accounts(reading, reading.units)
    found = await gather(
        targets.of(*place, opened),
        seats.of(*place, opened),
        members.of(*place, opened),
        inbox.in_units(*place, opened),
    )
    holders = ((one.unit, one.person) for account in shared for one in account.held_by)
    plans = await joined(view, (*_carrying(found[1]), *holders))
    view = view.knowing(names_of(plans))
    rows = (found[0], await opened_rows(seals, found[1]), *found[2:])
    teams = tuple(
        team_rows.team(one, *rows, subject=reading.subject, now=reading.at, names=view.eyes.names)
        for _, one in board.in_tree(known)
        if one["unit"] in opened
    )
    others = tuple((depth, one) for depth, one in board.in_tree(known) if one["unit"] not in opened)
    return view.page(
        "team.html",
        typed=before,
        trouble=trouble,
        teams=teams,
        others=others,
        shared=shared,
        vacant=team_rows.vacant(teams),
    )


def _carrying(rows: Iterable[Found]) -> Iterator[tuple[str, Cell]]:
    """The unit and the person of each seat, and who is asked to take it over."""
    for row in rows:
        yield from ((str(row["unit"]), row[name]) for name in ("joining", "carried_by"))


@_inside.post("/team/fill-seat")
async def fill(request: Request, view: Views) -> Response:
    """A joiner for a vacant seat; they answer and sign, and until then the leader carries it."""
    unit = _PLACE.validate_python((await typed(request)).get("place").partition("/")[0])
    await view.reading.require(unit)

    known = await _addresses(view)

    async def again(form: Typed, trouble: Trouble) -> Response:
        return await shown(view, unit, form, trouble)

    return await acted(
        request,
        view.reading,
        unit,
        command=lambda form: _filled(form, known),
        again=again,
        then=f"{view.base}/team?unit={unit}",
        said="Recorded: the seat is offered. It is theirs once they have signed.",
    )


def _filled(form: Typed, known: Mapping[str, str]) -> u.FillSeat:
    """The command; raises ValidationError, which names the fields of the form."""
    email = form.get("person.email").strip()
    person = {"id": _id_of(known, email, form), "name": form.get("person.name"), "email": email}
    seat = form.get("place").partition("/")[2]
    given = {"seat": seat, "person": person, "joins_on": form.get("joins_on")}
    return u.FillSeat.model_validate_json(json.dumps(given))


async def _addresses(view: View) -> Mapping[str, str]:
    """Who has which address, in small letters: of one that two have, the first."""
    people = [one for unit in view.state.units for one in unit.draft.people]
    read = await view.reading.doors.seals.each(one.email for one in people)
    return {read[one.email].lower(): one.id for one in reversed(people)}


def _id_of(known: Mapping[str, str], email: str, form: Typed) -> str:
    """Who is known by this address already; else an id that says nothing, one for each form."""
    return (
        known.get(email.lower())
        or "p-" + hashlib.sha256(form.get(COMMAND_ID).encode()).hexdigest()[:12]
    )


gives(fill, u.FillSeat)
take(router, _inside)
