"""Starting a cycle, first step: the five questions."""

from __future__ import annotations

from zoneinfo import available_timezones

from fastapi import Request, Response

from domain.authority.reads import OWN
from domain.currencies import MINOR_UNITS
from web import beginning
from web.answers import Unanswered, short_form
from web.asking import says
from web.pages import portions, start_calendar, start_files, start_go, start_portions, started
from web.pages.acting import Trouble, Typed, done, typed
from web.pages.start_desk import Desk, Desks
from web.routing import Router, take

questions = Router(prefix="/o/{organisation}/start", include_in_schema=False)
router = Router(include_in_schema=False)

FIELDS = (
    "name", "cycle", "follows", "starts_on", "shares", "currency", "zone", "rates", "planners",
    "leader_above", "approvers", "sponsors", "executives", "hr_partners", "auditors",
    "administrators", "preset", "signed_by", "holidays",
)  # fmt: skip
PRESETS = (
    ("core", "Core: the ten gates that nothing weakens, and no others"),
    ("standard", "Standard: gates that matter block, the others warn"),
    ("strict", "Strict: every gate blocks, and everyone signs with a passkey"),
)
ZONES = tuple(
    (one, one.replace("_", " "))
    for one in ("UTC", *sorted(name for name in available_timezones() if "/" in name))
    if not one.startswith(("Etc/", "SystemV/", "posix/", "right/"))
)
CURRENCIES = tuple((code, code) for code in sorted(MINOR_UNITS))
COMMON = ("EUR", "USD", "GBP", "CHF", "JPY")


@questions.get("")
@says(OWN)
async def show(desk: Desks) -> Response:
    return _page(desk)


@questions.post("")
@says(OWN)
async def answer(request: Request, desk: Desks) -> Response:
    """Keep the answers, whatever they are; go on where they can be used."""
    form = await typed(request)
    said = desk.said.model_copy(
        update={"answers": {name: form.all(name) for name in FIELDS if form.all(name)}}
    )
    desk = await desk.keep(said)
    try:
        short_form(said, {}, levels_below=1, whole=False)
    except Unanswered as wrong:
        words = "Some answers cannot be used yet. They are kept as you wrote them."
        return _page(desk, form, Trouble(422, words, fields=wrong.fields))
    return done(f"{desk.base}/files", "Answers kept.")


@questions.post("/forget")
@says(OWN)
async def forget(desk: Desks) -> Response:
    await beginning.forget(desk.doors, desk.caller, desk.organisation)
    return done(desk.base, "What you had entered is deleted. Nothing on the record changed.")


def _page(desk: Desk, form: Typed | None = None, trouble: Trouble | None = None) -> Response:
    year = desk.doors.now().year + 1
    defaults = {
        "name": f"Fiscal year {year}", "starts_on": f"{year}-01-01", "currency": "USD",
        "zone": "UTC", "planners": desk.caller.person, "preset": "standard",
    }  # fmt: skip
    kept = Typed(desk.said.answers) if desk.said.answers else Typed()
    common = [(code, code) for code in COMMON]
    return desk.page(
        "questions.html",
        typed=form or (Typed() if desk.parked.fields else kept),
        trouble=trouble,
        defaults=defaults,
        presets=PRESETS,
        zones=ZONES,
        currencies=[*common, *(one for one in CURRENCIES if one[0] not in COMMON)],
    )


_STEPS = (portions, start_files, start_portions, start_calendar, start_go, started)
take(router, questions, *(step.router for step in _STEPS))
