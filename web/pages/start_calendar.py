"""Starting a cycle, fourth step: the calendar worked back from the day all must have signed."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from fastapi import Request, Response

from domain.authority.reads import OWN
from domain.cycle.events import LevelCalendar
from web.asking import says
from web.dates import ORDER, steps
from web.pages.acting import Trouble, Typed, done, typed
from web.pages.start_desk import Desk, Desks
from web.prospect import CALENDAR, Prospect
from web.routing import Router

router = Router(prefix="/o/{organisation}/start/calendar", include_in_schema=False)

STEP_NAMES = {
    "proposal": "Portions are proposed",
    "pushback": "Pushback closes",
    "answers": "Every item is answered",
    "final": "The version is final",
    "acceptance": "Approvers have accepted",
    "signing": "All have signed",
}


@router.get("")
@says(OWN)
async def show(desk: Desks) -> Response:
    return await _page(desk)


@router.post("")
@says(OWN)
async def change(request: Request, desk: Desks) -> Response:
    """Keep the dates that differ from those worked back; a date that cannot be is refused."""
    form = await typed(request)
    if form.get("choice") == "work-back":
        await desk.keep(desk.said.model_copy(update={"dates": {}}))
        return done(f"{desk.base}/calendar", "The dates are worked back again.")
    before = desk.said
    dates, wrong = await _dates(desk, form)
    desk = await desk.keep(before.model_copy(update={"dates": dates}))
    found = await desk.prospect()
    if wrong := {**found.at(CALENDAR), **wrong}:
        desk = await desk.keep(before)
        words = "These dates cannot be: the calendar stands as it was."
        return await _page(desk, form, Trouble(422, words, fields=wrong))
    return done(f"{desk.base}/calendar", "The calendar is kept.")


async def _dates(desk: Desk, form: Typed) -> tuple[dict[str, date], dict[str, str]]:
    plain = await Desk(
        desk.request, desk.doors, desk.caller, desk.organisation,
        desk.said.model_copy(update={"dates": {}}),
    ).prospect()  # fmt: skip
    found: dict[str, date] = {}
    wrong: dict[str, str] = {}
    for level in plain.planned.start.calendar if plain.planned else ():
        for kind, due in days(level, desk).items():
            place = f"{level.depth}.{kind}"
            try:
                day = date.fromisoformat(form.get(place, str(due)))
            except ValueError:
                wrong[place] = "enter a day"
                continue
            if day != due:
                found[place] = day
    return found, wrong


def days(level: LevelCalendar, desk: Desk) -> dict[str, date]:
    """A level's deadlines as days in the cycle's zone."""
    zone = ZoneInfo(desk.said.answer("zone") or "UTC")
    return {kind: due.astimezone(zone).date() for kind, due in steps(level).items()}


async def _page(desk: Desk, form: Typed | None = None, trouble: Trouble | None = None) -> Response:
    found = await desk.prospect()
    return desk.page(
        "calendar.html",
        typed=form or Typed(),
        trouble=trouble,
        found=found,
        levels=_levels(found, desk),
        reviews=_reviews(found),
        names=STEP_NAMES,
        order=ORDER,
        warned={one.place: one.words for one in found.warnings},
    )


def _levels(found: Prospect, desk: Desk) -> list[tuple[int, dict[str, date], dict[str, datetime]]]:
    calendar = found.planned.start.calendar if found.planned else ()
    return [(level.depth, days(level, desk), steps(level)) for level in calendar]


def _reviews(found: Prospect) -> list[tuple[str, datetime]]:
    calendar = found.planned.start.calendar if found.planned else ()
    return (
        [(one.key, one.due_at) for one in calendar[0].deadlines if one.kind == "review"]
        if calendar
        else []
    )
