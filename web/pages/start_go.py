"""Starting a cycle, last step: a dry run of the whole, then the start, or a rehearsal of it."""

from __future__ import annotations

from fastapi import Response

from domain.authority.reads import OWN
from domain.errors import DomainError
from domain.practices import TITLES
from web import beginning
from web.asking import says
from web.giving import Place
from web.pages.acting import Trouble, done, trouble_of
from web.pages.start_desk import Desk, Desks
from web.pages.start_files import NAMES
from web.pages.start_portions import why_unsound
from web.problems import RequestRefused
from web.prospect import Prospect
from web.routing import Router
from web.starting import Starting, begin, join_rehearsal, prepare, rehearsal_of
from workflows.client import RecordUnavailable

router = Router(prefix="/o/{organisation}/start", include_in_schema=False)

UNSOUND = "It cannot be started yet; nothing was. Put right what is named below."


@router.get("/check")
@says(OWN)
async def check(desk: Desks) -> Response:
    return await _page(desk)


@router.post("/check")
@says(OWN)
async def start(desk: Desks) -> Response:
    """Start it in earnest; pressed again, it goes on where it stopped."""
    recorded = await desk.is_on_the_record()
    found = await desk.prospect()
    place = Place(organisation=desk.organisation, cycle=desk.said.cycle)
    return await _begun(
        desk, Starting(desk.doors, desk.caller, place, desk.said.key), found, recorded=recorded
    )


@router.post("/rehearse")
@says(OWN)
async def rehearse(desk: Desks) -> Response:
    """The same in an organisation of its own, marked as a rehearsal on every page."""
    found = await desk.prospect(rehearsal=True)
    home = rehearsal_of(desk.organisation, desk.said)
    place = Place(organisation=home, cycle=desk.said.cycle)
    starting = Starting(desk.doors, desk.caller, place, desk.said.key)
    return await _begun(desk, starting, found, recorded=False)


async def _begun(desk: Desk, starting: Starting, found: Prospect, *, recorded: bool) -> Response:
    if not recorded and (not found.sound or found.planned is None):
        return await _page(desk, Trouble(409, UNSOUND))
    start = None if recorded or found.planned is None else found.planned.start
    sent = await beginning.contents(desk.doors, desk.caller, desk.organisation, desk.said)
    try:
        begun = await begin(starting, start, desk.said, sent, await desk.known())
    except (DomainError, RequestRefused, RecordUnavailable) as refused:
        return await _page(desk, trouble_of(refused))
    await prepare(starting, found.portions, found.goal)
    if begun.organisation == desk.organisation:
        await desk.keep(desk.said.model_copy(update={"begun": begun}))
        words = "The cycle is started. Nobody has been told yet."
    else:
        await join_rehearsal(starting)
        words = "The rehearsal is started. Nothing of it is on the real record."
    return done(f"/o/{begun.organisation}/cycles/{begun.cycle}/started", words)


async def _page(desk: Desk, trouble: Trouble | None = None) -> Response:
    found = await desk.prospect()
    return desk.page(
        "check.html",
        trouble=trouble,
        found=found,
        names=NAMES,
        practices=TITLES,
        recorded=await desk.is_on_the_record(),
        unsound=[why_unsound(one) for one in found.portions if not one.sound],
    )
